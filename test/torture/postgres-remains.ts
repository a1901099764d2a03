import type pg from 'pg';
import { maintenanceOf } from '../../src/store/maintenance.ts';
import { inTransaction } from '../../src/store/postgres/connection/transaction.ts';
import { withClient } from '../../src/store/postgres/maintenance/client.ts';
import { checkOrphans, INVARIANTS, NAMED_IMAGES, type NamedImage } from './checks.ts';
import { findingsIn, GROUPS, type GroupRow, STANDINGS, type StandingRow } from './findings.ts';
import type { Account } from './ledger.ts';
import { settle, type Violation } from './ledger.ts';
import type { Remains } from './remains.ts';
import type { Run } from './run.ts';

/** What doctor finds, which must be nothing. */
export async function doctorFindings(url: string): Promise<Violation[]> {
  const moment = await maintenanceOf(url).readMoment();
  try {
    const found: Violation[] = [];
    for await (const { check, finding } of moment.findings())
      found.push({ check: 'doctor', detail: `${check}: ${finding}` });
    return found;
  } finally {
    await moment.close();
  }
}

/** Holds everything that is in a database, while nobody writes, against everything that must be. */
export async function examinePostgres(
  url: string,
  { checkImages, media }: Run,
  accounts: readonly Account[],
): Promise<Remains> {
  const violations = await doctorFindings(url);
  const { broken, images, rows, standings } = await withClient(url, (client) =>
    inTransaction(client, async () => ({
      broken: await select<Violation>(client, INVARIANTS),
      images: await select<NamedImage>(client, NAMED_IMAGES),
      rows: await select<GroupRow>(client, GROUPS),
      standings: await select<StandingRow>(client, STANDINGS),
    })),
  );
  violations.push(...broken);
  const uploaded = await checkImages(images, violations);
  const settlement = settle(accounts, findingsIn({ rows, standings }, uploaded));
  const orphans = await checkOrphans(() => images, { media });
  return { ...settlement, orphans, violations: [...violations, ...settlement.violations] };
}

async function select<Row extends object>(client: pg.Client, query: string): Promise<Row[]> {
  return (await client.query<Row>(query)).rows;
}
