/**
 * Makes and keeps the files of images: sharp decodes an upload within bounds of memory and re-encodes it as WebP. A
 * file is complete or absent, and nothing of an upload but its pixels is kept.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { Metadata, Sharp } from 'sharp';
import type { FieldRefusal } from '../domain/errors.ts';
import {
  type ImageRole,
  type Images,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_SIDE,
  maxPixels,
  type Requester,
} from '../domain/images.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { imageMemory } from './decode-memory.ts';
import { memoryBudget, type WithinBudget } from './memory-budget.ts';
import type { PictureFile, PictureFiles } from './picture-files.ts';
import { turns } from './semaphore.ts';
import { COVER, filesOf, MAX_ORIGINAL_SIDE, PICTURE_SIZES } from './sizes.ts';

/** Pictures. Each that is decoded takes one of the four threads of Node's pool, which also read files. */
const TURNS = { atOnce: 2, waiting: 64, waitingOfOneCaller: 16 };

interface Work {
  readonly role: ImageRole;
  readonly bytes: Uint8Array;
  readonly requester: Requester;
}

/** Null when nobody waits for the files any more. */
type Encoded = Result<Buffer[], FieldRefusal> | null;

let loading: ReturnType<typeof loadSharp> | undefined;
const NOT_AN_IMAGE: FieldRefusal = { reason: 'invalid', cause: 'not_an_image' };

/** Keeps images among `kept`, re-encoded as WebP without metadata. Decoding takes `maxMemory` bytes at most. */
export function openImages(kept: PictureFiles, maxMemory: number): Images {
  const inTurn = turns(TURNS);
  const withinBudget = memoryBudget(maxMemory);
  return {
    async prepare(role, bytes, requester) {
      if (bytes.byteLength > MAX_IMAGE_BYTES) {
        return refuse({ reason: 'invalid', cause: 'too_many_bytes', limit: MAX_IMAGE_BYTES });
      }
      const files = await inTurn(requester, () => encode({ role, bytes, requester }, withinBudget));
      if (files === null) return refuse({ code: 'OVERLOADED' });
      if (!files.ok) return files;

      const key = keyFor(bytes);
      return ok({ key, save: () => kept.put(named(filesOf(role, key), files.value)) });
    },

    remove: (keys) => kept.remove(keys.flatMap((key) => [...filesOf('picture', key), ...filesOf('cover', key)])),
  };
}

/** A salted key, so that no two uploads share a file, and nobody can test whether a picture is here. */
function keyFor(bytes: Uint8Array): string {
  return createHash('sha256').update(randomBytes(16)).update(bytes).digest('hex').slice(0, 32);
}

async function encode(work: Work, withinBudget: WithinBudget): Promise<Encoded> {
  loading ??= loadSharp();
  const sharp = await loading.catch((cause) => {
    // The next picture tries again.
    loading = undefined;
    throw cause;
  });
  try {
    const header = await sharp(work.bytes, { limitInputPixels: false }).metadata();
    const refusal = sizeRefusal(header);
    if (refusal) return refuse(refusal);
    return await withinBudget(imageMemory(header), () => decodeAndEncode(sharp, work, header));
  } catch (cause) {
    // sharp's errors have no code; each means that the image cannot be read.
    if (cause instanceof Error && !('code' in cause)) return refuse(NOT_AN_IMAGE);
    throw cause;
  }
}

function sizeRefusal({ format, width, height }: Metadata): FieldRefusal | null {
  const limit = maxPixels(format);
  if (width * height > limit) return { reason: 'invalid', cause: 'too_many_pixels', limit };
  return Math.max(width, height) > MAX_IMAGE_SIDE
    ? { reason: 'invalid', cause: 'too_long_side', limit: MAX_IMAGE_SIDE }
    : null;
}

async function decodeAndEncode(
  sharp: SharpModule,
  { role, bytes, requester }: Work,
  { format, orientation }: Metadata,
): Promise<Encoded> {
  if (requester.isAbandoned()) return null;
  // Decodes once, at no more than the largest size that is needed.
  const shrunk = sharp(bytes, { limitInputPixels: maxPixels(format), failOn: 'error' })
    .resize({ width: MAX_ORIGINAL_SIDE, height: MAX_ORIGINAL_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  let whole = await rawOf(shrunk);
  // `clone()` would copy the decoded pixels.
  const decoded = () => sharp(whole.data, { raw: whole.info });
  // Turns the small image: turning 25 megapixels takes five times as long as decoding them.
  const turn = TURNS_OF_ORIENTATION[orientation ?? 1];
  if (turn !== undefined) whole = await rawOf(turn(decoded()));

  const files: Buffer[] = [];
  // One by one: together they would take all threads of Node's pool.
  for (const variant of variants(role, decoded)) {
    if (requester.isAbandoned()) return null;
    files.push(await variant.webp({ quality: 82 }).toBuffer());
  }
  return ok(files);
}

/** Operations that undo each EXIF orientation; sharp mirrors before it turns. */
const TURNS_OF_ORIENTATION: Readonly<Record<number, (image: Sharp) => Sharp>> = {
  2: (image) => image.flop(),
  3: (image) => image.rotate(180),
  4: (image) => image.flip(),
  5: (image) => image.flop().rotate(270),
  6: (image) => image.rotate(90),
  7: (image) => image.flop().rotate(90),
  8: (image) => image.rotate(270),
};

function rawOf(image: Sharp) {
  return image.raw().toBuffer({ resolveWithObject: true });
}

type SharpModule = Awaited<ReturnType<typeof loadSharp>>;

/** Loads sharp with the first picture, so that a server without pictures saves its time and memory. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // Only these five formats are ever parsed, whatever else libvips can read.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Nsgif', 'Png', 'Jpeg', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
  });
  // A cache of operations is useless, as no upload is like another.
  sharp.cache(false);
  // Each further thread would need memory of its own.
  sharp.concurrency(1);
  return sharp;
}

/** Sizes of an image, in the order of `filesOf`. */
function variants(role: ImageRole, image: () => Sharp): Sharp[] {
  if (role === 'cover') return [image().resize({ ...COVER, fit: 'cover' })];
  const squares = Object.values(PICTURE_SIZES).map((side) =>
    image().resize({ width: side, height: side, fit: 'cover' }),
  );
  return [...squares, image()];
}

function named(names: readonly string[], contents: readonly Buffer[]): PictureFile[] {
  return contents.map((content, index) => ({ name: names[index] ?? '', content }));
}
