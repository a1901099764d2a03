import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addGroup } from '../support/engines.ts';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const COUNTED = 10_000;
/** Fewer than writes may wait at once. */
const AT_ONCE = 500;

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

beforeAll(async () => {
  await server.addUsers(...Array.from({ length: COUNTED + 1 }, (_, index) => index + 1));
  for (let from = 0; from < COUNTED; from += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    await Promise.all(numbers.map((n) => addGroup(server.store, `Crow ${n}`, { slug: { given: `crow-${n}` } })));
  }
});

const found = async (search: string) => {
  const query = `{ groups(first: 1, filter: { search: "${search}" }) { totalCount totalCountIsExact } }`;
  return (await graphql(server.url, query, { token })).body.data.groups;
};
const sc = async (query: string, path = '/group/search/') =>
  (await send(`${server.url}/api/v2${path}?${query}`, { token })).body;
const rooms = async (query: string, path = '/rooms/search') => send(`${server.url}/v1${path}?${query}`, { token });

describe('a search that finds very many', () => {
  it('is counted exactly up to 10,000 finds, and beyond them says so', async () => {
    expect(await found('crow')).toEqual({ totalCount: COUNTED, totalCountIsExact: true });

    await addGroup(server.store, 'Crow the last');

    expect(await found('crow')).toEqual({ totalCount: COUNTED, totalCountIsExact: false });
    expect(await found('crow the last')).toEqual({ totalCount: 1, totalCountIsExact: true });
    expect((await sc('search=crow')).count).toBe(COUNTED);
    expect((await rooms('query=crow')).body).toMatchObject({ total: COUNTED, pages: 1_000 });
  });

  it('is counted so of users, too', async () => {
    const query = (search: string) => `{ users(first: 1${search}) { totalCount totalCountIsExact } }`;
    const counted = async (search: string) => (await graphql(server.url, query(search), { token })).body.data.users;

    expect(await counted(', search: "user"')).toEqual({ totalCount: COUNTED, totalCountIsExact: false });
    expect(await counted(', search: "user-77"')).toEqual({ totalCount: 111, totalCountIsExact: true });
    expect(await counted('')).toEqual({ totalCount: COUNTED + 1, totalCountIsExact: true });
  });

  it('is counted to its end where nothing is searched for', async () => {
    const { body } = await graphql(server.url, '{ groups(first: 1) { totalCount totalCountIsExact } }', { token });

    expect(body.data.groups).toEqual({ totalCount: COUNTED + 1, totalCountIsExact: true });
  });
});

describe('pages by number of items', () => {
  it.each(['/group/search/', '/group/', '/user/1/groups/', '/group/user/'])(
    'end at 10,000 of them at the SelfCommunity door: %s',
    async (path) => {
      const last = await sc('limit=100&offset=9900', path);
      expect([last.results.length, last.next]).toEqual([100, null]);
      expect((await sc('limit=50&offset=9900', path)).next).toContain('offset=9950');

      for (const offset of [10_000, 999_999_999_999_999]) {
        server.statements.length = 0;
        const beyond = await sc(`limit=100&offset=${offset}`, path);
        expect([beyond.results, beyond.next]).toEqual([[], null]);
        expect(beyond.count).toBe(last.count);
        expect(server.statements.filter((statement) => /offset/i.test(statement))).toEqual([]);
      }
    },
  );

  it.each(['/rooms/search', '/rooms/joined-rooms', '/rooms/managed-rooms', '/users/my-rooms'])(
    'end at 10,000 of them at the rooms door: %s',
    async (path) => {
      const limit = path.startsWith('/rooms/search') || path.startsWith('/users') ? 30 : 3;
      const pages = Math.ceil(COUNTED / limit);

      const last = await rooms(`limit=${limit}&page=${pages}`, path);
      expect(last.body).toMatchObject({ currentPage: pages, pages });
      expect(last.body.data.length).toBeGreaterThan(0);
      for (const page of [pages + 1, COUNTED + 1, 999_999_999]) {
        const beyond = await rooms(`limit=${limit}&page=${page}`, path);
        expect([beyond.status, beyond.body.details.error.details]).toEqual([400, { page: 'INVALID' }]);
      }
    },
  );
});

describe('pages of members', () => {
  it('go on to 100,000 of them', async () => {
    const id = await addGroup(server.store, 'Magpies');

    expect(await sc('offset=99999', `/group/${id}/subscribe/`)).toMatchObject({ count: 1, next: null, results: [] });
    server.statements.length = 0;
    expect(await sc('offset=100000', `/group/${id}/subscribe/`)).toMatchObject({ count: 1, next: null, results: [] });
    expect(server.statements.filter((statement) => /offset/i.test(statement))).toEqual([]);
    expect((await rooms('page=10000', `/rooms/${id}/members`)).status).toBe(200);
    const beyond = await rooms('page=10001', `/rooms/${id}/members`);
    expect([beyond.status, beyond.body.details.error.details]).toEqual([400, { page: 'INVALID' }]);
  });
});
