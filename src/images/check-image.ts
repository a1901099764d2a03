import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRole } from '../domain/images.ts';
import { filesOf } from './sizes.ts';

const HEADER_BYTES = 12;
/** Bytes of a WebP file that the length in its header leaves out. */
const UNCOUNTED_BYTES = 8;

/** Says what is wrong with the files of an image: one is missing, or is not as long as its header says. */
export async function checkImage(folder: string, role: ImageRole, key: string): Promise<readonly string[]> {
  const checked = await Promise.all(
    filesOf(role, key).map(async (file) => {
      const problem = await problemOf(join(folder, file));
      return problem === null ? [] : [`${file} ${problem}`];
    }),
  );
  return checked.flat();
}

async function problemOf(path: string): Promise<string | null> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (file === null) return 'is missing';
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, 0);
    const isWebp = header.toString('latin1', 0, 4) === 'RIFF' && header.toString('latin1', 8) === 'WEBP';
    if (!isWebp) return 'is no WebP image';
    const { size } = await file.stat();
    return size === header.readUInt32LE(4) + UNCOUNTED_BYTES ? null : 'is not whole';
  } finally {
    await file.close();
  }
}
