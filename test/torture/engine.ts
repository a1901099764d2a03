import type { Account } from './ledger.ts';
import { postgresEngine } from './postgres-engine.ts';
import type { Run } from './run.ts';
import { sqliteEngine } from './sqlite-engine.ts';
import type { Writer, WriterDeps } from './writer.ts';

/** All who write, and what they know. */
export interface Company extends Pick<WriterDeps, 'tokens' | 'report'> {
  readonly writers: readonly Writer[];
  readonly accounts: readonly Account[];
}

export interface Kills {
  /** Kills of servers under writes. */
  readonly kills: number;
  /** Kills of a database server, where there is one. */
  readonly databaseKills: number;
}

/** What is an engine's own: how its servers are started and killed, and where what is left is looked for. */
export interface Engine {
  /** The environment that leads an operator's commands to the database. */
  readonly env: NodeJS.ProcessEnv;
  /** A server of it, once started. */
  readonly url: string;
  /** Milliseconds for which a key may stay claimed whose call was cut off; 0 where claims end with their process. */
  readonly claimMs: number;
  /** How many rounds these kills take. */
  rounds(kills: Kills): number;
  /** Starts every server; false when one does not start, which is a violation. */
  start(): Promise<boolean>;
  /** Kills under writes, checks what is left, and has everything running again. */
  round(round: number, company: Company, isLast: boolean): Promise<void>;
  /** Gets an answer to all that is still without one, ends everything in peace, and checks once more. */
  finish(company: Company): Promise<void>;
  close(): Promise<void>;
  /** Ends at once, without waiting, what would outlive this process. */
  abandon(): void;
}

export const ENGINES: Readonly<Record<string, (run: Run, kills: Kills) => Promise<Engine>>> = {
  sqlite: sqliteEngine,
  postgres: postgresEngine,
};
