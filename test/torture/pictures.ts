import sharp from 'sharp';
import { randomFrom } from './random.ts';

/** Something to upload, told from all others by its colour, whatever the server makes of it. */
export interface Picture {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly colour: Colour;
}

type Colour = readonly [red: number, green: number, blue: number];

export const PICTURE_SIDES = { width: 200, height: 160 } as const;

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;
const LEVELS = [70, 180] as const;
const COLOURS: readonly Colour[] = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue): Colour => [red, green, blue])),
);
/** How much of a colour re-encoding may change. */
const TOLERANCE = 20;

/** With noise in them, so that their files are long enough to be caught half written. */
export function makePictures(): Promise<Picture[]> {
  const random = randomFrom(1);
  const { width, height } = PICTURE_SIDES;
  return Promise.all(
    COLOURS.map(async (colour, index) => {
      const pixels = Buffer.from(
        Array.from({ length: width * height }, () => colour.map((level) => level - 40 + random.below(81))).flat(),
      );
      const image = sharp(pixels, { raw: { width, height, channels: 3 } });
      const encoded = await image.toFormat(FORMATS[index % FORMATS.length] ?? 'png').toBuffer();
      return { name: `picture ${index}`, colour, bytes: Buffer.from(encoded) };
    }),
  );
}

/** Which of the pictures a file was made from; null for none. Throws when it cannot be decoded to its end. */
export async function recognize(pictures: readonly Picture[], file: Buffer) {
  const { data, info } = await sharp(file, { failOn: 'error' }).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at += channels) {
    for (const channel of [0, 1, 2]) sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0);
  }
  const mean = sums.map((sum) => sum / (width * height));
  const isOf = ({ colour }: Picture) => colour.every((level, at) => Math.abs(level - (mean[at] ?? 0)) < TOLERANCE);
  return { width, height, picture: pictures.find(isOf)?.name ?? null };
}
