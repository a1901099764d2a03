import type pg from 'pg';
import type { Finding } from '../../../../domain/maintenance.ts';
import type { Check as PortableCheck } from '../../../checks/check.ts';
import { linesOf, rowsOf } from '../client.ts';

/** One thing that is always true of a sound database. */
export type Check = PortableCheck | OwnCheck;

/** A check of what PostgreSQL alone has. */
export interface OwnCheck {
  readonly name: string;
  /** Yields a line for each thing that is wrong, as it is found. */
  readonly find: (client: pg.Client) => AsyncIterable<string>;
}

/** What checks find, within a transaction. */
export async function* findIn(client: pg.Client, checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const check of checks) {
    for await (const finding of findingsOf(client, check)) yield { check: check.name, finding };
  }
}

async function* findingsOf(client: pg.Client, check: Check): AsyncGenerator<string> {
  if ('find' in check) return yield* check.find(client);
  if ('queries' in check) {
    for (const query of check.queries) yield* linesOf(client, query);
    return;
  }
  for await (const row of rowsOf(client, check.query)) yield* check.linesOf(row);
}
