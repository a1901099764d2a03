import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SECRET_FILE } from './auth/secret.ts';
import type { Config } from './config.ts';
import { imageOf } from './images/sizes.ts';
import { isSystemError } from './start-error.ts';
import { databaseFile } from './store/database-file.ts';
import { isPostgresUrl } from './store/database-url.ts';

/** Permission bits of everybody but the owner. */
const OTHERS = 0o077;
const STICKY = 0o1000;
/** Endings of the files that stand beside a database. */
const COMPANIONS = /^(-wal|-shm|-journal|\.lock|\.open|\.search.*)?$/;

/**
 * Makes private what earlier versions let other users read: the database, the files beside it, and the folders of the
 * database and of the pictures, unless something else is in them. Returns the paths whose permissions it may not change.
 */
export function makePrivate({ databaseUrl, mediaDir }: Config): string[] {
  if (isPostgresUrl(databaseUrl)) return picturesRefused(mediaDir);
  const database = databaseFile(databaseUrl);
  const folder = dirname(database);
  const isOurs = (name: string) =>
    name === SECRET_FILE ||
    (name.startsWith(basename(database)) && COMPANIONS.test(name.slice(basename(database).length)));
  const isPictures = (name: string) => resolve(folder, name) === resolve(mediaDir);

  const files = readdirSync(folder).filter(isOurs);
  return [
    ...files.flatMap((name) => refusedToTighten(join(folder, name))),
    ...refusedToTighten(
      folder,
      holdsOnly(folder, (name) => isOurs(name) || isPictures(name)),
    ),
    ...picturesRefused(mediaDir),
  ];
}

function picturesRefused(mediaDir: string): string[] {
  if (!existsSync(mediaDir)) return [];
  return refusedToTighten(
    mediaDir,
    holdsOnly(mediaDir, (name) => imageOf(name) !== null),
  );
}

function holdsOnly(path: string, isKnown: (name: string) => boolean): () => boolean {
  return () => readdirSync(path).every(isKnown);
}

/** Returns the path itself where the system does not let this user change its permissions. */
function refusedToTighten(path: string, isToBe = () => true): string[] {
  try {
    const { mode } = statSync(path);
    if ((mode & OTHERS) !== 0 && (mode & STICKY) === 0 && isToBe()) chmodSync(path, mode & 0o700);
    return [];
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    // A file that another server has just removed needs nothing.
    return cause.code === 'ENOENT' ? [] : [path];
  }
}
