import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import { flushFolder } from './flush-folder.ts';
import { memoryBudget, type WithinBudget } from './memory-budget.ts';
import { turns } from './semaphore.ts';
import { COVER, filesOf, MAX_ORIGINAL_SIDE, PICTURE_SIZES } from './sizes.ts';

/** Each holds one of the four threads of Node's pool, which files are read with, too. */
const TURNS = { atOnce: 2, waiting: 64, waitingOfOneCaller: 16 };

interface Work {
  readonly role: ImageRole;
  readonly bytes: Uint8Array;
  readonly requester: Requester;
}

/** Null where nobody waits for the files any more. */
type Encoded = Result<Buffer[], FieldRefusal> | null;

let loading: ReturnType<typeof loadSharp> | undefined;
const NOT_AN_IMAGE: FieldRefusal = { reason: 'invalid', cause: 'not_an_image' };

/** Images below one folder, re-encoded as WebP without their metadata; decoding them takes so many bytes at most. */
export function openImages(folder: string, maxMemory: number): Images {
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
      return ok({ key, save: () => save(folder, role, key, files.value) });
    },

    async remove(keys) {
      const files = keys.flatMap((key) => [...filesOf('picture', key), ...filesOf('cover', key)]);
      await Promise.all(files.map((file) => rm(join(folder, file), { force: true })));
    },
  };
}

/** Salted, so that no two uploads share a file, and nobody can ask whether a picture they have is here. */
function keyFor(bytes: Uint8Array): string {
  return createHash('sha256').update(randomBytes(16)).update(bytes).digest('hex').slice(0, 32);
}

async function encode(work: Work, withinBudget: WithinBudget): Promise<Encoded> {
  loading ??= loadSharp();
  const sharp = await loading.catch((cause) => {
    // Tried again with the next picture.
    loading = undefined;
    throw cause;
  });
  try {
    const header = await sharp(work.bytes, { limitInputPixels: false }).metadata();
    const refusal = sizeRefusal(header);
    if (refusal) return refuse(refusal);
    return await withinBudget(imageMemory(header), () => decodeAndEncode(sharp, work, header));
  } catch (cause) {
    // sharp has one kind of error: for an image that it cannot read.
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
  // Decoded once, at no more than the largest size that is made of it.
  const shrunk = sharp(bytes, { limitInputPixels: maxPixels(format), failOn: 'error' })
    .resize({ width: MAX_ORIGINAL_SIDE, height: MAX_ORIGINAL_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  let whole = await rawOf(shrunk);
  // Not `clone()`, which copies what was decoded.
  const decoded = () => sharp(whole.data, { raw: whole.info });
  // Turned once it is small: to turn 25 megapixels takes five times as long as to decode them.
  const turn = TURNS_OF_ORIENTATION[orientation ?? 1];
  if (turn !== undefined) whole = await rawOf(turn(decoded()));

  const files: Buffer[] = [];
  // One after the other: together they would take all threads of Node's pool.
  for (const variant of variants(role, decoded)) {
    if (requester.isAbandoned()) return null;
    files.push(await variant.webp({ quality: 82 }).toBuffer());
  }
  return ok(files);
}

/** What an image is turned by, for each EXIF orientation; sharp mirrors before it turns. */
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

/** Loaded with the first picture: it takes time and memory that a server without any need not give. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // Nothing but these five formats is ever parsed, whatever libvips could read besides.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Nsgif', 'Png', 'Jpeg', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
  });
  // It would remember what was done to each image, and no upload is like another.
  sharp.cache(false);
  // Each thread of its own would need memory of its own.
  sharp.concurrency(1);
  return sharp;
}

/** In the order of `filesOf`. */
function variants(role: ImageRole, image: () => Sharp): Sharp[] {
  if (role === 'cover') return [image().resize({ ...COVER, fit: 'cover' })];
  const squares = Object.values(PICTURE_SIZES).map((side) =>
    image().resize({ width: side, height: side, fit: 'cover' }),
  );
  return [...squares, image()];
}

/** Complete or not there: written aside, flushed, then renamed. */
async function save(folder: string, role: ImageRole, key: string, files: readonly Buffer[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = filesOf(role, key);
  await Promise.all(
    files.map(async (content, index) => {
      const target = join(folder, names[index] ?? '');
      const aside = `${target}.part`;
      const file = await open(aside, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(aside, target);
    }),
  );
  await flushFolder(folder);
}
