import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { communitySecret } from '../../src/auth/secret.ts';
import { readDirectory } from '../../src/commands/directory-file.ts';
import { readConfig } from '../../src/config.ts';
import type { User } from '../../src/domain/user.ts';
import { openStore } from '../../src/store/open.ts';
import { ALL, EVERYONE } from '../support/engines.ts';
import { command, LOAD_FAST, pathOf, run, startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';

const SECRET = 'a secret for tests, of more than 32 bytes';
const ISSUER = 'https://id.example.org';

type Environment = Readonly<Record<string, string>>;

let folder: string;
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-commands-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** The settings of a process, with a folder of its own that nobody has made yet. */
function environment(settings: Environment = { JWT_SECRET: SECRET }): Environment & { readonly HOME: string } {
  const home = join(folder, `${++counter}`);
  return {
    HOME: home,
    DATABASE_URL: `file:${join(home, 'guildhall.db')}`,
    MEDIA_DIR: join(home, 'media'),
    ...settings,
  };
}

const database = ({ HOME = '' }: Environment) => join(HOME, 'guildhall.db');

describe.concurrent('the token command', () => {
  it('prints one token of a day, and beside it what signed it', async () => {
    const { code, stdout, stderr } = await command(environment(), 'token', '--user', '7');

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Signed with the secret of JWT_SECRET.\n' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(SECRET), { algorithms: ['HS256'] });
    const { iat = 0, jti } = payload;
    expect(payload).toEqual({ token_type: 'access', user_id: 7, iat, exp: iat + 86_400, jti });
    expect(jti).toMatch(/./);
  });

  it('says in the token what it is told', async () => {
    const args = ['--user', '2147483647', '--username', 'anna', '--name', 'Anna Ö 😀', '--expires', '2h'];

    const { stdout } = await command(environment(), 'token', ...args);

    const { iat = 0, jti, ...claims } = decodeJwt(stdout.trim());
    expect(claims).toEqual({
      token_type: 'access',
      user_id: 2_147_483_647,
      username: 'anna',
      name: 'Anna Ö 😀',
      exp: iat + 7200,
    });
    expect(jti).toMatch(/./);
  });

  it('makes a secret that only its owner can read, once, when none is set', async () => {
    const env = environment({});

    const tokens = await Promise.all([1, 2, 3].map((user) => command(env, 'token', '--user', `${user}`)));

    const from = `Signed with the secret of ${join(env.HOME, 'jwt-secret')}.\n`;
    expect(tokens.map(({ stderr }) => stderr)).toEqual([from, from, from]);
    const secret = new TextEncoder().encode(communitySecret(readConfig(env)).value);
    const verified = await Promise.all(tokens.map(({ stdout }) => jwtVerify(stdout.trim(), secret)));
    expect(verified.map(({ payload }) => payload['user_id'])).toEqual([1, 2, 3]);
    expect((await stat(join(env.HOME, 'jwt-secret'))).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no user', []],
    ['a user in hexadecimal', ['--user', '0x7']],
    ['a user beyond the range', ['--user', '2147483648']],
    ['a span of an unknown unit', ['--user', '7', '--expires', '2 fortnights']],
    ['a span without its unit', ['--user', '7', '--expires', '3600']],
    ['an option that is unknown', ['--user', '7', '--admin']],
  ])('prints no token for %s', async (_what, args) => {
    const { code, stdout, stderr } = await command(environment(), 'token', ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Prints a community token.');
  });

  it.each([
    ['token', 'empty', ''],
    ['token', 'white space alone', ' '.repeat(64)],
    ['server', 'of three bytes', 'abc'],
  ])('is refused in one sentence: no %s starts with a kept secret that is %s', async (what, _is, secret) => {
    const env = environment({});
    await mkdir(env.HOME);
    const file = join(env.HOME, 'jwt-secret');
    await writeFile(file, secret);

    const started = await (what === 'token'
      ? command(env, 'token', '--user', '7')
      : run(env, process.execPath, ...LOAD_FAST, pathOf('src/main.ts')));

    const stderr = `Guildhall cannot start: the secret in ${file} is shorter than 32 bytes: remove that file to have one made, or set JWT_SECRET.\n`;
    expect(started).toEqual({ code: 1, stdout: '', stderr });
  });

  it('loads no engine, as a command does that opens the database', async () => {
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) {
        process.stderr.write(\`loaded \${url}\\n\`);
        return next(url, context);
      } });`;
    const enginesLoadedBy = async (name: string, ...args: string[]) => {
      const tell = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
      const { stderr } = await run(
        environment(),
        process.execPath,
        ...tell,
        pathOf(`src/commands/${name}.ts`),
        ...args,
      );
      expect(stderr).toContain(`src/commands/${name}.ts`);
      return [...new Set(stderr.match(/(?<=^loaded .*\/node_modules\/)(better-sqlite3|drizzle-orm)(?=\/)/gm))].sort();
    };

    expect(await enginesLoadedBy('users', 'import', '/dev/null')).toEqual(['better-sqlite3', 'drizzle-orm']);
    expect(await enginesLoadedBy('token', '--user', '7')).toEqual([]);
  });

  it('prints no token, and no secret, with settings that are wrong', async () => {
    const { code, stdout, stderr } = await command(environment({ JWT_SECRET: 'short-secret' }), 'token', '--user', '7');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('JWT_SECRET: must be at least 32 bytes long');
    expect(stderr).not.toContain('short-secret');
  });
});

describe.concurrent('the users command', () => {
  const importing = async (env: Environment, ...lines: unknown[]) => {
    const file = join(folder, `people-${++counter}.ndjson`);
    await writeFile(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return { file, ...(await command(env, 'users', 'import', file)) };
  };

  const profiles = async (env: Environment, ...ids: number[]) => {
    const store = await openStore(env['DATABASE_URL'] ?? '');
    const found = await store.findProfiles(ids);
    await store.close();
    return [...found];
  };

  const users = async (env: Environment): Promise<Omit<User, 'createdAt'>[]> => {
    const store = await openStore(env['DATABASE_URL'] ?? '');
    const found = await store.listUsers(EVERYONE, ALL);
    await store.close();
    return found.map(({ createdAt: _createdAt, ...user }) => user);
  };

  const nothing = { realName: '', avatarUrl: null, extId: null, subject: null, reviewer: false };

  it('imports people with every kind of identity', async () => {
    const env = environment({ OIDC_ISSUER: ISSUER });

    const { code, stdout, stderr } = await importing(
      env,
      { id: 7, username: 'anna', realName: 'Anna Ö', avatarUrl: 'https://a.example/1.png', extId: 'a-7' },
      '',
      { issuer: 'https://other.example.org', subject: 'x', username: 'bo' },
      `${JSON.stringify({ subject: 'y', username: 'carla', avatarUrl: null })}\r`,
      { username: '  dora ' },
      '',
    );

    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Imported 4 users into ${database(env)}.\n`,
      stderr: '',
    });
    expect(await users(env)).toEqual([
      {
        id: 7,
        username: 'anna',
        realName: 'Anna Ö',
        avatarUrl: 'https://a.example/1.png',
        extId: 'a-7',
        subject: null,
        reviewer: false,
      },
      { ...nothing, id: 2 ** 32, username: 'bo', subject: 'x' },
      { ...nothing, id: 2 ** 32 + 1, username: 'carla', subject: 'y' },
      { ...nothing, id: 2 ** 32 + 2, username: 'dora' },
    ]);
  });

  it('updates those who are there, and adds the others', async () => {
    const env = environment();
    await importing(env, { id: 7, username: 'anna', realName: 'Anna', extId: 'a-7' });

    const { code, stdout } = await importing(env, { id: 7, username: 'anna-b' }, { id: 8, username: 'anna' });

    expect({ code, stdout }).toEqual({ code: 0, stdout: `Imported 2 users into ${database(env)}.\n` });
    expect(await users(env)).toEqual([
      { ...nothing, id: 8, username: 'anna' },
      { ...nothing, id: 7, username: 'anna-b' },
    ]);
  });

  it('imports what everybody may read of them, and takes it back', async () => {
    const env = environment();
    const tags = [{ id: 3, name: 'Founder' }];
    const profile = { bio: 'Chess.\r\nAnd go.', location: ' Milan ', website: 'https://Anna.example', tags };

    await importing(env, { id: 7, username: 'anna', ...profile }, { id: 8, username: 'bo', bio: null, tags: [] });
    expect(await profiles(env, 7, 8)).toEqual([
      [
        7,
        {
          bio: 'Chess.\nAnd go.',
          location: 'Milan',
          website: 'https://anna.example/',
          tags: [{ id: 3, name: 'Founder', description: '', color: '#808080' }],
        },
      ],
    ]);

    await importing(env, { id: 7, username: 'anna' });
    expect(await profiles(env, 7, 8)).toEqual([]);
  });

  it('names all lines that are wrong, with all that is wrong with each', async () => {
    const env = environment();
    const wrong = {
      id: 8,
      username: 'bo',
      bio: 'b'.repeat(10_000_000),
      website: 'javascript:alert(1)',
      tags: [{ id: 3 }],
    };

    const { file, code, stderr } = await importing(env, { id: 7, username: 'anna' }, wrong, '', 'no JSON');

    expect(code).toBe(1);
    expect(stderr).toBe(`Nothing was imported: ${file}
  line 2: bio: is longer than 1000 characters; website: is not an http(s) address, or has a user name in it; tags.0.name: Invalid input: expected string, received undefined
  line 4: is not JSON
`);
  });

  it.each<[string, unknown, string]>([
    ['broken JSON', '{"id": 8, "username": ', ''],
    ['an unknown key', { id: 8, username: 'bo', role: 'admin' }, 'Unrecognized key: "role"'],
    ['a username twice', { id: 8, username: 'anna' }, 'this username belongs to another user'],
  ])('names the line with %s, and imports nothing', async (_what, line, problem) => {
    const env = environment();
    await importing(env, { id: 1, username: 'carla' });

    const imported = await importing(env, { id: 7, username: 'anna' }, '', line, { id: 1, username: 'changed' });

    expect({ code: imported.code, stdout: imported.stdout }).toEqual({ code: 1, stdout: '' });
    expect(imported.stderr).toContain(`Nothing was imported: ${imported.file}`);
    expect(imported.stderr).toContain(`line 3: ${problem}`);
    expect(await users(env)).toEqual([{ ...nothing, id: 1, username: 'carla' }]);
  });

  it('goes on beside a server that answers and writes, and completes when it is run again', async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => ({ id: index + 10, username: `person-${index}` }));
    const env = environment();
    const server = await startOwnProcess(env);
    const bearer = (await command(env, 'token', '--user', '1')).stdout.trim();
    const create = (name: string) =>
      send(`${server.url}/api/v2/group/`, { token: bearer, json: { name, privacy: 'public' } });
    expect((await create('Before')).status).toBe(201);

    let ended = false;
    const imports = importing(env, ...people).finally(() => {
      ended = true;
    });
    const statuses = new Set<number>();
    for (let count = 0; !ended; count += 1) statuses.add((await create(`Meanwhile ${count}`)).status);
    const first = await imports;
    const again = await importing(env, ...people);

    expect([first.stderr, first.stdout, [...statuses]]).toEqual([
      '',
      `Imported 2000 users into ${database(env)}.\n`,
      [201],
    ]);
    expect([again.code, again.stdout]).toEqual([0, `Imported 2000 users into ${database(env)}.\n`]);
    await server.remove();
  });

  it('names a file that is not there, and makes no database', async () => {
    const env = environment();
    const file = join(folder, 'absent.ndjson');

    const { code, stdout, stderr } = await command(env, 'users', 'import', file);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${file} cannot be read`);
    expect(existsSync(env.HOME)).toBe(false);
  });

  it.each([[['import']], [['export', 'a']]])('says how it is used, for %j', async (args) => {
    const { code, stdout, stderr } = await command(environment(), 'users', ...args);

    expect({ code: code !== 0, stdout }).toEqual({ code: true, stdout: '' });
    expect(stderr).toContain('npm run users -- import FILE');
  });
});

describe('a directory file', () => {
  it.each<[string, unknown, string]>([
    ['is no object', [8], ''],
    ['has no username', { id: 8 }, 'username: '],
    ['has a blank username', { id: 8, username: ' ' }, 'username: '],
    [
      'has a control character',
      { id: 8, username: 'b\u0000' },
      'username: has control characters in it, or others that cannot be shown',
    ],
    [
      'begins a direction',
      { id: 8, username: 'b\u202e' },
      'username: has control characters in it, or others that cannot be shown',
    ],
    ['has a name of blanks', { id: 8, username: '\u2800' }, 'username: has nothing in it that can be seen'],
    ['has an id of 0', { id: 0, username: 'bo' }, 'id: '],
    ['has an id in quotes', { id: '8', username: 'bo' }, 'id: '],
    ['has an id beyond the range', { id: 2 ** 31, username: 'bo' }, 'id: '],
    ['has an avatar of no web address', { id: 8, username: 'bo', avatarUrl: 'javascript:alert(1)' }, 'avatarUrl: '],
    ['has two identities', { id: 8, issuer: ISSUER, subject: 'x', username: 'bo' }, 'has both an id and an issuer'],
    [
      'has an avatar of a megabyte',
      { id: 8, username: 'bo', avatarUrl: `https://a/${'a'.repeat(2 ** 20)}` },
      'avatarUrl: ',
    ],
    ['has a bio that is a number', { id: 8, username: 'bo', bio: 7 }, 'bio: '],
    [
      'has a bio of ten megabytes',
      { id: 8, username: 'bo', bio: 'b'.repeat(10 ** 7) },
      'bio: is longer than 1000 characters',
    ],
    [
      'has a bio that cannot be shown',
      { id: 8, username: 'bo', bio: 'b\u001b[2J' },
      'bio: has control characters in it',
    ],
    [
      'has half a character in a location',
      { id: 8, username: 'bo', location: 'b\ud800' },
      'location: has control characters',
    ],
    [
      'has a location of two lines',
      { id: 8, username: 'bo', location: 'a\nb' },
      'location: has control characters in it',
    ],
    [
      'has a website that is a script',
      { id: 8, username: 'bo', website: 'javascript:alert(1)' },
      'website: is not an http(s) address',
    ],
    [
      'has a website with a password',
      { id: 8, username: 'bo', website: 'https://a:b@c.example' },
      'website: is not an http(s) address',
    ],
    ['has a tag that is a text', { id: 8, username: 'bo', tags: ['Founder'] }, 'tags.0: '],
    ['has a tag without an id', { id: 8, username: 'bo', tags: [{ name: 'Founder' }] }, 'tags.0.id: '],
    ['has a blank tag', { id: 8, username: 'bo', tags: [{ id: 3, name: ' ' }] }, 'tags.0.name: has nothing in it'],
    [
      'has a tag in no colour',
      { id: 8, username: 'bo', tags: [{ id: 3, name: 'a', color: 'red' }] },
      'tags.0.color: is not a hex',
    ],
    [
      'has a hidden tag',
      { id: 8, username: 'bo', tags: [{ id: 3, name: 'a', visible: false }] },
      'tags.0: Unrecognized key',
    ],
    [
      'has a tag twice',
      { id: 8, username: 'bo', tags: [1, 2].map((n) => ({ id: 3, name: `${n}` })) },
      'tags: has one id twice',
    ],
    [
      'has 11 tags',
      { id: 8, username: 'bo', tags: Array.from({ length: 11 }, (_, n) => ({ id: n + 1, name: 'a' })) },
      'tags: has more than 10',
    ],
    [
      'has tags of 1,002 characters',
      { id: 8, username: 'bo', tags: [1, 2].map((n) => ({ id: n, name: 'a', description: 'd'.repeat(500) })) },
      'tags: has more than 1000',
    ],
    ['has an issuer alone', { issuer: ISSUER, username: 'bo' }, 'has an issuer but no subject'],
    ['has a subject of no issuer', { subject: 'x', username: 'bo' }, 'has a subject but no issuer'],
  ])('is refused with each line that %s', (_what, line, problem) => {
    const text = [{ id: 7, username: 'anna' }, line, line].map((one) => JSON.stringify(one)).join('\n\n');

    expect(readDirectory(text, null)).toEqual({
      ok: false,
      refusal: [3, 5].map((number) => expect.stringContaining(`line ${number}: ${problem}`)),
    });
  });

  it('is refused in few words, however much is wrong with it', () => {
    const unknown = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`unknown ${index}`, 0]));
    const refused = readDirectory(`${JSON.stringify(unknown)}\n`.repeat(50), null);

    const refusal = refused.ok ? [] : refused.refusal;
    expect(refusal).toHaveLength(21);
    expect(refusal.at(-1)).toBe('and 30 more lines');
    expect(Math.max(...refusal.map(({ length }) => length))).toBeLessThan(600);
  });

  it.each(['\u200b', '\u3164', '\u2800', '\uffef', '\u202e', ' \u200b\u2800 '])(
    'has no name where nothing of it can be seen, as of %j',
    (blank) => {
      const read = (line: object) => readDirectory(JSON.stringify(line), null);
      const bo = { id: 8, username: 'bo', realName: blank, extId: blank };

      expect(read(bo)).toMatchObject({ ok: true, value: [{ user: { realName: '', extId: null } }] });
      expect(read({ ...bo, username: blank })).toEqual({
        ok: false,
        refusal: ['line 1: username: has nothing in it that can be seen'],
      });
    },
  );

  it('may be empty', () => {
    expect(readDirectory('\n \r\n', null)).toEqual({ ok: true, value: [] });
  });
});
