import { afterAll, describe, expect, it } from 'vitest';
import { graphql, send } from './support/requests.ts';
import { startServer } from './support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

const ROOMS = `${server.url}/v1/rooms`;
let made = 0;
const createRoom = (url: string) => {
  made += 1;
  return send(`${ROOMS}/groups`, { token, json: { name: `Room ${made}`, url, public: true } });
};

describe('the url of a room', () => {
  it.each(['my_room', 'v1.rooms', '-mh8x2k1f', 'a--b', 'members', 'MixedCase', '..a', 'x'.repeat(50)])(
    'may be %s: it is answered as it was given, and found in any case',
    async (url) => {
      const created = await createRoom(url);
      const found = await send(`${ROOMS}/group/${encodeURIComponent(url.toUpperCase())}`, { token });
      const { body } = await graphql(server.url, 'query ($by: GroupBy!) { group(by: $by) { slug } }', {
        variables: { by: { slug: url.toLowerCase() } },
      });

      expect([created.status, created.body.data.url]).toEqual([201, url]);
      expect([found.status, found.body.url, found.body.id]).toEqual([200, url, created.body.data.id]);
      expect(body.data.group.slug).toBe(url);
    },
  );

  it.each(['.', '..', '-_.', 'a b', 'a/b', 'search', 'GROUPS', 'x'.repeat(51)])('cannot be %s', async (url) => {
    expect((await createRoom(url)).status).toBe(400);
  });

  it('is unique in any case, over all doors, and may change its case', async () => {
    const { body } = await createRoom('Taken.One');
    const again = await createRoom('tAKEN.oNE');
    const elsewhere = await send(`${server.url}/api/v2/group/`, {
      token,
      json: { name: 'Elsewhere', privacy: 'public', slug: 'taken.ONE' },
    });
    const changed = await send(`${ROOMS}/groups`, {
      method: 'PATCH',
      token,
      json: { id: body.data.id, url: 'TAKEN.ONE' },
    });

    expect(again.body.details.error.details).toEqual({ url: 'DUPLICATE' });
    expect(elsewhere.body.errors[0].messages[0].code).toBe('unique');
    expect([changed.status, changed.body.room.url]).toEqual([200, 'TAKEN.ONE']);
  });

  it('keeps numbered ones apart in any case', async () => {
    await createRoom('Runners');
    await createRoom('RUNNERS-2');

    const made = await send(`${server.url}/api/v2/group/`, { token, json: { name: 'Runners', privacy: 'public' } });

    expect([made.status, made.body.slug]).toEqual([201, 'runners-3']);
  });

  it('lets the address of its private token work', async () => {
    const { body } = await createRoom('v2.Rooms_');
    const { privateToken } = (await send(`${ROOMS}/${body.data.id}`, { token })).body;

    const joined = await send(`${ROOMS}/group/V2.rooms_/accept/${privateToken}`, { token: await server.token(2) });

    expect([joined.status, joined.body.isNewMember]).toEqual([200, true]);
  });
});
