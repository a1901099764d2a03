import type { Store } from '../domain/store.ts';
import type { PictureFiles } from './picture-files.ts';
import { unnamedFiles } from './unnamed.ts';

/** Milliseconds for which a file may stand without a group that names it: whoever saved it may be about to. */
export const SETTLED_MS = 3_600_000;

/**
 * Removes the files of images that are left over from a process that ended between saving an image and naming it, or
 * between dropping its name and removing it: those that no group names, and that were written before a moment. Returns
 * how many.
 */
export async function removeLeftovers(
  files: PictureFiles,
  { findNamedImages }: Pick<Store, 'findNamedImages'>,
  before: number,
): Promise<number> {
  let removed = 0;
  for await (const { name, writtenAt } of unnamedFiles(files.list(), findNamedImages)) {
    const at = await writtenAt();
    if (at === null || at >= before) continue;
    await files.remove([name]);
    removed += 1;
  }
  return removed;
}
