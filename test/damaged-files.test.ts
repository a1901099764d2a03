import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signCommunityToken } from '../src/auth/sign-token.ts';
import { openStore } from '../src/store/open.ts';
import { searchIndexFile } from '../src/store/sqlite/search/index-file.ts';
import { addPiers, overwritePages, pagesOf } from './support/damage.ts';
import { addUsers } from './support/engines.ts';
import { command, LOAD_FAST, pathOf, run, type ServerProcess, startProcess } from './support/processes.ts';
import { graphql, send } from './support/requests.ts';
import { SECRET } from './support/secret.ts';

const GROUPS = 3_000;

describe('a server whose files are damaged', () => {
  let folder: string;
  let database: string;
  let server: ServerProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-damaged-'));
    database = join(folder, 'guildhall.db');
    const store = await openStore(`file:${database}`);
    await addUsers(store, 1);
    await store.close();
    addPiers(database, GROUPS);
    // So that all of the index is in the file, and nothing in the log beside it.
    await (await openStore(`file:${database}`)).close();
    server = await startProcess(env());
  });

  afterEach(async () => {
    await server.end();
    await rm(folder, { recursive: true });
  });

  const env = () => ({
    PATH: process.env['PATH'] ?? '',
    PORT: '0',
    DATABASE_URL: `file:${database}`,
    MEDIA_DIR: join(folder, 'media'),
    JWT_SECRET: SECRET,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'info',
  });
  const search = (text: string) => send(`${server.url}/api/v2/group/search/?search=${text}`);
  /** How often the log says this. */
  const logged = (message: string) =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes(message)).length;
  const statusesOfSearches = () =>
    Promise.all(Array.from({ length: 200 }, async (_, index) => (await search(`pier ${index}`)).status));
  const untilWhole = async () => {
    while ((await search('pier')).status !== 200) await wait(50);
  };

  it('refuses searches at every door until their index is made anew, and goes on', async () => {
    await overwritePages(searchIndexFile(database));
    const [first] = await Promise.all([search('harbour'), search('quays')]);
    expect(first).toMatchObject({ status: 503, body: { errors: [{ code: 'unavailable' }] } });
    expect(first?.headers.get('retry-after')).toBe('1');
    expect((await statusesOfSearches()).filter((status) => status !== 503 && status !== 200)).toEqual([]);

    await untilWhole();
    expect((await search('harbour')).body).toMatchObject({ count: GROUPS });
    await server.end();
    expect([logged('searches are refused'), logged('searches are answered again'), logged('"fault"')]).toEqual([
      1, 1, 0,
    ]);
  });

  it('starts with a damaged index, and with none', async () => {
    for (const damage of [() => overwritePages(searchIndexFile(database)), () => rm(searchIndexFile(database))]) {
      await server.end();
      await damage();
      server = await startProcess(env());
      await untilWhole();
      expect((await search('harbour')).body).toMatchObject({ count: GROUPS });
    }
  });

  it('answers GraphQL with 503 for want of searches, also for operations that come again', async () => {
    const count = (search: string | null) =>
      graphql(server.url, 'query ($search: String) { groups(filter: { search: $search }) { totalCount } }', {
        variables: { search },
      });
    for (let round = 1; round <= 3; round += 1) await count(null);
    await overwritePages(searchIndexFile(database));
    const refused = await count('harbour');

    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.body).toMatchObject({
      data: null,
      errors: [{ message: 'Searches cannot be answered at the moment.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    await untilWhole();
    expect((await count('harbour')).body).toEqual({ data: { groups: { totalCount: GROUPS } } });
  });

  it('answers with 500 what needs a damaged page of the database, a line in the log for each, and all else', async () => {
    await server.end();
    await overwritePages(database, pagesOf(database, 'users_search_data'));
    server = await startProcess(env());
    const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
    const query = '{ users(search: "user") { totalCount } }';
    for (let round = 1; round <= 5; round += 1) {
      const { body } = await graphql(server.url, query, { token });
      expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect((await search('harbour')).status).toBe(200);
    }

    expect((await send(`${server.url}/readyz`)).status).toBe(200);
    await server.end();
    expect(logged('"fault"')).toBe(5);
    const faults = server
      .output()
      .split('\n')
      .filter((line) => line.includes('"fault"'));
    expect(faults.filter((line) => !/"reqId":"[\w-]{36}"/.test(line))).toEqual([]);
  });

  it('does not start from a database that is none, and says so in a sentence', async () => {
    await server.end();
    await overwritePages(database);

    const { code, stdout, stderr } = await run(env(), process.execPath, ...LOAD_FAST, pathOf('src/main.ts'));
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `Guildhall cannot start: the database ${database} cannot be opened (file is not a database): restore a backup of it, or set DATABASE_URL to another file.\n`,
    ]);
  });

  it('is examined by the doctor, who says that the index is damaged', async () => {
    await server.end();
    await overwritePages(searchIndexFile(database));

    const { code, stdout } = await command(env(), 'doctor');
    expect(code).toBe(1);
    expect(stdout).toContain('search: the index of groups is damaged (file is not a database); a server makes it anew');
  });
});
