import type { StoreObserver } from './observer.ts';

export interface StoreOptions {
  /** Called with the text of every statement that runs. */
  readonly onStatement?: ((statement: string) => void) | undefined;
  readonly observer?: StoreObserver | undefined;
  /** Called during the start with what whoever runs the server should know about its database. */
  readonly onWarning?: ((warning: string) => void) | undefined;
  readonly postgres?: Partial<PostgresOptions> | undefined;
  /** What cannot be done where the store cannot be opened, as the failure begins; else that Guildhall cannot start. */
  readonly undone?: string | undefined;
}

export function undoneWith({ undone = 'Guildhall cannot start' }: Pick<StoreOptions, 'undone'>): string {
  return undone;
}

/** What is to be known of a PostgreSQL database besides its address. */
export interface PostgresOptions {
  /** Connections for reads; one more writes. */
  readonly connections: number;
  /** Whether connections keep statements prepared by name. */
  readonly prepare: boolean;
  /** Milliseconds that a statement may take. */
  readonly timeoutMs: number;
  /** Whether the start migrates the database. */
  readonly migrate: boolean;
}

export const POSTGRES_DEFAULTS: PostgresOptions = {
  connections: 10,
  prepare: true,
  timeoutMs: 10_000,
  migrate: true,
};
