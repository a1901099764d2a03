import { type Config, readConfig } from './config.ts';
import { orExit } from './start-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const OTHERS = 0o077;

/** What each process begins with: whatever it makes is for its own user alone, and its settings are right. */
export function beginProcess(env: Environment = process.env): Promise<Config> {
  process.umask(OTHERS);
  return orExit(() => readConfig(env));
}
