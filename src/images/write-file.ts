import { open, rename } from 'node:fs/promises';

/** Writes a file atomically: writes it aside, flushes it, then renames it. The folder is flushed separately. */
export async function writeFileAside(path: string, content: Uint8Array): Promise<void> {
  const aside = `${path}.part`;
  const file = await open(aside, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
}
