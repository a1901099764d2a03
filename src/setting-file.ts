import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSystemError, obstacleOf, StartError } from './start-error.ts';

/** A file that a setting names. */
export interface SettingFile {
  readonly text: string;
  /** Throws a `StartError`; `problem` goes on after the file's name. */
  readonly fail: (problem: string) => never;
}

/** Reads a file that a setting names. Throws a `StartError` where it cannot be read. */
export function readSettingFile(setting: string, file: string): SettingFile {
  const fail = (problem: string): never => {
    throw new StartError(`Guildhall cannot start: ${setting} is ${resolve(file)}, ${problem}.`);
  };
  try {
    return { text: readFileSync(file, 'utf8'), fail };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const { why, cure } = obstacleOf(cause);
    return fail(`which cannot be read because ${why}: ${cure}, or set ${setting} to another file`);
  }
}
