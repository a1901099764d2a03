import { existsSync, realpathSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatabaseCopies, DatabaseReader, Maintenance } from '../domain/maintenance.ts';
import { copyImage } from '../images/copies.ts';
import { flushFolder } from '../images/flush-folder.ts';
import { folderFiles } from '../images/folder-files.ts';
import type { PictureFiles } from '../images/picture-files.ts';
import { unnamedFiles } from '../images/unnamed.ts';

export interface Source {
  readonly database: Maintenance;
  readonly files: PictureFiles;
}

export interface Backup {
  readonly groups: number;
  readonly images: number;
  /** Images that groups in the backup have, and that are not in it. */
  readonly missing: number;
}

/** The folder of a backup's pictures. */
export function mediaOf(file: string): string {
  return `${file}-media`;
}

/**
 * Backs up the database to `file` and its images beside it. The file appears when all of it is there and has been
 * verified; one that was there before is whole until then, with every image that it names. Of a database that has tools
 * of its own for copies, the images alone are backed up.
 */
export async function writeBackup(source: Source, file: string): Promise<Backup> {
  const { copies } = source.database;
  return copies === null ? writeImages(source, mediaOf(file)) : writeCopy(source, copies, file);
}

async function writeImages({ database, files }: Source, media: string): Promise<Backup> {
  await mkdir(media, { recursive: true, mode: 0o700 });
  const backup = await using(database.read(), async (live) => ({
    groups: await live.countGroups(),
    ...(await copyImages(live, files, media)),
  }));
  await flushFolder(media);
  return backup;
}

async function writeCopy(source: Source, copies: DatabaseCopies, file: string): Promise<Backup> {
  const media = mediaOf(file);
  const aside = `${file}.part`;
  const folder = await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Whoever makes this file is the one who writes here.
  await (await open(aside, 'wx', 0o600)).close();
  const mediaFolder = await mkdir(media, { recursive: true, mode: 0o700 });
  try {
    // Images are copied before the database and after it: the first time finds those that are removed meanwhile.
    await using(source.database.read(), (live) => copyImages(live, source.files, media));
    await copies.copyTo(aside);
    const backup = await using(copies.read(aside), async (copy) => ({
      groups: await copy.countGroups(),
      ...(await copyImages(copy, source.files, media)),
    }));
    await flushFolder(media);
    await rename(aside, file);
    await flushFolder(dirname(file));
    await using(copies.read(file), (copy) => removeUnnamed(copy, media));
    return backup;
  } catch (cause) {
    const made = [aside, mediaFolder, folder].filter((path) => path !== undefined);
    for (const path of made) await rm(path, { recursive: true, force: true });
    throw cause;
  }
}

/** Why `file` cannot be where the backup goes; null when it can. */
export async function unfit({ database, files: { source } }: Source, file: string): Promise<string | null> {
  const { location } = database;
  if (!(await database.exists())) return `there is no database at ${location}`;
  if (real(file) === real(location)) return 'it is the database itself';
  if ('folder' in source && real(mediaOf(file)) === real(source.folder)) {
    return `${mediaOf(file)} is where the server keeps its pictures`;
  }
  if (existsSync(`${file}.part`)) {
    return `${file}.part is there: another backup is being made, or one was stopped; remove it if none is`;
  }
  const reason = await database.whyUnreadable();
  return reason && `${location} ${reason}`;
}

function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}

async function copyImages(database: DatabaseReader, from: PictureFiles, to: string): Promise<Omit<Backup, 'groups'>> {
  let images = 0;
  let missing = 0;
  for await (const { role, key } of database.images()) {
    if (await copyImage(from, role, key, to)) images += 1;
    else missing += 1;
  }
  return { images, missing };
}

async function removeUnnamed(copy: DatabaseReader, media: string): Promise<void> {
  const files = folderFiles(media);
  for await (const { name } of unnamedFiles(files.list(), copy.imagesAmong)) await files.remove([name]);
}

async function using<Value>(
  opening: Promise<DatabaseReader>,
  use: (database: DatabaseReader) => Promise<Value>,
): Promise<Value> {
  const database = await opening;
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}
