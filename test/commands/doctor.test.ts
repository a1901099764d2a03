import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldDatabase } from '../support/old-database.ts';
import { command, type Environment, startProcess } from '../support/processes.ts';
import { copyOf, type Kept, soundDatabase, tamper } from '../support/sound-database.ts';
import { makeGroups } from '../support/traffic.ts';

const WRONG = 'update groups set subscribers_count = 9 where id in (1, 3)';

let sound: Kept;
const folders: string[] = [];

beforeAll(async () => {
  sound = await soundDatabase();
});

afterAll(() => Promise.all([sound.folder, ...folders].map((folder) => rm(folder, { recursive: true }))));

/** The settings of a process on a copy of the sound database, to which something was done. */
async function environment(statements = ''): Promise<Environment & { readonly database: string }> {
  const { folder, database, mediaDir } = await copyOf(sound);
  folders.push(folder);
  tamper(database, statements);
  return { database, DATABASE_URL: `file:${database}`, MEDIA_DIR: mediaDir, PORT: '0', LOG_LEVEL: 'warn' };
}

/** What is said of a database that is sound. */
const nothing = ({ database }: { readonly database: string }) => `Nothing is wrong with ${database}.\n`;

describe('the doctor command', () => {
  it('says that nothing is wrong, and ends with 0', async () => {
    const env = await environment();

    expect(await command(env, 'doctor')).toEqual({ code: 0, stdout: nothing(env), stderr: '' });
  });

  it('says what is wrong, a line for each, and ends with 1', async () => {
    const env = await environment(`${WRONG}; update groups set private_token = '' where id = 2`);

    expect(await command(env, 'doctor')).toEqual({
      code: 1,
      stdout: `counters: group 1 counts 9 members, and has 2
counters: group 3 counts 9 members, and has 1
private-tokens: group 2 has no private token
3 things are wrong with ${env.database}.
`,
      stderr: '',
    });
  });

  it('says it as JSON', async () => {
    const env = await environment(WRONG);

    const { code, stdout, stderr } = await command(env, 'doctor', '--json');

    expect({ code, stderr }).toEqual({ code: 1, stderr: `2 things are wrong with ${env.database}.\n` });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { check: 'counters', finding: 'group 1 counts 9 members, and has 2' },
      { check: 'counters', finding: 'group 3 counts 9 members, and has 1' },
    ]);
  });

  it('puts counters right when it is told to, and says which', async () => {
    const env = await environment(WRONG);

    expect(await command(env, 'doctor', '--fix')).toEqual({
      code: 0,
      stdout: `counters: group 1 counted 9 members; now it counts the 2 that it has
counters: group 3 counted 9 members; now it counts the 1 that it has
Nothing is wrong with ${env.database}.
`,
      stderr: '',
    });
    expect(await command(env, 'doctor')).toEqual({ code: 0, stdout: nothing(env), stderr: '' });
  });

  it('puts nothing right but counters', async () => {
    const env = await environment("update groups set subscribers_count = 9, private_token = '' where id = 2");

    const fixed = await command(env, 'doctor', '--fix');

    expect(fixed.code).toBe(1);
    expect(fixed.stdout).toContain(
      `private-tokens: group 2 has no private token\n1 thing is wrong with ${env.database}.\n`,
    );
    expect(await command(env, 'doctor')).toMatchObject({
      code: 1,
      stdout: `private-tokens: group 2 has no private token\n1 thing is wrong with ${env.database}.\n`,
    });
  });

  it.each([
    [
      'a migration that was left out',
      'delete from __drizzle_migrations where rowid = 3',
      'it is damaged: it lacks migrations that come before others of it',
    ],
    [
      'a migration of another version',
      "insert into __drizzle_migrations (hash, created_at) values ('later', 1)",
      'it belongs to a newer version: 1 of its migrations is not of this one',
    ],
    ['tables of something else', 'drop table __drizzle_migrations', 'it has no migrations of Guildhall'],
  ])('ends with 2 for a database with %s', async (_what, statements, problem) => {
    const env = await environment(statements);

    const { code, stdout, stderr } = await command(env, 'doctor');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${env.database} cannot be checked: `);
    expect(stderr).toContain(problem);
  });

  it('checks the storage alone of a database that an older version made, says what brings it on, and fixes nothing', async () => {
    const { folder, database } = await oldDatabase();
    folders.push(folder);
    const env = { DATABASE_URL: `file:${database}` };
    const checked = `${database}, of which its storage alone was checked: an older version made it, and "npm run migrate" brings it on`;

    expect(await command(env, 'doctor')).toEqual({
      code: 0,
      stdout: `Nothing is wrong with ${checked}.\n`,
      stderr: '',
    });
    expect(await command(env, 'doctor', '--fix')).toEqual({
      code: 2,
      stdout: '',
      stderr: `${database} cannot be fixed: an older version made it; run "npm run migrate" first.\n`,
    });
    tamper(database, 'drop index memberships_group');
    expect(await command(env, 'doctor')).toMatchObject({
      code: 1,
      stdout: `schema: the index memberships_group is missing\n1 thing is wrong with ${checked}.\n`,
    });
  });

  it('ends with 2 where there is no database, and makes none', async () => {
    const database = join(sound.folder, 'absent.db');
    const env = { DATABASE_URL: `file:${database}` };

    expect(await command(env, 'doctor', '--fix')).toEqual({
      code: 2,
      stdout: '',
      stderr: `${database} cannot be checked: it is not there.\n`,
    });
    expect(existsSync(database)).toBe(false);
  });

  it('ends with 2 for a file that is no database', async () => {
    const file = join(sound.folder, 'letter.txt');
    await writeFile(file, 'Dear reader, '.repeat(100));

    const { code, stderr } = await command({ DATABASE_URL: `file:${file}` }, 'doctor');

    expect({ code, stderr }).toEqual({ code: 2, stderr: `${file} cannot be checked: file is not a database\n` });
  });

  it('ends with 2 for settings and options that are wrong', async () => {
    const settings = await command({ DATABASE_URL: 'mysql://db/guildhall' }, 'doctor');
    const options = await command({}, 'doctor', '--repair');

    expect([settings.code, options.code]).toEqual([2, 2]);
    expect(settings.stderr).toContain('DATABASE_URL: must be a SQLite file');
    expect(options.stderr).toContain('npm run doctor [-- --fix]');
  });

  it('says how it is used', async () => {
    const { code, stdout, stderr } = await command({}, 'doctor', '--help');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('npm run doctor [-- --fix]');
  });
});

describe('the doctor command beside a server that writes', () => {
  it('takes nothing that happens meanwhile for a fault, and is in nobody’s way', async () => {
    const env = await environment(WRONG);
    const server = await startProcess(env);
    const { stdout: token } = await command(env, 'token', '--user', '1');
    const traffic = await makeGroups(server.url, token.trim());
    try {
      const fixed = await command(env, 'doctor', '--fix');
      const before = traffic.acknowledged.length;
      const checks = [await command(env, 'doctor'), await command(env, 'doctor'), await command(env, 'doctor')];
      const meanwhile = traffic.acknowledged.length - before;

      expect(fixed.stdout).toContain('group 1 counted 9 members; now it counts the 2 that it has');
      expect(checks).toEqual(Array(3).fill({ code: 0, stdout: nothing(env), stderr: '' }));
      // As many as the machine had time for.
      expect(meanwhile).toBeGreaterThan(0);
    } finally {
      await traffic.stop();
      await server.end();
    }
  });
});
