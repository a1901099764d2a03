import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openPictureFiles } from '../../src/images/open-picture-files.ts';
import type { PictureFiles } from '../../src/images/picture-files.ts';
import { BUCKET, startBucket, type TestStore, useBucket } from '../support/bucket.ts';

let store: TestStore;
let folder: string;
let counter = 0;

beforeAll(async () => {
  store = await startBucket();
  folder = await mkdtemp(join(tmpdir(), 'guildhall-pictures-'));
  useBucket(store);
});
beforeEach(() => store.become('open'));
afterAll(async () => {
  vi.unstubAllEnvs();
  await store.stop();
  await rm(folder, { recursive: true });
});

/** A place of its own in each kind of place. */
const PLACES = {
  'a folder': () => ({ MEDIA_DIR: join(folder, `${++counter}`) }),
  'a bucket': () => ({ MEDIA_URL: `s3://${BUCKET}/of/groups-${++counter}`, MEDIA_PATH_STYLE: 'true' }),
};

const told: string[] = [];

async function open(place: keyof typeof PLACES): Promise<PictureFiles> {
  const files = await openPictureFiles(readConfig(PLACES[place]()), (reason) => told.push(reason));
  await files.makeReady();
  return files;
}

async function namesIn(files: PictureFiles): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of files.list()) names.push(name);
  return names.sort();
}

const file = (name: string, text: string) => ({ name, content: Buffer.from(text) });

describe.each(Object.keys(PLACES) as (keyof typeof PLACES)[])('files in %s', (place) => {
  it('are there once they are kept, until they are removed', async () => {
    const files = await open(place);
    await files.put([file('a.webp', 'aaaa'), file('b.webp', 'bb')]);
    await files.put([file('c.webp', '')]);

    expect(await namesIn(files)).toEqual(['a.webp', 'b.webp', 'c.webp']);
    await files.remove(['a.webp', 'c.webp', 'never.webp']);
    expect(await namesIn(files)).toEqual(['b.webp']);
  });

  it('have the age of their writing', async () => {
    const files = await open(place);
    const before = Date.now();
    await files.put([file('a.webp', 'a')]);
    const after = Date.now();
    const ages: (number | null)[] = [];
    for await (const { writtenAt } of files.list()) ages.push(await writtenAt());

    // Some stores tell whole seconds, and the clock of a file system is some milliseconds behind.
    const [age] = ages;
    expect(age).toBeGreaterThan(before - 1_000);
    expect(age).toBeLessThan(after + 1_000);
  });

  it('can be looked into, and measured', async () => {
    const files = await open(place);
    await files.put([file('a.webp', 'abcdefgh'), file('b.webp', 'xy')]);

    expect(await files.peek('a.webp', 3)).toEqual({ size: 8, start: Buffer.from('abc') });
    expect(await files.peek('b.webp', 3)).toEqual({ size: 2, start: Buffer.from('xy') });
    expect(await files.peek('never.webp', 3)).toBeNull();
  });

  it('are copied into a folder', async () => {
    const files = await open(place);
    const target = join(folder, `copies-${++counter}`);
    await mkdir(target);
    await files.put([file('a.webp', 'abc')]);

    expect(await files.copyTo('a.webp', target)).toBe(true);
    expect(await files.copyTo('a.webp', target)).toBe(true);
    expect(await files.copyTo('never.webp', target)).toBe(false);
    expect(await readdir(target)).toEqual(['a.webp']);
    expect(await readFile(join(target, 'a.webp'), 'utf8')).toBe('abc');
  });
});

describe('a bucket', () => {
  it('keeps files as a CDN has to serve them', async () => {
    const files = await open('a bucket');
    await files.put([file('a.webp', 'abc')]);
    const { S3Client, HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const client = new S3Client({ forcePathStyle: true });
    const Key = `${files.location.replace(`s3://${BUCKET}/`, '')}a.webp`;
    const { ContentType, CacheControl } = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));

    expect([ContentType, CacheControl]).toEqual(['image/webp', 'public, max-age=31536000, immutable']);
  });

  it('that tells what it holds in parts is listed to the end', async () => {
    const parts = createServer(({ url = '' }, response) => {
      const isLast = url.includes('continuation-token=more');
      const rest = isLast ? '' : '<NextContinuationToken>more</NextContinuationToken>';
      const key = `<Contents><Key>p/${isLast ? 'b' : 'a'}.webp</Key></Contents>`;
      response.end(`<ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${rest}${key}</ListBucketResult>`);
    }).listen(0, '127.0.0.1');
    await once(parts, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${z.object({ port: z.number() }).parse(parts.address()).port}`);
    const settings = { MEDIA_URL: `s3://${BUCKET}/p`, MEDIA_PATH_STYLE: 'true' };
    const names = await namesIn(await openPictureFiles(readConfig(settings)));
    useBucket(store);
    parts.close();

    // The store of the other tests cannot: it needs a cipher that OpenSSL has dropped.
    expect(names).toEqual(['a.webp', 'b.webp']);
  });

  it.each(['refused', 'silent'] as const)('whose connections are %s refuses in time, and tells why', async (reach) => {
    const files = await open('a bucket');
    await files.put([file('a.webp', 'abc')]);
    store.become(reach);
    told.length = 0;
    const began = performance.now();
    const failure = { refusal: { code: 'PICTURES_UNAVAILABLE' }, message: expect.stringContaining('gives no answer') };

    await Promise.all([
      expect(files.put([file('b.webp', 'b')])).rejects.toMatchObject(failure),
      expect(files.peek('a.webp', 1)).rejects.toMatchObject(failure),
      expect(files.copyTo('a.webp', join(folder, 'nowhere'))).rejects.toMatchObject(failure),
      expect(namesIn(files)).rejects.toMatchObject(failure),
      expect(files.remove(['a.webp'])).resolves.toBeUndefined(),
    ]);
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(told).toHaveLength(5);
    store.become('open');
    expect(await namesIn(files)).toEqual(['a.webp']);
  });

  it.each([
    ['that is not there', 's3://absent', 'open', 'which is not there: make that bucket, or set MEDIA_URL to another.'],
    ['that gives no answer', `s3://${BUCKET}`, 'refused', /which gives no answer \(\w+\): set AWS_ENDPOINT_URL_S3 to/],
  ] as const)('%s is refused at the start in one sentence', async (_what, url, reach, sentence) => {
    store.become(reach);
    const files = await openPictureFiles(readConfig({ MEDIA_URL: url, MEDIA_PATH_STYLE: 'true' }));
    const refusal = await files.makeReady().catch((cause) => cause);

    expect(refusal.name).toBe('StartError');
    expect(refusal.message).toMatch(`Guildhall cannot start: MEDIA_URL names ${url}/, `);
    expect(refusal.message).toMatch(sentence);
  });
});
