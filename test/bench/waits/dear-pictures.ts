import sharp from 'sharp';
import { type Dear, graphql, one, post, scenario, several, signed } from './dear.ts';
import type { Hall } from './hall.ts';
import { freshAddress, type Sendable, send } from './send.ts';

/** What is dear about them is the decoding: point 6 of the issue. */
const CREATE = 'mutation ($i: CreateGroupInput!) { createGroup(input: $i) { userErrors { code } } }';
const HANG_UP_AFTER_MS = 700;
let names = 0;

type Images = Readonly<Record<string, Buffer>>;

function newName(): string {
  names += 1;
  return `Pictured ${names}`;
}

function toCreate(
  hall: Hall,
  { image, coverImage }: { image?: Buffer; coverImage?: Buffer },
  userId?: number,
): Promise<Sendable> {
  const text = (bytes: Buffer | undefined) => bytes && `data:image/png;base64,${bytes.toString('base64')}`;
  const input = { name: newName(), privacy: 'PUBLIC', image: text(image), coverImage: text(coverImage) };
  return signed(hall, graphql(CREATE, { i: input }), userId);
}

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 51, g: 102, b: 153, alpha: 0.5 } } });
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  });

const dearAvif = () => plain(5_000, 5_000, 4).avif({ chromaSubsampling: '4:4:4', effort: 0 }).toBuffer();
const smallPng = () => plain(64, 64).png().toBuffer();

/** 30 requests of one user who does not wait for the answers, while somebody else makes a group with a small picture. */
const hungUp = scenario(
  6,
  '30 AVIF of 25 megapixels by one who hangs up; another’s small PNG',
  async (hall) => {
    const avif = await dearAvif();
    const dear = await Promise.all(Array.from({ length: 30 }, () => toCreate(hall, { image: avif }, 7)));
    const other = await toCreate(hall, { image: await smallPng() });
    return async () => {
      const localAddress = freshAddress();
      const leaving = dear.map((request) =>
        send(hall.port, request, { localAddress, hangUpAfterMs: HANG_UP_AFTER_MS }),
      );
      const answers = await Promise.all(leaving);
      return { answers, other: await send(hall.port, other) };
    };
  },
  { onSmallHeap: true },
);

const pictured = (name: string, make: () => Promise<Buffer>) =>
  one(6, name, async (hall) => toCreate(hall, { image: await make() }));

/** GIF takes no noise of this size in time: frames of one colour each do as well. */
async function animation(frames: number, side: number): Promise<Buffer> {
  const pixels = Buffer.alloc(side * side * frames * 3);
  for (let frame = 0; frame < frames; frame += 1)
    pixels.fill(frame % 256, frame * side * side * 3, (frame + 1) * side * side * 3);
  return sharp(pixels, { raw: { width: side, height: side * frames, channels: 3, pageHeight: side } })
    .gif({ effort: 1 })
    .toBuffer();
}

const damaged = async () => {
  const bytes = await noise(1_500, 1_200).png().toBuffer();
  return bytes.fill(0x55, bytes.length - 2_000);
};

export const dearPictures: readonly Dear[] = [
  pictured('an AVIF of 25 megapixels, 4:4:4 with alpha', dearAvif),
  hungUp,
  several(
    6,
    'two AVIF of 25 megapixels each, four at once',
    4,
    async (hall) => {
      const avif = await dearAvif();
      return toCreate(hall, { image: avif, coverImage: avif });
    },
    { onSmallHeap: true },
  ),
  pictured('a PNG of 25 megapixels of one colour', () => plain(5_000, 5_000, 4).png().toBuffer()),
  pictured('a PNG of 16 bits a colour', () => plain(4_900, 4_900, 4).toColourspace('rgb16').png().toBuffer()),
  pictured('a PNG of 100 megapixels', () => plain(10_000, 10_000).png().toBuffer()),
  pictured('an interlaced PNG', () => plain(5_000, 5_000).png({ progressive: true }).toBuffer()),
  pictured('a PNG of 4 MB, damaged at its end', damaged),
  pictured('a progressive JPEG of 49 megapixels', () => plain(7_000, 7_000).jpeg({ progressive: true }).toBuffer()),
  pictured('a noisy JPEG of 3 MB', () => noise(3_000, 2_500).jpeg({ quality: 85 }).toBuffer()),
  pictured('a lossless WebP of 25 megapixels', () =>
    plain(5_000, 5_000, 4).webp({ lossless: true, effort: 0 }).toBuffer(),
  ),
  pictured('a GIF of 200 frames', () => animation(200, 300)),
  pictured('a long and narrow PNG', () => plain(16_000, 4).png().toBuffer()),
  several(
    6,
    'a GIF of 25 megapixels, ten at once',
    10,
    async (hall) => toCreate(hall, { image: await plain(5_000, 5_000).gif({ effort: 1 }).toBuffer() }),
    { onSmallHeap: true },
  ),
  several(
    6,
    'SelfCommunity: two files of 4.9 MB of noise, five at once',
    5,
    async (hall) => {
      const bytes = await noise(2_300, 2_000).jpeg({ quality: 95 }).toBuffer();
      return signed(hall, form({ image_original: bytes, emotional_image_original: bytes }));
    },
    { onSmallHeap: true },
  ),
  one(6, '6.9 MB of base64 that is no picture', (hall) => toCreate(hall, { image: Buffer.alloc(5_100_000, 7) })),
  one(6, '7 MB of base64 that is none', (hall) =>
    signed(
      hall,
      graphql(CREATE, {
        i: { name: 'x', privacy: 'PUBLIC', image: `data:image/png;base64,${'A-'.repeat(3_500_000)}` },
      }),
    ),
  ),
];

function form(files: Images): Sendable {
  const fields = Object.entries({ name: newName(), privacy: 'public' }).map(([name, text]) =>
    Buffer.from(`--boundary\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`),
  );
  const parts = Object.entries(files).flatMap(([name, bytes]) => [
    Buffer.from(`--boundary\r\ncontent-disposition: form-data; name="${name}"; filename="a"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  const body = Buffer.concat([...fields, ...parts, Buffer.from('--boundary--\r\n')]);
  return post('/api/v2/group/', body, { 'content-type': 'multipart/form-data; boundary=boundary' });
}
