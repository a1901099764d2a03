import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/commands/examine.ts';
import { copyImage } from '../../src/images/copies.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { maintenanceOf } from '../../src/store/maintenance.ts';
import { openStore } from '../../src/store/open.ts';
import { OLD_MIGRATIONS, oldDatabase } from '../support/old-database.ts';
import { command, type Environment, startProcess } from '../support/processes.ts';
import { type Answer, send } from '../support/requests.ts';
import { copyOf, type Kept, soundDatabase, tamper } from '../support/sound-database.ts';
import { makeGroups } from '../support/traffic.ts';

let folder: string;
let sound: Kept;
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-backup-'));
  sound = await soundDatabase();
});

afterAll(() => Promise.all([folder, sound.folder].map((path) => rm(path, { recursive: true }))));

interface Home extends Kept {
  readonly env: Environment;
  /** Where its backup goes: a folder that is yet to be made. */
  readonly file: string;
}

function environment(database: string, mediaDir: string): Environment {
  return {
    DATABASE_URL: `file:${database}`,
    MEDIA_DIR: mediaDir,
    JWT_SECRET: 'a secret for tests, of more than 32 bytes',
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
}

/** A copy of the sound database, with its pictures. */
async function home(): Promise<Home> {
  const copy = await copyOf(sound);
  const moved = join(folder, `${++counter}`);
  await cp(copy.folder, moved, { recursive: true });
  await rm(copy.folder, { recursive: true });
  const [database, mediaDir] = [join(moved, 'guildhall.db'), join(moved, 'media')];
  const file = join(moved, 'backups', 'monday.db');
  return { ...copy, folder: moved, database, mediaDir, file, env: environment(database, mediaDir) };
}

async function findings(file: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const finding of examine(maintenanceOf(`file:${file}`), folderFiles(`${file}-media`))) found.push(finding);
  return found;
}

/** What is said of a group, without the address of the server that says it. */
const said = (url: string, { body }: Answer) => JSON.parse(JSON.stringify(body).replaceAll(url, ''));

describe('a backup that is made while a server writes', () => {
  it('holds all that was answered before it began, and can be served', async () => {
    const { env, file } = await home();
    const server = await startProcess(env);
    const token = (await command(env, 'token', '--user', '1')).stdout.trim();
    const traffic = await makeGroups(server.url, token);
    await traffic.reached(60);
    const before = [...traffic.acknowledged];
    const made = await command(env, 'backup', file);
    const meanwhile = traffic.acknowledged.length - before.length;
    await traffic.stop();
    await server.end();

    const found = await findings(file);
    const restored = await startProcess({ ...env, ...environment(file, `${file}-media`) });
    const answers = await Promise.all(
      before.map(({ body }) => send(`${restored.url}/api/v2/group/${body.id}/`, { token })),
    );
    const pictures = before.map((answer) => said(server.url, answer).image_bigger);
    const shown = await Promise.all(pictures.map((path) => send(`${restored.url}${path}`)));
    await restored.end();

    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(meanwhile).toBeGreaterThan(0);
    expect(found).toEqual([]);
    expect(answers.map((answer) => said(restored.url, answer))).toEqual(
      before.map((answer) => said(server.url, answer)),
    );
    expect(new Set(shown.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(pictures).size).toBeGreaterThan(3);
  });

  it('holds what a server that was killed had answered', async () => {
    const { env, file } = await home();
    const server = await startProcess(env);
    const token = (await command(env, 'token', '--user', '1')).stdout.trim();
    const traffic = await makeGroups(server.url, token);
    await traffic.reached(20);
    await traffic.stop();
    await server.end('SIGKILL');

    const { code, stdout } = await command(env, 'backup', file);

    const groups = traffic.acknowledged.length + 5;
    expect(code).toBe(0);
    expect(stdout).toContain(`groups: ${groups}, `);
    expect(await findings(file)).toEqual([]);
  });
});

describe('the backup command', () => {
  it('makes one file that only its owner can read, and its pictures beside it', async () => {
    const { env, file, database, pictureKey, coverKey } = await home();

    expect(await command(env, 'backup', file)).toEqual({
      code: 0,
      stdout: `Backed up ${database} to ${file} and ${file}-media; groups: 5, pictures: 2.\n`,
      stderr: '',
    });
    expect(await readdir(join(file, '..'))).toEqual(['monday.db', 'monday.db-media']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const sizes = ['big', 'bigger', 'medium', 'original', 'small'].map((size) => `${pictureKey}-${size}.webp`);
    expect((await readdir(`${file}-media`)).sort()).toEqual([...sizes, `${coverKey}-cover.webp`].sort());
    expect(await findings(file)).toEqual([]);
  });

  it('leaves a file alone that is there', async () => {
    const { env, file } = await home();
    await mkdir(join(file, '..'));
    await writeFile(file, 'a letter');

    expect(await command(env, 'backup', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing was backed up: ${file} is there; --force replaces it.\n`,
    });
    expect(await readFile(file, 'utf8')).toBe('a letter');
  });

  it('replaces it when it is told to, with the pictures that no group has any more', async () => {
    const { env, file, database, coverKey } = await home();
    await command(env, 'backup', file);
    tamper(database, "update groups set image = null, description = 'changed' where id = 2");

    const { code } = await command(env, 'backup', file, '--force');

    const copy = new Sqlite(file, { readonly: true });
    const description = copy.prepare('select description from groups where id = 2').pluck().get();
    copy.close();
    expect({ code, description }).toEqual({ code: 0, description: 'changed' });
    expect(await readdir(`${file}-media`)).toEqual([`${coverKey}-cover.webp`]);
    expect(await readdir(join(file, '..'))).toEqual(['monday.db', 'monday.db-media']);
  });

  it('keeps no copy that is not sound, and the one that was there', async () => {
    const { env, file, database } = await home();
    await command(env, 'backup', file);
    const kept = await readFile(file);
    tamper(database, 'delete from users where id = 3');

    const { code, stderr } = await command(env, 'backup', file, '--force');

    expect(code).toBe(1);
    expect(stderr).toContain(
      `Nothing was backed up from ${database}: the copy is not sound (references: a row of memberships refers`,
    );
    expect(await readFile(file)).toEqual(kept);
    expect(await readdir(join(file, '..'))).toEqual(['monday.db', 'monday.db-media']);
  });

  it('leaves nothing behind when it is refused, or its copy is not sound', async () => {
    const unsound = await home();
    tamper(unsound.database, 'delete from users where id = 3');
    const other = await home();
    tamper(other.database, "insert into __drizzle_migrations (hash, created_at) values ('later', 1)");

    const refused = [
      await command(unsound.env, 'backup', unsound.file),
      await command(other.env, 'backup', other.file),
    ];

    expect(refused).toMatchObject([
      { code: 1, stderr: expect.stringContaining('the copy is not sound') },
      {
        code: 1,
        stderr: `Nothing was backed up: ${other.database} belongs to a newer version: 1 of its migrations is not of this one.\n`,
      },
    ]);
    expect([unsound, other].map(({ file }) => existsSync(join(file, '..')))).toEqual([false, false]);
  });

  it('copies a database that an older version made as it is, before a start brings it on', async () => {
    const { folder: own, database } = await oldDatabase();
    const file = join(folder, 'old.db');

    const made = await command(environment(database, join(own, 'media')), 'backup', file);

    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('groups: 1, pictures: 0.');
    const copy = new Sqlite(file, { readonly: true });
    const migrations = copy.prepare('select count(*) from __drizzle_migrations').pluck().get();
    copy.close();
    await rm(own, { recursive: true });
    expect(migrations).toBe(OLD_MIGRATIONS);
    await (await openStore(`file:${file}`)).close();
    expect(await findings(file)).toEqual([]);
  });

  it('says how many pictures are missing', async () => {
    const { env, file, mediaDir, pictureKey } = await home();
    await rm(join(mediaDir, `${pictureKey}-small.webp`));

    expect(await command(env, 'backup', file)).toMatchObject({
      code: 0,
      stderr: `Pictures that groups have, and that are not in ${mediaDir}: 1.\n`,
    });
  });

  it('does not write where another backup is being made', async () => {
    const { env, file } = await home();
    await mkdir(join(file, '..'));
    await writeFile(`${file}.part`, '');

    const { code, stderr } = await command(env, 'backup', file, '--force');

    expect(code).toBe(1);
    expect(stderr).toContain(`${file}.part is there: another backup is being made, or one was stopped`);
    expect(existsSync(file)).toBe(false);
  });

  it('does not write over what it is to back up', async () => {
    const { env, folder: own, database } = await home();
    const before = await readFile(database);
    const media = join(own, 'copy.db-media');

    const itself = await command(env, 'backup', join(own, 'media', '..', 'guildhall.db'), '--force');
    const pictures = await command({ ...env, MEDIA_DIR: media }, 'backup', join(own, 'copy.db'));

    expect([itself.code, pictures.code]).toEqual([1, 1]);
    expect(itself.stderr).toBe('Nothing was backed up: it is the database itself.\n');
    expect(pictures.stderr).toBe(`Nothing was backed up: ${media} is where the server keeps its pictures.\n`);
    expect(await readFile(database)).toEqual(before);
  });

  it('backs up no database that is not there', async () => {
    const database = join(folder, 'absent.db');

    const { code, stderr } = await command(environment(database, folder), 'backup', join(folder, 'copy.db'));

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Nothing was backed up: there is no database at ${database}.\n`,
    });
    expect(existsSync(database)).toBe(false);
  });

  it.each([[[]], [['one', 'two']], [['one', '--fast']]])('says how it is used, for %j', async (args) => {
    const { code, stdout, stderr } = await command({}, 'backup', ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('npm run backup -- FILE [--force]');
  });

  it('says how it is used when it is asked', async () => {
    const { code, stdout } = await command({}, 'backup', '--help');

    expect(code).toBe(0);
    expect(stdout).toContain('npm run backup -- FILE [--force]');
  });
});

describe('an image', () => {
  const OTHER_DISK = '/dev/shm';

  it.skipIf(!existsSync(OTHER_DISK))('is copied whole to another disk', async () => {
    const { mediaDir, pictureKey } = sound;
    const target = await mkdtemp(join(OTHER_DISK, 'guildhall-backup-'));

    const copied = await copyImage(folderFiles(mediaDir), 'picture', pictureKey, target);
    const again = await copyImage(folderFiles(mediaDir), 'picture', pictureKey, target);
    const absent = await copyImage(folderFiles(mediaDir), 'picture', 'c'.repeat(32), target);
    const names = (await readdir(target)).sort();
    const [one, other] = await Promise.all([mediaDir, target].map((at) => readFile(join(at, names[0] ?? ''))));
    await rm(target, { recursive: true });

    expect([copied, again, absent]).toEqual([true, true, false]);
    expect(names).toHaveLength(5);
    expect(one).toEqual(other);
  });
});
