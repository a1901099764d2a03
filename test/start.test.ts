import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenProblem } from '../src/http/listen.ts';
import { obstacleOf } from '../src/start-error.ts';
import { knownMigrations } from '../src/store/sqlite/connection/migrations.ts';
import { oldDatabase } from './support/old-database.ts';
import { command, type Environment, LOAD_FAST, pathOf, run, startProcess } from './support/processes.ts';
import { SECRET } from './support/secret.ts';

let folder: string;
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-start-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** The settings of a server with a folder of its own that nobody has made yet. */
function environment(settings: Environment = {}) {
  const home = join(folder, `${++counter}`);
  const database = join(home, 'guildhall.db');
  const own = { PORT: '0', DATABASE_URL: `file:${database}`, MEDIA_DIR: join(home, 'media'), JWT_SECRET: SECRET };
  return { home, database, env: { PATH: process.env['PATH'] ?? '', ...own, ...settings } };
}

/** Runs a server that cannot start. */
const start = (env: Environment) => run(env, process.execPath, ...LOAD_FAST, pathOf('src/main.ts'));
const refusal = (sentence: string) => ({ code: 1, stdout: '', stderr: `Guildhall cannot start: ${sentence}.\n` });
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

/** A file with this content. */
async function fileOf(content: string): Promise<string> {
  const file = join(folder, `file-${++counter}`);
  await writeFile(file, content);
  return file;
}

describe.concurrent('a server that cannot start says why, and what helps, in one sentence', () => {
  it('where its port is in use', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });

    const started = await start(environment({ PORT: `${port}` }).env);
    other.close();

    const sentence = `PORT ${port} is in use at 127.0.0.1: end what listens there, or set PORT to another`;
    expect(started).toMatchObject({ code: 1, stderr: refusal(sentence).stderr });
  });

  it('where its host is not of this machine', async () => {
    expect(await start(environment({ HOST: '192.0.2.1' }).env)).toEqual(
      refusal('HOST 192.0.2.1 is no address of this machine: set HOST to one that is, or to 0.0.0.0 for all'),
    );
  });

  it.each([
    ['its database, with a secret that is set', 'DATABASE_URL', { JWT_SECRET: SECRET }],
    ['its database, with a secret that is to be kept there', 'DATABASE_URL', { JWT_SECRET: '' }],
    ['pictures', 'MEDIA_DIR', {}],
  ])('where a file is in the way of the folder of %s', async (_what, setting, settings) => {
    const inTheWay = await fileOf('');
    const at = { DATABASE_URL: `file:${inTheWay}/a.db`, MEDIA_DIR: inTheWay }[setting] ?? '';

    expect(await start(environment({ ...settings, [setting]: at }).env)).toEqual(
      refusal(
        `${setting} needs the folder ${inTheWay}, and something that is no folder is in its way: move that away, or set ${setting} to another place`,
      ),
    );
  });

  it('where its database is a folder, or no database', async () => {
    const isFolder = environment();
    await mkdir(isFolder.database, { recursive: true });
    const letter = await fileOf('Dear reader, '.repeat(100));

    const started = await Promise.all([
      start(isFolder.env),
      start(environment({ DATABASE_URL: `file:${letter}` }).env),
    ]);

    expect(started).toEqual([
      refusal(
        `the database ${isFolder.database} cannot be opened (unable to open database file): move the folder in its place away, or set DATABASE_URL to another file`,
      ),
      refusal(
        `the database ${letter} cannot be opened (file is not a database): restore a backup of it, or set DATABASE_URL to another file`,
      ),
    ]);
    expect(await readFile(letter, 'utf8')).toBe('Dear reader, '.repeat(100));
  });

  it.each([
    [
      'belongs to another program',
      'create table notes (text)',
      'belongs to another program: it has tables, and no migrations of Guildhall',
    ],
    [
      'belongs to another program that migrates in the same way',
      "create table __drizzle_migrations (hash text); insert into __drizzle_migrations values ('later')",
      'belongs to another program: it has migrations, and none of Guildhall',
    ],
    [
      'a newer version made',
      `create table __drizzle_migrations (hash text);
      insert into __drizzle_migrations values ${[...knownMigrations().map(({ hash }) => hash), 'later'].map((hash) => `('${hash}')`).join()}`,
      'belongs to a newer version: 1 of its migrations is not of this one',
    ],
  ])('where its database %s, and leaves that as it is, as an import does', async (_which, statements, reason) => {
    const { home, database, env } = environment();
    await mkdir(home);
    const client = new Sqlite(database);
    client.exec(statements);
    client.close();
    const before = await readFile(database);
    const people = await fileOf('{"id": 7, "username": "anna"}');

    const started = [await start(env), await command(env, 'users', 'import', people)];

    const refused = refusal(
      `the database ${database} ${reason}; set DATABASE_URL to another file, or start what it belongs to`,
    );
    expect(started).toEqual([refused, refused]);
    expect(await readFile(database)).toEqual(before);
    expect(await readdir(home)).toEqual(['guildhall.db']);
  });

  it.each([
    ['is no JSON', 'hashes', 'which is no JSON object of hashes and documents: let GraphQL Code Generator write it'],
    [
      'names no documents',
      '{"a": 1}',
      'which is no JSON object of hashes and documents: let GraphQL Code Generator write it',
    ],
    [
      'has a key that is not the hash of its document',
      '{"sha256:00": "{ __typename }"}',
      "where sha256:00 is not the hash of its document: have it written with hashAlgorithm: 'sha256'",
    ],
  ])('where its file of trusted documents %s', async (_what, content, problem) => {
    const file = await fileOf(content);

    expect(await start(environment({ TRUSTED_DOCUMENTS: file }).env)).toEqual(
      refusal(`TRUSTED_DOCUMENTS is ${file}, ${problem}`),
    );
  });

  it.each([
    ['cannot be parsed', '{', 'Syntax Error: Expected Name, found <EOF>.'],
    ['does not fit the schema', '{ anything }', 'Cannot query field "anything" on type "Query".'],
  ])('where a trusted document %s', async (_what, document, message) => {
    const key = `sha256:${createHash('sha256').update(document).digest('hex')}`;
    const file = await fileOf(JSON.stringify({ [key]: document }));

    expect(await start(environment({ TRUSTED_DOCUMENTS: file }).env)).toEqual(
      refusal(
        `TRUSTED_DOCUMENTS is ${file}, whose document ${key} cannot be answered (${message}): write it for the schema of this version`,
      ),
    );
  });

  it('where its file of preferences is wrong', async () => {
    const file = await fileOf('{"colorback": "red", "shoe_size": "9"}');

    expect(await start(environment({ SELFCOMMUNITY_PREFERENCES: file }).env)).toEqual(
      refusal(
        `SELFCOMMUNITY_PREFERENCES is ${file}, in which colorback must be a colour such as #36c or #3366cc; "shoe_size" cannot be set (docs/settings.md lists what can): mend what is wrong, or leave it out`,
      ),
    );
  });

  it('where its trusted documents are not there', async () => {
    const file = join(folder, 'absent.json');

    expect(await start(environment({ TRUSTED_DOCUMENTS: file }).env)).toEqual(
      refusal(
        `TRUSTED_DOCUMENTS is ${file}, which cannot be read because it is not there: make it, or set TRUSTED_DOCUMENTS to another file`,
      ),
    );
  });
});

describe('what the system says', () => {
  it.each([
    ['EACCES', 'PORT 80 is not for this user to open: set PORT to one from 1024 on'],
    ['EAI_AGAIN', 'HOST nowhere leads to no address: set HOST to an address of this machine'],
    ['EMFILE', 'HOST nowhere and PORT 80 cannot be listened at (EMFILE): set others'],
  ])('of a port or host, %s, has its cure', (code, sentence) => {
    expect(listenProblem(code, { host: 'nowhere', port: 80 })).toBe(sentence);
  });

  it.each([
    ['EACCES', 'this user may not read and write it', 'give it to this user'],
    ['EROFS', 'its file system is read-only', 'mount it for writing'],
    ['ENOSPC', 'its disk is full', 'make room there'],
    ['EIO', 'the system says EIO', 'look into that'],
  ])('of a file or folder, %s, has its cure', (code, why, cure) => {
    expect(obstacleOf(Object.assign(new Error(code), { code }))).toEqual({ why, cure });
  });
});

describe('a Node that is too old', () => {
  it('is told so in one sentence, before anything that it lacks is asked for', async () => {
    const script = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })";
    const aged = `data:text/javascript,${encodeURIComponent(script)}`;

    const started = await run({}, process.execPath, '--import', aged, ...LOAD_FAST, pathOf('src/main.ts'));

    expect(started).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Guildhall needs Node 24 or newer, and this is Node 20.20.2: install it, or let npm ci run its install scripts, which bring it along.\n',
    });
  });

  it('finds nothing by name in what is loaded first but what it has, too', async () => {
    const text = await readFile(fileURLToPath(new URL('../src/load-fast.js', import.meta.url)), 'utf8');

    expect(text).not.toMatch(/import \{[^}]*\} from 'node:module'/);
    expect(text.indexOf("'./node-version.js'")).toBeLessThan(text.indexOf("'node:module'"));
  });
});

describe('the files of a server', () => {
  it('are for its own user alone', async () => {
    const { home, database, env } = environment({ JWT_SECRET: '' });

    const server = await startProcess(env);
    const names = await readdir(home);
    const modes = await Promise.all(names.map((name) => modeOf(join(home, name))));
    await server.end();

    expect(names).toEqual(
      expect.arrayContaining(['guildhall.db', 'guildhall.db-wal', 'guildhall.db.search', 'jwt-secret']),
    );
    expect(Object.fromEntries(names.map((name, index) => [name, modes[index]]))).toEqual(
      Object.fromEntries(names.map((name) => [name, name === 'media' ? 0o700 : 0o600])),
    );
    expect([await modeOf(home), database.startsWith(home)]).toEqual([0o700, true]);
  });

  it('are taken from others that could read them, but no folder in which there is something else', async () => {
    const { folder: home, database } = await oldDatabase();
    const media = join(home, 'media');
    await mkdir(media);
    await writeFile(join(media, `${'a'.repeat(32)}-cover.webp`), '');
    await rm(join(home, 'migrations'), { recursive: true });
    await writeFile(join(home, 'jwt-secret'), SECRET);
    const open = async () => {
      for (const [path, mode] of [
        [home, 0o755],
        [media, 0o755],
        [database, 0o644],
        [join(home, 'jwt-secret'), 0o644],
      ] as const) {
        await chmod(path, mode);
      }
    };
    const modes = () => Promise.all([home, media, database, join(home, 'jwt-secret')].map(modeOf));
    const env = { PORT: '0', DATABASE_URL: `file:${database}`, MEDIA_DIR: media };

    await open();
    await (await startProcess(env)).end();
    const tightened = await modes();
    await writeFile(join(home, 'people.ndjson'), '');
    await open();
    await (await startProcess(env)).end();
    const beside = await modes();
    await rm(home, { recursive: true });

    expect(tightened).toEqual([0o700, 0o700, 0o600, 0o600]);
    expect(beside).toEqual([0o755, 0o700, 0o600, 0o600]);
  });
});
