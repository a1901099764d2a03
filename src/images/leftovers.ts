import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../domain/store.ts';
import { imageOf } from './sizes.ts';

/** Files that are looked up in the store and removed at once. */
const BATCH_SIZE = 500;

/**
 * Finds the image files that may be left over from a process that ended between saving an image and naming it, or
 * between dropping its name and removing it: those that are there now. The returned function removes the ones that no
 * group names and tells how many. It removes none where another process has the database open, and may be saving.
 */
export async function findLeftovers(
  folder: string,
  store: Pick<Store, 'wasOpenedAlone' | 'findNamedImages'>,
): Promise<() => Promise<number>> {
  if (!(await store.wasOpenedAlone())) return async () => 0;
  const files = (await readdir(folder)).flatMap((name) => {
    const image = imageOf(name);
    return image === null ? [] : [{ name, ...image }];
  });

  return async () => {
    let removed = 0;
    for (let start = 0; start < files.length; start += BATCH_SIZE) {
      const batch = files.slice(start, start + BATCH_SIZE);
      const named = await store.findNamedImages([...new Set(batch.map(({ key }) => key))]);
      const leftovers = batch.filter(({ key, unfinished }) => unfinished || !named.has(key));
      await Promise.all(leftovers.map(({ name }) => rm(join(folder, name), { force: true })));
      removed += leftovers.length;
    }
    return removed;
  };
}
