import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { searchIndexFile } from '../../src/store/sqlite/search/index-file.ts';
import { start, stop } from './children.ts';
import { type RunningPostgres, runPostgres } from './postgres.ts';
import type { Dialect, WorkloadName } from './workloads.ts';

/** What is measured. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly workloads: readonly WorkloadName[];
  /** How its writes are made durable. */
  readonly durability: string;
}

export interface ServerKind extends Contender {
  readonly script: string;
  /** What it is started with besides. */
  readonly nodeArgs?: readonly string[];
  readonly dialect: Dialect;
  /** Whether a PostgreSQL is started for it, which lasts as long as it. */
  readonly onPostgres?: boolean;
  /** Processes of it, between which the load is shared out; 1 unless it is given. */
  readonly instances?: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface Server {
  readonly kind: ServerKind;
  /** One for each instance. */
  readonly ports: readonly [number, ...number[]];
  /** The instances. */
  readonly pids: readonly number[];
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** A file of SQLite, or a folder of PostgreSQL. */
  readonly database: string;
  /** The PostgreSQL that was started for it. */
  readonly postgres: RunningPostgres | null;
  stop(): Promise<void>;
}

/** What servers are started on copies of. */
export interface Bases {
  readonly sqlite: string;
  /** Null where only Guildhall is measured. */
  readonly peers: string | null;
  /** Null where no server has one. */
  readonly postgres: string | null;
}

/** Between this program and the servers that it starts; worth nothing elsewhere. */
export const SECRET = 'only for the benchmark, where nobody is kept out';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOORS: readonly WorkloadName[] = ['W1', 'W2', 'W3', 'S', 'M', 'R1', 'R3'];
const GROUP_COMMIT = 'synchronous=FULL, one commit for all writes of a turn of the event loop';

const peer = (file: string): string => fileURLToPath(new URL(`peers/${file}.ts`, import.meta.url));
const sqlitePeer = (name: string, title: string): ServerKind => ({
  name,
  title,
  script: peer(name),
  dialect: 'graphql',
  env: { SYNCHRONOUS: 'NORMAL', WRITES: 'each' },
  workloads: ['W1', 'W2', 'W3', 'S', 'M'],
  durability: 'synchronous=NORMAL, a commit for each write',
});
const onTurns = (kind: ServerKind): ServerKind => ({
  ...kind,
  name: `${kind.name}-turn`,
  title: `${kind.title}, Guildhall’s transport`,
  env: { ...kind.env, TRANSPORT: 'turn' },
  workloads: ['W2', 'W3'],
});

/** (f), with all that Guildhall has where nothing else is named: its transport, and its line in the log. */
function f(name: string, title: string, env: ServerKind['env'], workloads: ServerKind['workloads']): ServerKind {
  const like = { SYNCHRONOUS: 'FULL', WRITES: 'group', TRANSPORT: 'turn', LOG: 'lines', ...env };
  const durability = like.WRITES === 'group' ? GROUP_COMMIT : 'synchronous=FULL, a commit for each write';
  return { name, title, script: peer('f'), dialect: 'rest', env: like, workloads, durability };
}

/** The server of a checkout, started as `npm start` does. */
export function guildhallIn(checkout: string): ServerKind {
  return {
    name: 'guildhall',
    title: 'Guildhall',
    script: join(checkout, 'src/main.ts'),
    nodeArgs: ['--max-semi-space-size=16', '--import', pathToFileURL(join(checkout, 'src/load-fast.js')).href],
    dialect: 'graphql',
    // One user asks for everything, as nobody does.
    env: { RATE_LIMIT: '100000000' },
    workloads: [...DOORS, 'D2', 'D3', 'AC', 'UG', 'UP', 'TD', 'TP'],
    durability: 'synchronous=FULL, as it comes',
  };
}

const mercurius = sqlitePeer('mercurius', 'mercurius + JIT');
const yoga = sqlitePeer('yoga', 'graphql-yoga + JIT');

export const SERVERS: readonly ServerKind[] = [
  guildhallIn(ROOT),
  f('f', '(f)', {}, DOORS),
  f('f-plain', '(f), answers written one by one', { TRANSPORT: 'plain' }, ['W2', 'W3', 'M', 'R3']),
  f('f-silent', '(f), without a log', { LOG: 'none' }, ['W3', 'R3']),
  f('f-each', '(f), each write alone', { WRITES: 'each' }, ['W1', 'R1']),
  sqlitePeer('apollo', 'Apollo Server'),
  mercurius,
  onTurns(mercurius),
  yoga,
  onTurns(yoga),
  {
    name: 'postgraphile',
    title: 'PostGraphile',
    script: peer('postgraphile'),
    dialect: 'postgraphile',
    env: {},
    workloads: ['W1', 'W2', 'W3', 'M'],
    durability: 'PostgreSQL with synchronous_commit=off',
  },
];

const ON_POSTGRES = {
  onPostgres: true,
  workloads: ['W1', 'W2', 'W3', 'S', 'M'],
  durability: 'fsync=on, synchronous_commit=on',
} as const;
const guildhall: ServerKind = { ...guildhallIn(ROOT), ...ON_POSTGRES, name: 'one' };

/** Guildhall on PostgreSQL, and what it is compared with there. */
export const POSTGRES_SERVERS: readonly ServerKind[] = [
  guildhall,
  { ...f('p', '(p)', { WRITES: 'each' }, []), ...ON_POSTGRES, script: peer('p') },
  { ...guildhall, name: 'two', title: 'two Guildhalls', instances: 2, workloads: ['W1'] },
];

export function serverOf(name: string): ServerKind {
  const found = [...SERVERS, ...POSTGRES_SERVERS].find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`there is no server ${name}`);
  return found;
}

/** What a server is started with besides what its kind says. */
export interface Extras {
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server on a copy of the data, in a folder of its own. It may not answer yet. */
export async function startServer(
  kind: ServerKind,
  bases: Bases,
  folder: string,
  { nodeArgs = [], env = {} }: Extras = {},
): Promise<Server> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const database = join(folder, 'bench.db');
  copyData(kind, bases, database);
  const postgres = kind.onPostgres ? await runPostgres(database, await freePort()) : null;

  const startedAt = performance.now();
  const isSeveral = 'WORKERS' in kind.env;
  const startOne = (port: number) =>
    start(process.execPath, [...nodeArgs, ...(kind.nodeArgs ?? []), kind.script], {
      cwd: folder,
      stdio: [
        'ignore',
        openSync(join(folder, `output-${port}`), 'w'),
        'inherit',
        ...(isSeveral ? ['ipc' as const] : []),
      ],
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'production',
        GRAPHILE_ENV: 'production',
        PORT: String(port),
        JWT_SECRET: SECRET,
        DATABASE_URL: postgres?.url ?? `file:${database}`,
        DATABASE_FILE: database,
        MEDIA_DIR: join(folder, 'media'),
        ...kind.env,
        ...env,
      },
    });
  const ports: [number, ...number[]] = [await freePort()];
  while (ports.length < (kind.instances ?? 1)) ports.push(await freePort());
  const children = ports.map(startOne);
  // The first process answers before the last one is open; then it is said.
  if (isSeveral)
    await Promise.all(children.map((child) => Promise.race([once(child, 'message'), once(child, 'exit')])));
  const stopAll = async () => {
    await Promise.all(children.map((child) => stop(child)));
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { kind, ports, pids: children.map(pidOf), startedAt, database, postgres, stop: stopAll };
}

function copyData({ name, dialect, onPostgres }: ServerKind, bases: Bases, database: string): void {
  if (onPostgres || dialect === 'postgraphile') copyFolder(bases.postgres ?? '', database);
  else if (name !== 'guildhall') copyFileSync(bases.peers ?? '', database);
  else {
    copyFileSync(bases.sqlite, database);
    copyFileSync(searchIndexFile(bases.sqlite), searchIndexFile(database));
  }
}

/** With its owner, who is not the one that copies. */
function copyFolder(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the data could not be copied: ${stderr}`);
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process could not be started');
  return pid;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
