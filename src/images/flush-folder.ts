import { open } from 'node:fs/promises';

/** Makes the names in a folder durable; the content of the files is flushed separately. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
