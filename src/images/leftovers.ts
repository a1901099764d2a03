import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imageOf } from './sizes.ts';

export interface Leftovers {
  /** Removes the files that no group names; gives their number. */
  remove(namedAmong: (keys: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number>;
}

const AT_ONCE = 500;

/**
 * The files that may have been left behind by a process that ended between saving an image and naming it, or
 * between no longer naming it and removing it: those that are there now. Only for a process that serves alone.
 */
export async function findLeftovers(folder: string): Promise<Leftovers> {
  const files = (await readdir(folder)).flatMap((name) => {
    const image = imageOf(name);
    return image === null ? [] : [{ name, ...image }];
  });

  return {
    async remove(namedAmong) {
      let removed = 0;
      for (let start = 0; start < files.length; start += AT_ONCE) {
        const some = files.slice(start, start + AT_ONCE);
        const named = await namedAmong([...new Set(some.map(({ key }) => key))]);
        const left = some.filter(({ key, unfinished }) => unfinished || !named.has(key));
        await Promise.all(left.map(({ name }) => rm(join(folder, name), { force: true })));
        removed += left.length;
      }
      return removed;
    },
  };
}
