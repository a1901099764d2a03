import type Sqlite from 'better-sqlite3';
import type { Finding } from '../../../../domain/maintenance.ts';
import type { Check as PortableCheck } from '../../../checks/check.ts';

/** One thing that is always true of a sound database. */
export type Check = PortableCheck | OwnCheck;

/** A check of what SQLite alone has. */
export interface OwnCheck {
  readonly name: string;
  /** Yields a line for each thing that is wrong, as it is found, so that a million of them need no memory. */
  readonly find: (client: Sqlite.Database) => Iterable<string>;
}

export function* findIn(client: Sqlite.Database, checks: readonly Check[]): Generator<Finding> {
  for (const check of checks) {
    for (const finding of linesOf(client, check)) yield { check: check.name, finding };
  }
}

function* linesOf(client: Sqlite.Database, check: Check): Iterable<string> {
  if ('find' in check) return yield* check.find(client);
  if ('queries' in check) {
    for (const query of check.queries) yield* client.prepare<[], string>(query).pluck().iterate();
    return;
  }
  for (const row of client.prepare<[], object>(check.query).iterate()) yield* check.linesOf(row);
}
