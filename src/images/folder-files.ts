import { mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { usableFolder } from '../usable-folder.ts';
import { codeOf, linkOrCopy } from './copies.ts';
import { flushFolder } from './flush-folder.ts';
import type { ListedFile, PictureFiles } from './picture-files.ts';
import { writeFileAside } from './write-file.ts';

/** Keeps the files of images in a folder, which several servers may share. */
export function folderFiles(folder: string): PictureFiles {
  return {
    location: folder,
    source: { folder },

    async makeReady() {
      usableFolder('MEDIA_DIR', folder);
    },

    async put(files) {
      await mkdir(folder, { recursive: true });
      await Promise.all(files.map(({ name, content }) => writeFileAside(join(folder, name), content)));
      await flushFolder(folder);
    },

    async remove(names) {
      await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
    },

    list: () => listed(folder),
    peek: (name, bytes) => peek(join(folder, name), bytes),
    copyTo: (name, target) => linkOrCopy(join(folder, name), join(target, name)),
  };
}

async function* listed(folder: string): AsyncGenerator<ListedFile> {
  for await (const { name } of await opendir(folder)) yield { name, writtenAt: () => writtenAt(join(folder, name)) };
}

async function writtenAt(path: string): Promise<number | null> {
  const file = await unlessAbsent(stat(path));
  return file?.mtimeMs ?? null;
}

async function peek(path: string, bytes: number) {
  const file = await unlessAbsent(open(path));
  if (file === null) return null;
  try {
    const start = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(start, 0, bytes, 0);
    const { size } = await file.stat();
    return { size, start: start.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

async function unlessAbsent<Value>(asking: Promise<Value>): Promise<Value | null> {
  return asking.catch((cause) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  });
}
