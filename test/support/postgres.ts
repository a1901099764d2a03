import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { maintenanceOf } from '../../src/store/maintenance.ts';

/** The variable in which the server of a run is handed to its processes. */
export const SERVER_URL = 'TEST_POSTGRES_URL';
/** The variable for the pooler before that server, where there is one. */
export const POOLER_URL = 'TEST_POOLER_URL';
/** The database that has been migrated, and that nobody connects to. */
export const TEMPLATE = 'guildhall_template';

/** The address of a database of the run's server. */
export function urlOf(database: string): string {
  const server = process.env[SERVER_URL];
  if (server === undefined) throw new Error('the run of the tests has started no PostgreSQL');
  return `${server}/${database}`;
}

/** The same database, through the pooler. */
export function pooledUrl(url: string): string {
  return `${process.env[POOLER_URL]}${new URL(url).pathname}`;
}

/** Runs a statement of an administrator. */
export function onServer(statement: string): Promise<void> {
  return onDatabase('postgres', statement);
}

/** Runs a statement on a connection of its own. */
export async function onDatabase(database: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface OwnDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes a migrated database without anything in it. */
export async function newDatabase(): Promise<OwnDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name} template ${TEMPLATE}`);
  return { name, url: urlOf(name), drop: () => onServer(`drop database ${name} with (force)`) };
}

/** Databases of this process that were emptied, which takes a tenth of the time of making one. */
const emptied: OwnDatabase[] = [];

const EMPTY = `
  do $$ declare names text;
  begin
    select string_agg(quote_ident(relname), ', ') into names from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('guildhall_migrations', 'foldings');
    execute 'truncate ' || names || ' restart identity cascade';
    alter sequence user_ids restart;
  end $$`;

/** A migrated database without anything in it, for tests that change nothing but rows. */
export async function emptyDatabase(): Promise<OwnDatabase> {
  const database = emptied.pop() ?? (await newDatabase());
  return {
    ...database,
    async drop() {
      await onDatabase(database.name, EMPTY);
      emptied.push(database);
    },
  };
}

/** What an examination finds wrong with a database, but for what the server of the tests spares to be quick. */
export async function findingsIn(url: string): Promise<string[]> {
  const moment = await maintenanceOf(url).readMoment();
  const found: string[] = [];
  for await (const { check, finding } of moment.findings()) found.push(`${check}: ${finding}`);
  await moment.close();
  return found.filter((line) => !line.startsWith('durability: '));
}
