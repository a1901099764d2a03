import type { Database } from 'better-sqlite3';

/** One thing that is always true of a sound database. */
export interface Check {
  readonly name: string;
  /** A line for each thing that is wrong; it is read as it is found, so that a million of them need no memory. */
  readonly find: (client: Database) => Iterable<string>;
}

/** A check that is one query or several, each giving its lines. */
export function queries(name: string, ...statements: readonly string[]): Check {
  return {
    name,
    *find(client) {
      for (const statement of statements) yield* client.prepare<[], string>(statement).pluck().iterate();
    },
  };
}
