import { open } from 'node:fs/promises';

/** Makes durable what files a folder has: their content is flushed by itself. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
