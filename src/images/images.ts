import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import type { FieldRefusal } from '../domain/errors.ts';
import { type ImageRole, type Images, MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS } from '../domain/images.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { flushFolder } from './flush-folder.ts';
import { COVER, filesOf, MAX_ORIGINAL_SIDE, PICTURE_SIZES } from './sizes.ts';
import { turns } from './turns.ts';

/** One may need 150 MB while it is decoded. */
const DECODED_AT_ONCE = 2;
const inTurn = turns(DECODED_AT_ONCE);

let loading: ReturnType<typeof loadSharp> | undefined;
const NOT_AN_IMAGE: FieldRefusal = { reason: 'invalid', cause: 'not_an_image' };

/** Images below one folder, re-encoded as WebP without their metadata. */
export function openImages(folder: string): Images {
  return {
    async prepare(role, bytes) {
      if (bytes.byteLength > MAX_IMAGE_BYTES) {
        return refuse({ reason: 'invalid', cause: 'too_many_bytes', limit: MAX_IMAGE_BYTES });
      }
      const files = await inTurn(() => encode(role, bytes));
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

async function encode(role: ImageRole, bytes: Uint8Array): Promise<Result<Buffer[], FieldRefusal>> {
  loading ??= loadSharp();
  const sharp = await loading.catch((cause) => {
    // Tried again with the next picture.
    loading = undefined;
    throw cause;
  });
  try {
    const header = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (header.width * header.height > MAX_IMAGE_PIXELS) {
      return refuse({ reason: 'invalid', cause: 'too_many_pixels', limit: MAX_IMAGE_PIXELS });
    }

    const image = sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'error' }).autoOrient();
    // Decoded once, at no more than the largest size that is made of it.
    const whole = await image
      .resize({ width: MAX_ORIGINAL_SIDE, height: MAX_ORIGINAL_SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = whole.info;
    // Not `clone()`, which copies what was decoded.
    const decoded = () => sharp(whole.data, { raw: { width, height, channels } });
    return ok(await Promise.all(variants(role, decoded).map((variant) => variant.webp({ quality: 82 }).toBuffer())));
  } catch (cause) {
    // sharp has one kind of error: for an image that it cannot read.
    if (cause instanceof Error && !('code' in cause)) return refuse(NOT_AN_IMAGE);
    throw cause;
  }
}

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
