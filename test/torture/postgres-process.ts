import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from '../support/embedded-postgres.ts';

const PASSWORD = 'postgres';
/** As durable as PostgreSQL is when nobody sets anything. */
const FLAGS = ['fsync=on', 'full_page_writes=on', 'synchronous_commit=on', 'listen_addresses=127.0.0.1'];

/** A PostgreSQL of its own, which can be killed and started again on the same data. */
export interface PostgresProcess {
  urlOf(database: string): string;
  /** Kills the postmaster and every process of it at once. What the operating system has taken, it still writes. */
  kill(): Promise<void>;
  /** Starts it on what it left, and resolves once it takes connections. */
  start(): Promise<void>;
  close(): Promise<void>;
  /** Ends it without waiting, and removes its data. */
  abandon(): void;
}

export async function startPostgres(port: number): Promise<PostgresProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-torture-postgres-'));
  const logged: string[] = [];
  const log = (line: unknown) => void logged.splice(0, logged.length - 50, ...logged.splice(-49), String(line));
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: [...FLAGS.flatMap((flag) => ['-c', flag]), '-k', ''],
    onLog: log,
    onError: log,
  });
  const start = async () => {
    try {
      await server.start();
    } catch (cause) {
      throw new Error(`PostgreSQL does not start:\n${logged.join('')}`, { cause });
    }
  };
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  const postmaster = () => Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  let isRunning = false;

  await server.initialise();
  await start();
  isRunning = true;
  return {
    urlOf: (database) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`,
    async kill() {
      const parent = postmaster();
      // Stopped first, so that it starts no process that is not killed with the others.
      process.kill(parent, 'SIGSTOP');
      const pids = [parent, ...childrenOf(parent)];
      isRunning = false;
      for (const pid of pids) killIfThere(pid);
      while (pids.some(isAlive)) await sleep(5);
    },
    async start() {
      await start();
      isRunning = true;
    },
    async close() {
      if (isRunning) await server.stop();
      isRunning = false;
      remove();
    },
    abandon() {
      if (isRunning) {
        const parent = postmaster();
        for (const pid of [parent, ...childrenOf(parent)]) killIfThere(pid);
      }
      isRunning = false;
      remove();
    },
  };
}

function childrenOf(pid: number): number[] {
  const printed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return printed.split('\n').map(Number).filter(Boolean);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    const isGone = cause instanceof Error && 'code' in cause && cause.code === 'ESRCH';
    if (!isGone) throw cause;
  }
}

/** Whether a process runs; one that nobody has waited for yet does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
