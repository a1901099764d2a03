import type { DatabaseMoment } from '../../../domain/maintenance.ts';
import { findIn } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';
import { connect } from './client.ts';
import { readerOn } from './reader.ts';

/** What begins a transaction that sees one moment of the database, and writes nothing. */
export const BEGIN_MOMENT = 'begin isolation level repeatable read read only';

/** Reads a database in one transaction. */
export async function readMoment(url: string): Promise<DatabaseMoment> {
  const client = await connect(url);
  try {
    await client.query(BEGIN_MOMENT);
    return { ...readerOn(client), findings: () => findIn(client, CHECKS) };
  } catch (cause) {
    await client.end();
    throw cause;
  }
}
