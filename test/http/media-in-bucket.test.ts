import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openPictureFiles } from '../../src/images/open-picture-files.ts';
import { BUCKET, startBucket, type TestStore, useBucket } from '../support/bucket.ts';
import { dataUrl, picture } from '../support/pictures.ts';
import { command } from '../support/processes.ts';
import { type Answer, graphql, send } from '../support/requests.ts';
import { SECRET, startServer, type TestServer } from '../support/server.ts';

const MEDIA = { MEDIA_URL: `s3://${BUCKET}/groups`, MEDIA_PATH_STYLE: 'true' };

let store: TestStore;
let server: TestServer;
let image: string;
let token: string;

beforeAll(async () => {
  store = await startBucket();
  useBucket(store);
  server = await startServer({ env: MEDIA });
  token = await server.token(1);
  image = dataUrl(await picture());
});
beforeEach(() => store.become('open'));
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  await store.stop();
});

let counter = 0;

/** A group with a picture and a cover, as SelfCommunity's API answers it. */
async function groupWithPictures(at: TestServer = server) {
  const json = {
    name: `Pictures ${++counter}`,
    privacy: 'public',
    image_original: image,
    emotional_image_original: image,
  };
  const { status, body } = await send(`${at.url}/api/v2/group/`, { token, json });
  expect(status).toBe(201);
  return body;
}

const fileOf = (address: string) => address.split('/').at(-1);
const keptAt = (address: string) => store.pathOf(`groups/${fileOf(address)}`);

/** What a reader is told of a picture, but for what differs from one write to the next. */
function told({ status, headers }: Answer) {
  const names = ['content-type', 'content-length', 'content-range', 'cache-control', 'accept-ranges'];
  return { status, ...Object.fromEntries(names.map((name) => [name, headers.get(name)])) };
}

describe('pictures in a bucket', () => {
  it('are kept there in all sizes, and served like those of a folder', async () => {
    const folder = await startServer();
    const [one, other] = [await groupWithPictures(), await groupWithPictures(folder)];

    for (const name of ['image_small', 'image_bigger', 'emotional_image']) {
      expect(existsSync(keptAt(one[name]))).toBe(true);
      for (const method of ['GET', 'HEAD']) {
        for (const headers of [{}, { range: 'bytes=0-9' }, { range: 'bytes=10-' }, { range: 'bytes=0-1,3-4' }]) {
          const answers = await Promise.all([one, other].map((group) => send(group[name], { method, headers })));
          expect(told(answers[0] ?? expect.fail())).toEqual(told(answers[1] ?? expect.fail()));
          expect(answers[0]?.body).toEqual(answers[1]?.body);
        }
      }
    }
    await folder.stop();
  });

  it('are not sent again to who has them', async () => {
    const { image_small } = await groupWithPictures();
    const { headers } = await send(image_small);
    const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];

    expect((await send(image_small, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await send(image_small, { headers: { 'if-modified-since': modified } })).status).toBe(304);
    expect((await send(image_small, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    expect((await send(image_small, { headers: { 'if-modified-since': 'once' } })).status).toBe(200);
  });

  it.each([
    ['of a range that is not there', { range: 'bytes=99999999-' }, 416],
    ['of a range that cannot be read', { range: 'bytes=x-y' }, 200],
    ['of a range of another version', { range: 'bytes=0-9', 'if-range': '"x"' }, 200],
  ])('answer a request %s', async (_what, headers, status) => {
    const { image_small } = await groupWithPictures();

    expect((await send(image_small, { headers })).status).toBe(status);
  });

  it.each(['nothing-small.webp', 'a.webp', '..%2f..%2fx-y.webp', 'x'.repeat(300), `${'a'.repeat(32)}-small.webp`])(
    'are not there by the name %s',
    async (name) => {
      expect((await send(`${server.url}/media/${name}`)).status).toBe(404);
    },
  );

  it('are served beside the default ones, which are not in it', async () => {
    const { status, headers } = await send(`${server.url}/media/default-small.webp`);

    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it('are removed when they are replaced, and with their group', async () => {
    const group = await groupWithPictures();
    const address = `${server.url}/api/v2/group/${group.id}/`;
    const changed = await send(address, { method: 'PATCH', token, json: { image_original: image } });

    expect([existsSync(keptAt(group.image_small)), existsSync(keptAt(changed.body.image_small))]).toEqual([
      false,
      true,
    ]);
    expect((await send(address, { method: 'DELETE', token })).status).toBe(204);
    expect([group.emotional_image, changed.body.image_small].map((one) => existsSync(keptAt(one)))).toEqual([
      false,
      false,
    ]);
  });

  it('have addresses of a CDN where one is set, but for the default ones', async () => {
    const own = await startServer({ env: { ...MEDIA, MEDIA_PUBLIC_URL: 'https://cdn.example.org/p/' } });
    const group = await groupWithPictures(own);
    const json = { name: 'Bare', privacy: 'public' };
    const bare = await send(`${own.url}/api/v2/group/`, { token, json });

    expect(group.image_small).toMatch(/^https:\/\/cdn\.example\.org\/p\/[0-9a-f]{32}-small\.webp$/);
    expect(bare.body.image_small).toBe(`${own.url}/media/default-small.webp`);
    await own.stop();
  });
});

describe('while a bucket cannot be reached', () => {
  it('pictures are 503, and so is a write with one, at every door, of which nothing is left', async () => {
    const { image_small, id } = await groupWithPictures();
    store.become('refused');
    const json = { name: 'Lost', privacy: 'public', image_original: image };
    const input = { name: 'Lost', privacy: 'PUBLIC', image };
    const mutation = 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } } }';
    const answers = await Promise.all([
      send(image_small),
      send(`${server.url}/api/v2/group/`, { token, json }),
      send(`${server.url}/v1/rooms/groups`, { method: 'PATCH', token, json: { id, name: 'Lost', avatar: image } }),
    ]);
    const { body } = await graphql(server.url, mutation, { token, variables: { input } });

    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array(3).fill([503, '1']),
    );
    expect(body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    const found = await send(`${server.url}/api/v2/group/search/?search=Lost`);
    expect(found.body.count).toBe(0);
    expect((await send(`${server.url}/api/v2/group/${id}/`, { method: 'DELETE', token })).status).toBe(204);
  });

  it('all else goes on, and pictures do once it is back', async () => {
    const { image_small } = await groupWithPictures();
    store.become('refused');

    expect((await send(`${server.url}/healthz`)).status).toBe(200);
    expect((await send(`${server.url}/media/default-small.webp`)).status).toBe(200);
    expect((await send(image_small)).status).toBe(503);
    store.become('open');
    expect((await send(image_small)).status).toBe(200);
  });
});

describe('a place of pictures in a bucket', () => {
  it('is swept at the start of files that no group has, once they are an hour old', async () => {
    const [old, young] = ['a'.repeat(32), 'b'.repeat(32)];
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-swept-'));
    const own = {
      MEDIA_URL: `s3://${BUCKET}/swept`,
      MEDIA_PATH_STYLE: 'true',
      DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
    };
    const first = await startServer({ env: own });
    const group = await groupWithPictures(first);
    await first.stop();
    const files = await openPictureFiles(readConfig(own));
    await files.put([old, young].map((name) => ({ name: `${name}-small.webp`, content: Buffer.from('x') })));
    const anHourAgo = new Date(Date.now() - 3_700_000);
    const kept = fileOf(group.image_small);
    for (const name of [`${old}-small.webp`, kept]) {
      await utimes(store.pathOf(`swept/${name}`), anHourAgo, anHourAgo);
    }
    const second = await startServer({ env: own });

    await expect.poll(() => existsSync(store.pathOf(`swept/${old}-small.webp`))).toBe(false);
    expect(existsSync(store.pathOf(`swept/${young}-small.webp`))).toBe(true);
    expect(existsSync(store.pathOf(`swept/${kept}`))).toBe(true);
    await second.stop();
    await rm(folder, { recursive: true });
  });

  it('is backed up, examined, and refused by commands where it is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-in-bucket-'));
    const settings = { DATABASE_URL: `file:${join(folder, 'guildhall.db')}`, JWT_SECRET: SECRET, LOG_LEVEL: 'warn' };
    const own = { MEDIA_URL: `s3://${BUCKET}/backed-up`, MEDIA_PATH_STYLE: 'true' };
    const env = { PATH: process.env['PATH'] ?? '', ...settings, ...store.env, ...own };
    const at = await startServer({ env: { ...settings, ...own } });
    const group = await groupWithPictures(at);
    await at.stop();
    const file = join(folder, 'backups', 'monday.db');

    expect(await command(env, 'backup', file)).toMatchObject({ code: 0, stderr: '' });
    expect((await readdir(`${file}-media`)).length).toBe(6);
    expect(await command(env, 'doctor')).toMatchObject({ code: 0 });
    await rm(store.pathOf(`backed-up/${fileOf(group.image_small)}`));
    expect((await command(env, 'doctor')).stdout).toMatch(
      /pictures: the picture of group \d+: .*-small\.webp is missing/,
    );
    const absent = await command({ ...env, MEDIA_URL: 's3://absent' }, 'doctor');
    expect([absent.code, absent.stderr]).toEqual([
      2,
      expect.stringContaining('s3://absent/ answers 404 (NoSuchBucket)'),
    ]);
    await rm(folder, { recursive: true });
  });
});
