import { getTableName, is } from 'drizzle-orm';
import { isPgSequence, PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { StartError } from '../../../start-error.ts';
import * as tables from '../tables.ts';

/** The oldest version that is served. */
const LEAST_VERSION = 15;
/** Versions as PostgreSQL itself and its packagers write them. */
const POSTGRES = /^PostgreSQL (\d+)\S* (\([^()]*\) )?on /;

/** Tables that every process reads and writes, and sequences that it takes numbers from. */
const NEEDED = Object.values(tables).flatMap((thing) => {
  if (is(thing, PgTable)) return [getTableName(thing)];
  return isPgSequence(thing) && thing.seqName !== undefined ? [thing.seqName] : [];
});

export interface Judgement {
  /** Why the server cannot be used, in words that follow "the server"; null where it can. */
  readonly refusal: string | null;
  /** What the log is to say about a server that may be used all the same. */
  readonly warning: string | null;
}

/** Judges a server by what its `version()` says. */
export function judgeVersion(version: string): Judgement {
  const refused = (refusal: string): Judgement => ({ refusal, warning: null });
  if (/cockroach/i.test(version)) {
    return refused('is CockroachDB, which decides about writes in other ways: use PostgreSQL 15 or newer');
  }
  const number = Number(/^PostgreSQL (\d+)/.exec(version)?.[1]);
  if (number < LEAST_VERSION) return refused(`is PostgreSQL ${number}: use PostgreSQL ${LEAST_VERSION} or newer`);
  if (POSTGRES.test(version) && !/yugabyte|-YB-|greenplum|redshift|enterprisedb/i.test(version)) {
    return { refusal: null, warning: null };
  }
  return {
    refusal: null,
    warning: `the server says "${version.slice(0, 200)}": Guildhall is tested on PostgreSQL alone`,
  };
}

interface ServerState {
  readonly encoding: string;
  readonly standby: boolean;
  readonly commit: string;
  readonly timeout: number;
  readonly schema: string | null;
  readonly mayCreate: boolean | null;
  /** Names of tables and sequences, between commas. */
  readonly locked: string;
}

/** What failures are told of. */
export interface Place {
  /** The database, as people are told it. */
  readonly location: string;
  /** What cannot be done, as a failure begins. */
  readonly undone: string;
}

export interface Expected extends Place {
  /** Milliseconds that a statement may take at most. */
  readonly timeoutMs: number;
  /** Whether tables are made. */
  readonly migrates: boolean;
}

/** Throws a `StartError` where the server cannot be used as it is; gives a warning for the log, or null. */
export async function checkServer(client: pg.ClientBase, expected: Expected): Promise<string | null> {
  const { rows: versions } = await client.query<{ version: string }>('/* checkServer */ select version()');
  const { refusal, warning } = judgeVersion(versions[0]?.version ?? '');
  if (refusal !== null) throw cannotStart(expected, refusal);

  const { rows } = await client.query<ServerState>(
    `/* checkServer */ select
       current_setting('server_encoding') as encoding,
       pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as standby,
       current_setting('synchronous_commit') as commit,
       (select setting::bigint from pg_settings where name = 'statement_timeout') as timeout,
       current_schema() as schema,
       has_schema_privilege(current_schema(), 'CREATE') as "mayCreate",
       array_to_string(array(
         select relname from pg_class
         where relnamespace = current_schema()::regnamespace and relname = any($1::text[])
           and not case relkind when 'S' then has_sequence_privilege(oid, 'USAGE, UPDATE')
             else has_table_privilege(oid, 'SELECT') and has_table_privilege(oid, 'INSERT')
               and has_table_privilege(oid, 'UPDATE') and has_table_privilege(oid, 'DELETE') end
         order by relname), ', ') as locked`,
    [NEEDED],
  );
  const problem = rows[0] && problemOf(rows[0], expected);
  if (problem) throw cannotStart(expected, problem);
  return warning;
}

function problemOf(server: ServerState, { timeoutMs, migrates }: Expected): string | null {
  const seconds = Math.ceil(timeoutMs / 1_000);
  if (server.encoding !== 'UTF8') {
    return `keeps its texts as ${server.encoding}: make the database with ENCODING 'UTF8'`;
  }
  if (server.standby) return 'takes no writes, as standbys do: name its primary in DATABASE_URL';
  if (server.commit === 'off') {
    return "has synchronous_commit off, and would lose writes that were answered: set it to 'on' (ALTER DATABASE ... SET)";
  }
  if (server.timeout === 0 || server.timeout > timeoutMs) {
    return (
      `did not take statement_timeout, as poolers drop it: ALTER ROLE ... SET statement_timeout = '${seconds}s' ` +
      'for the user of DATABASE_URL'
    );
  }
  if (server.schema === null) {
    return 'has no schema for this user: GRANT USAGE, CREATE ON SCHEMA public to the user of DATABASE_URL';
  }
  if (migrates && server.mayCreate !== true) {
    return (
      `does not let this user make tables: GRANT CREATE ON SCHEMA ${server.schema}, ` +
      'or set MIGRATE=off and run "npm run migrate" as a user who may'
    );
  }
  if (server.locked.length > 0) {
    return (
      `does not let this user read and write ${server.locked}: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES ` +
      `IN SCHEMA ${server.schema}, and USAGE ON ALL SEQUENCES`
    );
  }
  return null;
}

/**
 * Causes of a connection that cannot be made, with their cures; the first one counts that fits. They are known by the
 * code of the server or of the system, before the message: `timeout expired` has no code.
 */
const CURES: readonly (readonly [cause: RegExp, problem: string])[] = [
  [
    /^ timeout expired$/,
    'does not answer in time: correct the address in DATABASE_URL, or look for a firewall between',
  ],
  [
    /^(ENOENT|EACCES|EISDIR) .*, (open|read)\b/,
    'needs a file that cannot be read: correct sslrootcert, sslcert or sslkey in DATABASE_URL',
  ],
  [/^28000 .*(no encryption|SSL off)/, 'asks for TLS: add sslmode=verify-full to DATABASE_URL'],
  [/^ The server does not support SSL/, 'has no TLS: turn it on there, or set sslmode=disable in DATABASE_URL'],
  [
    /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_| There was an error establishing an SSL)/,
    'has no TLS that is trusted: name the certificate of its authority as sslrootcert in DATABASE_URL, and look into sslmode',
  ],
  [/^(28P01|28000) /, 'refuses this user or password: correct them in DATABASE_URL'],
  [/^3D000 /, 'has no database of this name: create it, or correct DATABASE_URL'],
  [/^42501 /, 'lacks a right of this user: GRANT it'],
  [/^53300 /, 'has no connection left: raise its max_connections, or lower DATABASE_CONNECTIONS'],
  [/^57014 /, 'took too long for a statement: look into what keeps it busy, or raise DATABASE_TIMEOUT_SECONDS'],
  [/^57P03 /, 'is starting or ending: start Guildhall when it is ready'],
  [/^55P03 /, 'is in use by another process that migrates it, or holds a table: try again when that has ended'],
  [/^(ECONNREFUSED|ENOENT) /, 'does not answer at this address: start it, or correct DATABASE_URL'],
  [/^(ENOTFOUND|EAI_AGAIN) /, 'has a name that is not known: correct DATABASE_URL'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET) /, 'cannot be reached: look into the network between'],
  [/^08P01 /, 'refuses how Guildhall connects: let the pooler pass or ignore the startup parameter "options"'],
];

/** The failure to connect or to migrate in one sentence with its cure; what is no such failure is given back. */
export function startFailure(place: Place, cause: unknown): unknown {
  if (cause instanceof StartError || !(cause instanceof Error)) return cause;
  const first = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  const [, problem] = CURES.find(([known]) => known.test(`${code} ${first.message}`)) ?? [];
  if (problem !== undefined) return cannotStart(place, `${problem} (${first.message || code})`);
  const isFault = first instanceof pg.DatabaseError;
  return isFault ? cause : cannotStart(place, `cannot be used (${first.message}): look into that`);
}

function cannotStart({ undone, location }: Place, problem: string): StartError {
  return new StartError(`${undone}: the server of ${location} ${problem}.`);
}
