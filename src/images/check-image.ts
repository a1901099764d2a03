import type { ImageRole } from '../domain/images.ts';
import type { PictureFiles } from './picture-files.ts';
import { filesOf } from './sizes.ts';

const HEADER_BYTES = 12;
/** Bytes of a WebP file that the length in its header leaves out. */
const UNCOUNTED_BYTES = 8;

/** Says what is wrong with the files of an image: one is missing, or is not as long as its header says. */
export async function checkImage(
  files: Pick<PictureFiles, 'peek'>,
  role: ImageRole,
  key: string,
): Promise<readonly string[]> {
  const checked = await Promise.all(
    filesOf(role, key).map(async (name) => {
      const problem = await problemOf(files, name);
      return problem === null ? [] : [`${name} ${problem}`];
    }),
  );
  return checked.flat();
}

async function problemOf(files: Pick<PictureFiles, 'peek'>, name: string): Promise<string | null> {
  const file = await files.peek(name, HEADER_BYTES);
  if (file === null) return 'is missing';
  const { start, size } = file;
  const isWebp = start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8) === 'WEBP';
  if (!isWebp) return 'is no WebP image';
  return size === start.readUInt32LE(4) + UNCOUNTED_BYTES ? null : 'is not whole';
}
