import { execFile } from 'node:child_process';
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { withClient } from '../../src/store/postgres/maintenance/client.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';

/**
 * A PostgreSQL that is followed by a standby, for tests of what its end does to a server. The invariant: a commit is
 * answered only once the standby shows it, so that whatever was answered outlives the primary.
 */

const HOST = '127.0.0.1';
const PASSWORD = 'postgres';

/** What durability costs is spared: no test outlives a crash of the machine. */
const FLAGS = ['fsync=off', 'full_page_writes=off', `listen_addresses=${HOST}`];
const WAITING_FOR_THE_STANDBY = ['synchronous_standby_names=*', 'synchronous_commit=remote_apply'];

export interface PairedServer {
  readonly host: string;
  readonly port: number;
  urlOf(database: string): string;
}

/** A PostgreSQL with a standby, which has whatever it has answered. */
export interface PostgresPair {
  readonly primary: PairedServer;
  readonly standby: PairedServer;
  /** Ends the primary at once, as a crash does, for good. */
  endPrimary(): Promise<void>;
  /** Makes the standby a primary; resolves once it takes writes. */
  promote(): Promise<void>;
  /** Ends both, and removes their data. */
  close(): Promise<void>;
}

export async function startPostgresPair(): Promise<PostgresPair> {
  const primary = await ownServer(WAITING_FOR_THE_STANDBY);
  const standby = await ownServer([
    `primary_conninfo=host=${HOST} port=${primary.port} user=postgres password=${PASSWORD}`,
  ]);
  const close = async () => {
    await Promise.all([primary.end(), standby.end()]);
  };
  try {
    await primary.initialise();
    await standby.copyFrom(primary);
    await Promise.all([primary.start(), standby.start()]);
    await until(() => holds(primary, "select 1 from pg_stat_replication where sync_state = 'sync'"));
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    primary,
    standby,
    endPrimary: primary.crash,
    async promote() {
      await withClient(standby.urlOf('postgres'), (client) => client.query('select pg_promote()'));
      await until(() => holds(standby, 'select 1 where not pg_is_in_recovery()'));
    },
    close,
  };
}

/** A server in a folder of its own, which its end removes. */
async function ownServer(settings: readonly string[]) {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'guildhall-pair-')), freePort()]);
  const logged: string[] = [];
  const log = (line: unknown) => void logged.push(String(line));
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: [...[...FLAGS, ...settings].flatMap((setting) => ['-c', setting]), '-k', ''],
    onLog: log,
    onError: log,
  });
  let isRunning = false;
  const urlOf = (database: string) => `postgres://postgres:${PASSWORD}@${HOST}:${port}/${database}`;
  const end = async () => {
    if (isRunning) await server.stop();
    isRunning = false;
    await rm(folder, { recursive: true, force: true });
  };
  return {
    host: HOST,
    port,
    folder,
    urlOf,
    initialise: () => server.initialise(),
    /** Takes over the data of a server that has never run, to follow it. */
    async copyFrom(other: { readonly folder: string }) {
      await promisify(execFile)('cp', ['-a', `${other.folder}/.`, folder]);
      const signal = join(folder, 'standby.signal');
      await writeFile(signal, '');
      const { uid, gid } = await stat(folder);
      await chown(signal, uid, gid);
    },
    /** Resolves once it can be asked, which a standby never says of itself. */
    async start() {
      isRunning = true;
      const failed = server.start().then(
        () => new Promise<never>(() => {}),
        () => {
          isRunning = false;
          throw new Error(`PostgreSQL does not start:\n${logged.join('')}`);
        },
      );
      await Promise.race([failed, until(async () => !isRunning || (await holds({ urlOf }, 'select 1')))]);
    },
    end,
    async crash() {
      const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      // Of two signals, the server heeds the more urgent one.
      await end();
    },
  };
}

/** Whether a query has a row; not while the server cannot be asked. */
async function holds({ urlOf }: Pick<PairedServer, 'urlOf'>, query: string): Promise<boolean> {
  try {
    return await withClient(urlOf('postgres'), async (client) => (await client.query(query)).rows.length > 0);
  } catch {
    return false;
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(20);
}
