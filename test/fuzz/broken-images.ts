import sharp from 'sharp';
import type { Random } from '../torture/random.ts';
import { mutateBytes } from './mutate.ts';

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;

export interface Pictures {
  readonly whole: readonly Buffer[];
  /** Cut short, with other bytes in them, or not of the size that they say. */
  broken(): Buffer;
}

export async function picturesOf(random: Random): Promise<Pictures> {
  const whole = await Promise.all(FORMATS.flatMap((format) => [encoded(format, 24), encoded(format, 90)]));
  const animated = await encoded('gif', 16, 5);
  const all = [...whole, animated];
  const broken = () => {
    const bytes = random.pick(all);
    const choice = random.below(6);
    if (choice === 0) return bytes.subarray(0, random.below(bytes.length));
    if (choice === 1) return Buffer.concat([bytes, random.pick(all)]);
    if (choice === 2) return Buffer.concat([bytes.subarray(0, 40), random.pick(all).subarray(random.below(40))]);
    if (choice === 3) return inflated(bytes, random);
    return mutateBytes(bytes, random);
  };
  return { whole: all, broken };
}

/** The same with large numbers near its beginning, where formats keep their sizes. */
function inflated(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.below(Math.min(copy.length - 4, 200));
  copy.writeUInt32BE(random.pick([0, 1, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 30_000]), at);
  return copy;
}

async function encoded(format: (typeof FORMATS)[number], side: number, pages = 1): Promise<Buffer> {
  const size = { width: side, height: side * pages };
  const image = sharp({ create: { ...size, channels: 4, background: '#33669980' } });
  if (pages === 1) return image.toFormat(format).toBuffer();
  return sharp(await image.raw().toBuffer(), { raw: { ...size, channels: 4, pageHeight: side } })
    .gif()
    .toBuffer();
}
