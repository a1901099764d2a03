import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferencedImage } from '../domain/maintenance.ts';
import { codeOf } from './copies.ts';
import type { PictureFiles } from './picture-files.ts';
import { filesOf } from './sizes.ts';

export interface MovedImages {
  /** Images that are there. */
  readonly moved: number;
  /** Images that are in neither place. */
  readonly missing: number;
}

/** Images that are on their way at once, of up to six files of 2 MB each. */
const IMAGES_AT_ONCE = 8;

/**
 * Puts images that lie in a folder where the servers find them from now on, but for those that are there already.
 */
export async function moveImages(
  images: AsyncIterable<ReferencedImage>,
  folder: string,
  to: PictureFiles,
  onMoved: (images: number) => void,
): Promise<MovedImages> {
  let moved = 0;
  let missing = 0;
  const moveAll = async (part: readonly ReferencedImage[]): Promise<void> => {
    const found = await Promise.all(part.map((image) => moveImage(image, folder, to)));
    moved += found.filter((isThere) => isThere).length;
    missing += found.filter((isThere) => !isThere).length;
    onMoved(moved);
  };

  let part: ReferencedImage[] = [];
  for await (const image of images) {
    part.push(image);
    if (part.length < IMAGES_AT_ONCE) continue;
    await moveAll(part);
    part = [];
  }
  await moveAll(part);
  return { moved, missing };
}

async function moveImage({ role, key }: ReferencedImage, folder: string, to: PictureFiles): Promise<boolean> {
  const moved = await Promise.all(filesOf(role, key).map((name) => moveFile(name, folder, to)));
  return !moved.includes(false);
}

/** Moves a file, which never changes and is never kept in part. False when it is in neither place. */
async function moveFile(name: string, folder: string, to: PictureFiles): Promise<boolean> {
  if ((await to.peek(name, 1)) !== null) return true;
  const content = await readFile(join(folder, name)).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  });
  if (content === null) return false;
  await to.put([{ name, content }]);
  return true;
}
