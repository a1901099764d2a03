import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isSystemError, obstacleOf, StartError } from './start-error.ts';

/** Makes the folder that a setting needs, if there is none. Throws a `StartError` where it cannot be used. */
export function usableFolder(setting: string, folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const { why, cure } = obstacleOf(cause);
    throw new StartError(
      `Guildhall cannot start: ${setting} needs the folder ${resolve(folder)}, and ${why}: ${cure}, or set ${setting} to another place.`,
    );
  }
}

/** Makes a folder and those above it, one by one: Node's recursive `mkdirSync` never returns below /proc. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw cause;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
