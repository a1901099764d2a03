import type { ListedFile } from './picture-files.ts';
import { imageOf } from './sizes.ts';

type NamedAmong = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

interface ImageFile extends ListedFile {
  readonly key: string;
  readonly unfinished: boolean;
}

const AT_ONCE = 500;

/** The files of images that nothing names, or that were never finished; a list of any length is read in parts. */
export async function* unnamedFiles(
  files: AsyncIterable<ListedFile>,
  namedAmong: NamedAmong,
): AsyncGenerator<ListedFile> {
  let part: ImageFile[] = [];
  for await (const file of files) {
    const image = imageOf(file.name);
    if (image !== null) part.push({ ...file, ...image });
    if (part.length < AT_ONCE) continue;
    yield* await unnamed(part, namedAmong);
    part = [];
  }
  yield* await unnamed(part, namedAmong);
}

async function unnamed(files: readonly ImageFile[], namedAmong: NamedAmong): Promise<readonly ListedFile[]> {
  if (files.length === 0) return [];
  const named = await namedAmong([...new Set(files.map(({ key }) => key))]);
  return files.filter(({ key, unfinished }) => unfinished || !named.has(key));
}
