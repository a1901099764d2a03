import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import sharp, { type Color, type Metadata } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageRole } from '../../src/domain/images.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { openImages } from '../../src/images/images.ts';
import { filesOf } from '../../src/images/sizes.ts';
import { collectGarbage } from '../support/garbage.ts';
import { dataUrl, IMAGE_MEMORY, picture, requester } from '../support/pictures.ts';
import { send } from '../support/requests.ts';
import { startServer, type TestServer } from '../support/server.ts';

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;
const SQUARES = [64, 128, 300, 600];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-images-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Keeps an image, and gives the files that were made of it. */
async function keep(bytes: Uint8Array, role: ImageRole = 'picture'): Promise<Buffer[]> {
  const prepared = await openImages(folderFiles(folder), IMAGE_MEMORY).prepare(role, bytes, requester());
  if (!prepared.ok) throw new Error(`refused: ${JSON.stringify(prepared.refusal)}`);
  await prepared.value.save();
  return Promise.all(filesOf(role, prepared.value.key).map((file) => readFile(join(folder, file))));
}

async function refusalOf(bytes: Uint8Array): Promise<unknown> {
  const prepared = await openImages(folderFiles(folder), IMAGE_MEMORY).prepare('picture', bytes, requester());
  return prepared.ok ? 'accepted' : prepared.refusal;
}

const metadataOf = (files: readonly Buffer[]): Promise<Metadata[]> =>
  Promise.all(files.map((file) => sharp(file).metadata()));
const sizesOf = async (files: readonly Buffer[]) =>
  (await metadataOf(files)).map(({ format, width, height }) => `${format} ${width}x${height}`);
const pixelAt = async (file: Buffer | undefined, left: number, top: number) => [
  ...(await sharp(file).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

/** A picture that does not compress to a handful of bytes. */
const noise = (format: (typeof FORMATS)[number]) => {
  const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
  return sharp({ create: { width: 120, height: 100, channels: 3, background: 'black', noise } })
    .toFormat(format)
    .toBuffer();
};
const plain = (width: number, height: number, background: Color) =>
  sharp({ create: { width, height, channels: 4, background } });
/** Red, but blue from this point on. */
const twoColours = (width: number, height: number, blue: { readonly left: number; readonly top: number }) =>
  plain(width, height, 'red').composite([
    { input: { create: { width, height, channels: 3, background: 'blue' } }, ...blue },
  ]);

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says it is this large, and has next to nothing inside. */
function emptyPng(side: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', Buffer.alloc(64)), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

const NOT_AN_IMAGE = { reason: 'invalid', cause: 'not_an_image' };
const TOO_MANY_BYTES = { reason: 'invalid', cause: 'too_many_bytes', limit: 10 * 1024 * 1024 };
const TOO_MANY_PIXELS = { reason: 'invalid', cause: 'too_many_pixels', limit: 25_000_000 };

describe('an image', () => {
  it.each(FORMATS)('becomes squares and an original, all WebP, when it is a picture in %s', async (format) => {
    const files = await keep(await picture(format, { width: 700, height: 650 }));

    expect(await sizesOf(files)).toEqual([...SQUARES.map((side) => `webp ${side}x${side}`), 'webp 700x650']);
  });

  it.each(FORMATS)('becomes one landscape when it is a cover in %s', async (format) => {
    expect(await sizesOf(await keep(await picture(format), 'cover'))).toEqual(['webp 1920x1080']);
  });

  it.each([
    ['shrinks a wide one', 3000, 1500, '2048x1024'],
    ['shrinks a high one', 1024, 4096, '512x2048'],
    ['leaves one of the largest size', 2048, 2048, '2048x2048'],
    ['enlarges none', 10, 20, '10x20'],
    ['takes exactly 25 megapixels', 5000, 5000, '2048x2048'],
  ])('%s to an original of at most 2048 a side', async (_what, width, height, original) => {
    const files = await keep(await picture('png', { width, height }));

    expect(await sizesOf(files)).toEqual([...SQUARES.map((side) => `webp ${side}x${side}`), `webp ${original}`]);
  });

  it.each([
    ['square', { width: 7_071, height: 7_071 }],
    ['wide', { width: 25_000, height: 2_000 }],
  ])('may be a %s JPEG of 50 megapixels', async (_shape, size) => {
    const files = await keep(await picture('jpeg', size), 'cover');

    expect(await sizesOf(files)).toEqual(['webp 1920x1080']);
  });

  it('loses its metadata, the place it was taken at above all', async () => {
    const exif = { IFD0: { Copyright: 'someone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 24/1' } };
    const bytes = await sharp(await picture('jpeg'))
      .withExif(exif)
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    expect((await sharp(bytes).metadata()).exif?.toString('latin1')).toContain('someone');

    const files = [...(await keep(bytes)), ...(await keep(bytes, 'cover'))];

    for (const { exif, xmp, iptc, icc, orientation } of await metadataOf(files)) {
      expect({ exif, xmp, iptc, icc, orientation }).toEqual({});
    }
    expect(Buffer.concat(files).toString('latin1')).not.toContain('someone');
  });

  it('is turned as its EXIF orientation says', async () => {
    const lying = await twoColours(40, 20, { left: 20, top: 0 }).withMetadata({ orientation: 6 }).jpeg().toBuffer();

    const files = await keep(lying);

    expect((await sizesOf(files)).at(-1)).toBe('webp 20x40');
    const [[red = 0], [, , blue = 0]] = [await pixelAt(files.at(-1), 10, 5), await pixelAt(files.at(-1), 10, 35)];
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeGreaterThan(200);
  });

  // Where the standard puts the first pixel of the file.
  it.each([
    [1, '80x40', 'top left'],
    [2, '80x40', 'top right'],
    [3, '80x40', 'bottom right'],
    [4, '80x40', 'bottom left'],
    [5, '40x80', 'top left'],
    [6, '40x80', 'top right'],
    [7, '40x80', 'bottom right'],
    [8, '40x80', 'bottom left'],
  ])('with orientation %i becomes %s, and begins at the %s', async (orientation, size, first) => {
    const corner = {
      input: { create: { width: 20, height: 10, channels: 3, background: 'blue' } },
      left: 0,
      top: 0,
    } as const;
    const bytes = await plain(80, 40, 'red').composite([corner]).withMetadata({ orientation }).png().toBuffer();

    const files = await keep(bytes);

    expect((await sizesOf(files)).at(-1)).toBe(`webp ${size}`);
    const [width = 0, height = 0] = size.split('x').map(Number);
    const blue: string[] = [];
    for (const [down, top] of [
      ['top', 2],
      ['bottom', height - 3],
    ] as const) {
      for (const [across, left] of [
        ['left', 2],
        ['right', width - 3],
      ] as const) {
        const [ofRed = 0, , ofBlue = 0] = await pixelAt(files.at(-1), left, top);
        if (ofBlue > ofRed) blue.push(`${down} ${across}`);
      }
    }
    expect(blue).toEqual([first]);
  });

  it.each(['png', 'webp', 'avif', 'gif'] as const)('keeps the transparency of %s', async (format) => {
    const bytes = await plain(80, 80, { r: 255, g: 0, b: 0, alpha: 0 }).toFormat(format).toBuffer();

    for (const file of await keep(bytes)) expect((await pixelAt(file, 5, 5))[3]).toBe(0);
    for (const file of await keep(bytes, 'cover')) expect((await pixelAt(file, 5, 5))[3]).toBe(0);
  });

  it.each(['gif', 'webp'] as const)('becomes a still of its first frame when it is an animated %s', async (format) => {
    const frames = await Promise.all(['#ff0000', '#0000ff'].map((colour) => plain(80, 80, colour).png().toBuffer()));
    const bytes = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);

    const files = await keep(bytes);

    expect((await metadataOf(files)).map(({ pages = 1 }) => pages)).toEqual([1, 1, 1, 1, 1]);
    expect((await pixelAt(files[0], 30, 30))[0]).toBeGreaterThan(200);
  });

  it('gets a name of its own each time, and can be removed', async () => {
    const images = openImages(folderFiles(join(folder, 'own')), IMAGE_MEMORY);
    const bytes = await picture();
    const [one, other] = [
      await images.prepare('picture', bytes, requester()),
      await images.prepare('picture', bytes, requester()),
    ];
    if (!one.ok || !other.ok) throw new Error('refused');
    await Promise.all([one.value.save(), other.value.save()]);

    await images.remove([one.value.key, 'nothing']);

    expect((await readdir(join(folder, 'own'))).sort()).toEqual([...filesOf('picture', other.value.key)].sort());
  });
});

describe('an upload', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

  it.each([
    ['it is empty', () => Buffer.alloc(0), NOT_AN_IMAGE],
    ['it is text', () => Buffer.from('hello'), NOT_AN_IMAGE],
    ['it is random', () => crypto.getRandomValues(new Uint8Array(10_000)), NOT_AN_IMAGE],
    ['it is SVG', () => Buffer.from(svg), NOT_AN_IMAGE],
    ['it is SVG with a declaration', () => Buffer.from(`<?xml version="1.0"?>${svg}`), NOT_AN_IMAGE],
    [
      'it is PDF',
      () => Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n'),
      NOT_AN_IMAGE,
    ],
    ['it is TIFF', () => plain(9, 9, 'red').tiff().toBuffer(), NOT_AN_IMAGE],
    ['it is PPM', () => Buffer.from('P3 1 1 255 1 2 3\n'), NOT_AN_IMAGE],
    ['it has more than 10 MB', () => Buffer.alloc(10 * 1024 * 1024 + 1), TOO_MANY_BYTES],
    ['it has more than 25 megapixels', () => picture('png', { width: 5001, height: 5000 }), TOO_MANY_PIXELS],
    [
      'it is a JPEG of more than 50 megapixels',
      () => picture('jpeg', { width: 7_072, height: 7_071 }),
      { ...TOO_MANY_PIXELS, limit: 50_000_000 },
    ],
    [
      'it is wider than 25,000',
      () => picture('png', { width: 25_001, height: 10 }),
      { reason: 'invalid', cause: 'too_long_side', limit: 25_000 },
    ],
    ['it is a GIF of more than 25 megapixels', () => picture('gif', { width: 5001, height: 5000 }), TOO_MANY_PIXELS],
  ])('is refused when %s', async (_what, make, refusal) => {
    expect(await refusalOf(await make())).toEqual(refusal);
  });

  it.each(FORMATS.flatMap((format) => [[format, 'half'] as const, [format, 'all but 200 bytes'] as const]))(
    'is refused when it is a %s of which only %s came',
    async (format, part) => {
      const bytes = await noise(format);

      const came = bytes.subarray(0, part === 'half' ? bytes.length / 2 : -200);

      expect(await refusalOf(came)).toEqual(NOT_AN_IMAGE);
    },
  );

  it('is refused at once, by its header, when it is a bomb of 64,250 by 64,250', async () => {
    const bomb = emptyPng(64_250);
    const [memory, spent] = [process.memoryUsage.rss(), process.cpuUsage()];

    expect(await refusalOf(bomb)).toEqual(TOO_MANY_PIXELS);

    expect(process.cpuUsage(spent).user).toBeLessThan(1_000_000);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('the memory that images take', () => {
  /** The most of what `measure` gave meanwhile. */
  async function mostDuring(work: Promise<unknown>, measure: () => number): Promise<number> {
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, measure());
    }, 1);
    await work.finally(() => clearInterval(timer));
    return most;
  }
  const SIDE = 2048;
  const DECODED_BYTES = SIDE * SIDE * 3;

  it('holds what was decoded once, for all files that are made of it', async () => {
    const bytes = await picture('png', { width: SIDE, height: SIDE });
    const images = openImages(folderFiles(folder), IMAGE_MEMORY);
    const held = () => process.memoryUsage().external;
    collectGarbage();
    const before = held();

    const most = await mostDuring(images.prepare('picture', bytes, requester()), held);

    expect(most - before).toBeLessThan(DECODED_BYTES * 2);
  });

  it('is all there is for one that needs more', async () => {
    const bytes = await picture('png', { width: 3_000, height: 3_000 });
    const images = openImages(folderFiles(folder), 16_000_000);

    const prepared = await Promise.all([1, 2].map((id) => images.prepare('picture', bytes, requester(id))));

    expect(prepared.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('is not taken for somebody who has gone', async () => {
    const images = openImages(folderFiles(folder), IMAGE_MEMORY);

    const prepared = await images.prepare('picture', await picture(), { callerId: 1, isAbandoned: () => true });

    expect(prepared).toEqual({ ok: false, refusal: { code: 'OVERLOADED' } });
  });

  it('is that of a few of them, however many come at once', async () => {
    const bytes = await picture('png', { width: 400, height: 400 });
    const images = openImages(folderFiles(folder), IMAGE_MEMORY);
    const tasks = () => Object.values(sharp.counters()).reduce((sum, count) => sum + count, 0);

    const most = await mostDuring(
      Promise.all(Array.from({ length: 40 }, (_, id) => images.prepare('picture', bytes, requester(id)))),
      tasks,
    );

    // Two are at work, one step of each at a time; sharp counts a step until shortly after it has ended.
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2 * 2);
  });
});

describe('the media of a server', () => {
  let server: TestServer;
  let token: string;
  let file: string;
  beforeAll(async () => {
    const outside = join(folder, 'server');
    const media = join(outside, 'media');
    await mkdir(media, { recursive: true });
    for (const name of ['secret-big.webp', 'guildhall.db']) await writeFile(join(outside, name), 'secret');
    for (const name of ['.secret-big.webp', 'aside-big.webp.part', 'notes.txt', 'nodash.webp', 'UP-BIG.webp']) {
      await writeFile(join(media, name), 'secret');
    }
    server = await startServer({ env: { MEDIA_DIR: media } });
    token = await server.token(1);
    const { body } = await create({ name: 'Cats' });
    file = new URL(body.image_big).pathname;
  });
  afterAll(() => server.stop());

  const create = async (fields: Record<string, unknown>) =>
    send(`${server.url}/api/v2/group/`, {
      token,
      json: { privacy: 'public', image_original: dataUrl(await picture()), ...fields },
    });

  it('are served for good, as WebP that nobody takes for anything else', async () => {
    const { status, headers } = await send(server.url + file);

    expect([
      status,
      ...['content-type', 'x-content-type-options', 'cache-control'].map((name) => headers.get(name)),
    ]).toEqual([200, 'image/webp', 'nosniff', 'public, max-age=31536000, immutable']);
  });

  it.each([
    ['its name is taken', { name: 'cats' }],
    ['another field is wrong', { name: 'Dogs', color: 'red' }],
    ['its cover is no image', { name: 'Dogs', emotional_image_original: 'data:image/png;base64,AAAA' }],
    ['it invites nobody', { name: 'Dogs', invite_users: [999] }],
  ])('hold nothing of a group that is refused because %s', async (_why, fields) => {
    const before = await server.mediaFiles();

    const { status } = await create(fields);

    expect([status, await server.mediaFiles()]).toEqual([400, before]);
  });

  /** The path goes out as it is: fetch would tidy it up. */
  function get(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path, agent: false }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      sent.on('error', reject).end();
    });
  }

  it.each([
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..\\',
    '..%5c',
    '%5c..%5c',
    '../',
    '//..//',
    '..;/',
    '..%00/',
    '..%252f',
    'a/../../',
    '%c0%ae%c0%ae/',
    '....//',
    '/%2e%2e/%2e%2e/',
  ])('are all there is: nothing is found outside by %s', async (up) => {
    for (const name of ['secret-big.webp', 'guildhall.db']) {
      const { status, body } = await get(`/media/${up}${name}`);

      expect([404, 400]).toContain(status);
      expect(body).not.toContain('secret');
    }
  });

  it.each([
    '.secret-big.webp',
    '%2esecret-big.webp',
    'aside-big.webp.part',
    'notes.txt',
    'nodash.webp',
    'UP-BIG.webp',
    '',
    '.',
    'missing-big.webp',
  ])('are finished images alone: not %s', async (name) => {
    const { status, body } = await get(`/media/${name}`);

    expect([404, 400]).toContain(status);
    expect(body).not.toContain('secret');
  });
});
