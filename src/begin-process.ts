import { type Config, readConfig } from './config.ts';
import { orExit } from './start-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Permission bits of everybody but the owner. */
const OTHERS = 0o077;

/** Begins every process: files that it makes are private to its user, and its settings are valid. */
export function beginProcess(env: Environment = process.env, needsSecret = true): Promise<Config> {
  process.umask(OTHERS);
  return orExit(() => readConfig(env, needsSecret));
}

/** Begins a command that makes and reads no tokens. */
export function beginMaintenance(): Promise<Config> {
  return beginProcess(process.env, false);
}
