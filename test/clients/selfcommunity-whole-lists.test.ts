import { afterAll, beforeAll, expect, it } from 'vitest';
import { addGroup } from '../support/engines.ts';
import { send } from '../support/requests.ts';
import { http } from '../support/selfcommunity.ts';
import { type GroupPage, groups } from '../support/selfcommunity-groups.ts';
import { startServer } from '../support/server.ts';

const LIMIT = 3_000;
const moment = Date.now();
// At a moment that does not pass, what was spent is what it cost.
const server = await startServer({ now: () => new Date(moment), env: { RATE_LIMIT: String(LIMIT) } });
afterAll(() => server.stop());
http.setBasePortal(server.url);
const COUNT = 1_003;
const [MANY, FEW] = [1, 2];
await server.addUsers(MANY, FEW);
let ids: number[];
beforeAll(async () => {
  const names = Array.from({ length: COUNT }, (_, index) => `Group ${String(index).padStart(4, '0')}`);
  const add = (some: readonly string[]) =>
    Promise.all(some.map((name) => addGroup(server.store, name, { creatorId: MANY })));
  // No more than a thousand writes may wait.
  ids = [...(await add(names.slice(0, 500))), ...(await add(names.slice(500)))];
  for (const name of ['One', 'Two', 'Three']) await addGroup(server.store, name, { creatorId: FEW });
});

let reader = 100;
const nextReader = async () => {
  reader += 1;
  return server.token(reader);
};
const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const idsOf = ({ results }: GroupPage) => results.map(({ id }) => id);

it("a user's groups come whole where no limit is asked for", async () => {
  const { count, next, previous, results } = await groups.getUserSubscribedGroups(
    FEW,
    undefined,
    as(await nextReader()),
  );

  expect([count, next, previous]).toEqual([3, null, null]);
  expect(results.map(({ name }) => name)).toEqual(['One', 'Three', 'Two']);
});

it.each(['', '?limit=undefined', '?limit=', '?limit=0'])(
  'a whole list ends at 1,000, and goes on with %j',
  async (query) => {
    const token = await nextReader();
    const first = await send(`${server.url}/api/v2/user/${MANY}/groups/${query}`, { token });
    const { count, next, previous } = first.body;

    expect([count, idsOf(first.body).length, previous]).toEqual([COUNT, 1_000, null]);
    const following = `${server.url}/api/v2/user/${MANY}/groups/?limit=100&offset=`;
    expect(next).toBe(`${following}1000`);
    const { body: second } = await send(next, { token });
    expect([second.next, second.previous]).toEqual([null, `${following}900`]);
    expect([...idsOf(first.body), ...idsOf(second)]).toEqual(ids);
  },
);

it('a whole list may begin further on, and what is before it can be asked for', async () => {
  const token = await nextReader();
  const { body } = await send(`${server.url}/api/v2/user/${MANY}/groups/?offset=150`, { token });

  expect(idsOf(body)).toEqual(ids.slice(150));
  expect([body.next, body.previous]).toEqual([null, `${server.url}/api/v2/user/${MANY}/groups/?offset=50&limit=100`]);
});

it('a limit is still one, of 100 at most', async () => {
  const page = async (limit: number) => groups.getUserSubscribedGroups(MANY, { limit }, as(await nextReader()));

  expect(idsOf(await page(7))).toEqual(ids.slice(0, 7));
  expect(idsOf(await page(5_000))).toEqual(ids.slice(0, 100));
});

it.each([
  [MANY, 32],
  [FEW, 13],
])('a whole list costs a point for every 50 that it holds: of user %s, %s', async (userId, points) => {
  const { headers } = await send(`${server.url}/api/v2/user/${userId}/groups/`, { token: await nextReader() });

  expect(LIMIT - Number(headers.get('ratelimit-remaining'))).toBe(points);
});
