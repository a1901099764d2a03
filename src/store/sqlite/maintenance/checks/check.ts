import type Sqlite from 'better-sqlite3';
import type { Finding } from '../../../../domain/maintenance.ts';

/** One thing that is always true of a sound database. */
export interface Check {
  readonly name: string;
  /** Yields a line for each thing that is wrong, as it is found, so that a million of them need no memory. */
  readonly find: (client: Sqlite.Database) => Iterable<string>;
}

/** A check that is one query or several, each of which selects lines. */
export function queries(name: string, ...statements: readonly string[]): Check {
  return {
    name,
    *find(client) {
      for (const statement of statements) yield* client.prepare<[], string>(statement).pluck().iterate();
    },
  };
}

export function* findIn(client: Sqlite.Database, checks: readonly Check[]): Generator<Finding> {
  for (const { name, find } of checks) {
    for (const finding of find(client)) yield { check: name, finding };
  }
}
