import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSystemError, obstacleOf, StartError } from './start-error.ts';

/** Makes the folder that a setting needs where there is none; throws a `StartError` where it cannot be used. */
export function usableFolder(setting: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const { why, cure } = obstacleOf(cause);
    throw new StartError(
      `Guildhall cannot start: ${setting} needs the folder ${resolve(folder)}, and ${why}: ${cure}, or set ${setting} to another place.`,
    );
  }
}
