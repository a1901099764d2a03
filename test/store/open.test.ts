import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseFile } from '../../src/store/database-file.ts';
import { openStore } from '../../src/store/open.ts';
import { openDatabase } from '../../src/store/sqlite/open-database.ts';
import { addressOf, LOAD_FAST } from '../support/processes.ts';
import { type Answer, send } from '../support/requests.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = promisify(execFile);

let folder: string;
let counter = 0;
const newFile = () => join(folder, `${++counter}`, 'guildhall.db');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-open-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('a database file', () => {
  it('keeps, on every open, what is committed, and what refers to something', () => {
    const file = newFile();
    const pragmas = () => {
      const { $client } = openDatabase(file);
      const read = ['journal_mode', 'synchronous', 'foreign_keys'].map((name) =>
        $client.pragma(name, { simple: true }),
      );
      $client.close();
      return read;
    };

    const FULL = 2;
    expect([pragmas(), pragmas()]).toEqual([
      ['wal', FULL, 1],
      ['wal', FULL, 1],
    ]);
  });

  it('has the schema of all migrations, however often it is opened', async () => {
    const migrated = new Sqlite(':memory:');
    for (const name of (await readdir(pathOf('drizzle/sqlite'))).filter((entry) => entry.endsWith('.sql')).sort()) {
      migrated.exec(await readFile(pathOf(`drizzle/sqlite/${name}`), 'utf8'));
    }
    const schemaOf = (client: Sqlite.Database) =>
      client
        .prepare(
          "select type, name, sql from sqlite_master where tbl_name <> '__drizzle_migrations' order by type, name",
        )
        .all();
    const file = newFile();
    openDatabase(file).$client.close();

    const { $client } = openDatabase(file);

    expect(schemaOf($client)).toEqual(schemaOf(migrated));
    expect($client.pragma('integrity_check', { simple: true })).toBe('ok');
    $client.close();
    migrated.close();
  });

  it('is made in a folder that is made with it, and answers until it is closed', async () => {
    const store = await openStore(`file:${newFile()}`);

    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toThrow();
  });

  it('is not opened when it holds something else', async () => {
    const file = join(folder, 'letter.txt');
    await writeFile(file, 'Dear reader, '.repeat(100));

    await expect(openStore(`file:${file}`)).rejects.toThrow('file is not a database');
    expect(await readFile(file, 'utf8')).toBe('Dear reader, '.repeat(100));
  });

  it.each([
    ['file:data/a.db', 'data/a.db'],
    ['file:./a.db', './a.db'],
    ['file:/var/a.db', '/var/a.db'],
    ['file:///var/a.db', '/var/a.db'],
    ['file:/var/my%20groups/%C3%A9.db', '/var/my groups/é.db'],
  ])('is, for %s, %s', (url, file) => {
    expect(databaseFile(url)).toBe(file);
  });
});

interface Server {
  readonly process: ChildProcess;
  readonly url: string;
}

describe('real processes', () => {
  const processes: ChildProcess[] = [];
  const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

  afterAll(async () => {
    const exits = processes.filter(isRunning).map((process) => {
      process.kill('SIGKILL');
      return once(process, 'exit');
    });
    await Promise.all(exits);
  });

  const environment = () => {
    const home = join(folder, `${++counter}`);
    return {
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: `file:${join(home, 'guildhall.db')}`,
      MEDIA_DIR: join(home, 'media'),
      LOG_LEVEL: 'info',
    };
  };

  const start = async (env: Record<string, string>): Promise<Server> => {
    const server = spawn(process.execPath, [...LOAD_FAST, pathOf('src/main.ts')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    processes.push(server);
    let errors = '';
    server.stderr?.on('data', (text) => {
      errors += text;
    });

    const url = await addressOf(server);
    if (url === null) throw new Error(`The server ended before it was open: ${errors}`);
    return { process: server, url };
  };

  const end = async ({ process }: Server, signal: NodeJS.Signals) => {
    const exit = once(process, 'exit');
    process.kill(signal);
    const [code, killedBy] = await exit;
    return { code, killedBy };
  };

  const tokenFor = async (env: Record<string, string>, user: number) =>
    (
      await run(process.execPath, [...LOAD_FAST, pathOf('src/commands/token.ts'), '--user', String(user)], { env })
    ).stdout.trim();

  const create = ({ url }: Server, token: string, name: string) =>
    send(`${url}/api/v2/group/`, {
      token,
      headers: { 'idempotency-key': `${url} ${crypto.randomUUID()}` },
      json: { name, privacy: 'private', visible: false },
    });
  const read = ({ url }: Server, token: string, id: number) => send(`${url}/api/v2/group/${id}/`, { token });
  /** Without the addresses of images, which begin with that of the server. */
  const said = ({ url }: Server, { body }: Answer) => JSON.parse(JSON.stringify(body).replaceAll(url, ''));

  it('that start at once on an empty file all come up, share one secret and one database, and end when told', async () => {
    const env = environment();
    const servers = await Promise.all(Array.from({ length: 8 }, () => start(env)));
    const token = await tokenFor(env, 7);

    const health = await Promise.all(servers.map(({ url }) => send(`${url}/healthz`)));
    const five = [1, 2, 3, 4, 5];
    const ownNames = servers.flatMap((server) => five.map((n) => create(server, token, `Group ${n} of ${server.url}`)));
    const oneName = servers.flatMap((server) => five.map(() => create(server, token, 'Cats')));
    const made = (await Promise.all(ownNames)).map(({ status }) => status);
    const contested = (await Promise.all(oneName)).map(({ status }) => status);
    const ends = await Promise.all(servers.map((server) => end(server, 'SIGTERM')));

    expect(new Set(servers.map(({ url }) => url)).size).toBe(8);
    expect(health.map(({ status, body }) => ({ status, body }))).toEqual(
      Array(8).fill({ status: 200, body: { status: 'ok' } }),
    );
    expect(made).toEqual(Array(40).fill(201));
    expect(contested.sort()).toEqual([201, ...Array(39).fill(400)]);
    expect(ends).toEqual(Array(8).fill({ code: 0, killedBy: null }));
  });

  it('that are told to end while groups are still to be indexed end as they should', async () => {
    const env = { ...environment(), DRAIN_SECONDS: '0' };
    const server = await start(env);
    const token = await tokenFor(env, 7);
    await create(server, token, 'First');
    expect((await send(`${server.url}/api/v2/group/search/?search=first`, { token })).body.count).toBe(1);
    expect((await create(server, token, 'Second')).status).toBe(201);

    expect(await end(server, 'SIGTERM')).toEqual({ code: 0, killedBy: null });
  });

  it('that are killed have kept every group that they acknowledged', async () => {
    const env = environment();
    const killed = await start(env);
    const token = await tokenFor(env, 7);
    const acknowledged: unknown[] = [];
    const calls = Array.from({ length: 30 }, async (_, index) => {
      const answer = await create(killed, token, `Group ${index}`);
      acknowledged.push({ status: answer.status, body: said(killed, answer) });
      if (acknowledged.length === 10) killed.process.kill('SIGKILL');
    });

    await Promise.allSettled(calls);
    if (isRunning(killed.process)) await once(killed.process, 'exit');
    const next = await start(env);
    const ids = acknowledged.map((answer) => (answer as Answer).body.id);
    const found = await Promise.all(ids.map((id) => read(next, token, id)));

    expect(killed.process.signalCode).toBe('SIGKILL');
    expect(acknowledged.length).toBeGreaterThanOrEqual(10);
    expect(found.map((answer) => ({ status: 201, body: said(next, answer) }))).toEqual(acknowledged);
    expect(await end(next, 'SIGINT')).toEqual({ code: 0, killedBy: null });
  });
});
