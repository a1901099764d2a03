import { opendir } from 'node:fs/promises';
import { imageOf } from './sizes.ts';

type NamedAmong = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

interface ImageFile {
  readonly name: string;
  readonly key: string;
  readonly unfinished: boolean;
}

const AT_ONCE = 500;

/** The files of images that nothing names, or that were never finished; a folder of any size is read in parts. */
export async function* unnamedFiles(folder: string, namedAmong: NamedAmong): AsyncGenerator<string> {
  let part: ImageFile[] = [];
  for await (const { name } of await opendir(folder)) {
    const image = imageOf(name);
    if (image !== null) part.push({ name, ...image });
    if (part.length < AT_ONCE) continue;
    yield* await unnamed(part, namedAmong);
    part = [];
  }
  yield* await unnamed(part, namedAmong);
}

async function unnamed(files: readonly ImageFile[], namedAmong: NamedAmong): Promise<string[]> {
  const named = await namedAmong(files.map(({ key }) => key));
  return files.filter(({ key, unfinished }) => unfinished || !named.has(key)).map(({ name }) => name);
}
