import { existsSync, realpathSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { copyImage } from '../images/copies.ts';
import { flushFolder } from '../images/flush-folder.ts';
import { unnamedFiles } from '../images/unnamed.ts';
import { whyUnreadable } from '../store/sqlite/connection/migrations.ts';
import { openReadOnly } from '../store/sqlite/connection/read-only.ts';
import { copyDatabase } from '../store/sqlite/maintenance/copy.ts';
import { namedAmong, namedImages } from '../store/sqlite/maintenance/referenced-images.ts';

export interface Source {
  readonly database: string;
  readonly mediaDir: string;
}

export interface Backup {
  readonly groups: number;
  readonly images: number;
  /** Images that groups in the backup have, and that are not in it. */
  readonly missing: number;
}

/** Where the pictures of a backup are. */
export function mediaOf(file: string): string {
  return `${file}-media`;
}

/**
 * Backs up the database to `file` and its images beside it. The file appears when all of it is there and has been
 * verified; one that was there before is whole until then, with every image that it names.
 */
export async function writeBackup(source: Source, file: string): Promise<Backup> {
  const media = mediaOf(file);
  const aside = `${file}.part`;
  const folder = await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Whoever makes this file is the one who writes here.
  await (await open(aside, 'wx', 0o600)).close();
  const mediaFolder = await mkdir(media, { recursive: true, mode: 0o700 });
  try {
    // Before the copy is made, and after: an image that is removed meanwhile is still there for the first.
    await using(source.database, (live) => copyImages(live, source.mediaDir, media));
    copyDatabase(source.database, aside);
    const backup = await using(aside, async (copy) => ({
      groups: copy.prepare<[], number>('select count(*) from groups').pluck().get() ?? 0,
      ...(await copyImages(copy, source.mediaDir, media)),
    }));
    await flushFolder(media);
    await rename(aside, file);
    await flushFolder(dirname(file));
    await using(file, (copy) => removeUnnamed(copy, media));
    return backup;
  } catch (cause) {
    const made = [aside, mediaFolder, folder].filter((path) => path !== undefined);
    for (const path of made) await rm(path, { recursive: true, force: true });
    throw cause;
  }
}

/** Why `file` cannot be where the backup goes; null when it can. */
export function unfit({ database, mediaDir }: Source, file: string): string | null {
  if (!existsSync(database)) return `there is no database at ${database}`;
  if (real(file) === real(database)) return 'it is the database itself';
  if (real(mediaOf(file)) === real(mediaDir)) return `${mediaOf(file)} is where the server keeps its pictures`;
  if (existsSync(`${file}.part`)) {
    return `${file}.part is there: another backup is being made, or one was stopped; remove it if none is`;
  }
  const reason = unreadable(database);
  return reason && `${database} ${reason}`;
}

function unreadable(database: string): string | null {
  const client = openReadOnly(database);
  try {
    return whyUnreadable(client);
  } finally {
    client.close();
  }
}

function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}

async function copyImages(client: Database, from: string, to: string): Promise<Omit<Backup, 'groups'>> {
  let images = 0;
  let missing = 0;
  for (const { role, key } of namedImages(client)) {
    if (await copyImage(role, key, from, to)) images += 1;
    else missing += 1;
  }
  return { images, missing };
}

async function removeUnnamed(copy: Database, media: string): Promise<void> {
  for await (const name of unnamedFiles(media, namedAmong(copy))) await rm(join(media, name), { force: true });
}

async function using<Value>(file: string, use: (client: Database) => Promise<Value>): Promise<Value> {
  const client = openReadOnly(file);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
