import { constants, copyFile, link, open, rename } from 'node:fs/promises';
import type { ImageRole } from '../domain/images.ts';
import type { PictureFiles } from './picture-files.ts';
import { filesOf } from './sizes.ts';

/** Error codes of file systems that cannot link a file, but can copy it. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

/** Copies the files of an image into a folder. False when one of them is missing. */
export async function copyImage(
  files: Pick<PictureFiles, 'copyTo'>,
  role: ImageRole,
  key: string,
  folder: string,
): Promise<boolean> {
  const copied = await Promise.all(filesOf(role, key).map((name) => files.copyTo(name, folder)));
  return !copied.includes(false);
}

/**
 * Copies a file that never changes: one on the same disk is linked, and takes no space. False when it is not there, and
 * true when the target is.
 */
export async function linkOrCopy(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    if (!NO_LINKS.has(code)) throw cause;
    return copyAside(from, to);
  }
}

/** Copies a file atomically. */
async function copyAside(from: string, to: string): Promise<boolean> {
  const aside = `${to}.part`;
  try {
    await copyFile(from, aside, constants.COPYFILE_FICLONE);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false;
    throw cause;
  }
  const file = await open(aside, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, to);
  return true;
}

/** The system's code for an error; empty for an error without one. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
