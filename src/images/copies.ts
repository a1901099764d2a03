import { constants, copyFile, link, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRole } from '../domain/images.ts';
import { filesOf } from './sizes.ts';

/** Error codes of file systems that cannot link a file, but can copy it. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

/**
 * Copies the files of an image into another folder. They never change, so files on the same disk are linked and take no
 * space. False when one of them is missing.
 */
export async function copyImage(role: ImageRole, key: string, from: string, to: string): Promise<boolean> {
  const copied = await Promise.all(filesOf(role, key).map((file) => linkOrCopy(join(from, file), join(to, file))));
  return !copied.includes(false);
}

async function linkOrCopy(from: string, to: string): Promise<boolean> {
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

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
