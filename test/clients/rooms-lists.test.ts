import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addGroup } from '../support/engines.ts';
import { approvePage, type Rooms, roomsAs, uniquePage, uniqueRoom, wrongFields } from '../support/rooms.ts';
import { startServer } from '../support/server.ts';

// Every look at the clock is a millisecond later, so that no two things happen at once.
let clock = Date.now();
const server = await startServer({ now: () => new Date(clock++) });
afterAll(() => server.stop());

const as = async (userId: number) => roomsAs(await server.token(userId), { gatewayUrl: server.url });
const [anna, bo] = [await as(1), await as(2)];

interface Named {
  readonly data: readonly { readonly name: string }[];
}
const names = ({ data }: Named) => data.map(({ name }) => name);

const NAMES = ['Avocet', 'bittern', 'Curlew', 'Dunlin', 'egret', 'Fulmar', 'Godwit'];
const ids = new Map<string, number>();
beforeAll(async () => {
  for (const name of NAMES) {
    const { data } = await anna.createGroup({ body: { name, url: name.toLowerCase(), public: name !== 'Fulmar' } });
    ids.set(name, data.id);
  }
  for (const name of ['Curlew', 'Avocet', 'bittern']) await bo.join({ path: { groupId: ids.get(name) } });
  await anna.changeAdmin({ body: { roomId: ids.get('bittern'), userId: '2', admin: true } });
});

describe.each(['joinedRooms', 'managedRooms'] as const)('the list of %s', (list) => {
  it('has five on a page, by name, unless told otherwise', async () => {
    const [first, second] = [await anna[list](), await anna[list]({ query: { page: 2 } })];

    expect(first).toMatchObject({ total: 7, currentPage: 1, limit: 5, pages: 2 });
    expect(second).toMatchObject({ total: 7, currentPage: 2, limit: 5, pages: 2 });
    expect([...names(first), ...names(second)]).toEqual(NAMES);
    const third = await anna[list]({ query: { page: 3, limit: 2 } });
    expect(third).toMatchObject({ total: 7, currentPage: 3, limit: 2, pages: 4 });
    expect(names(third)).toEqual(['egret', 'Fulmar']);
  });

  it.each([
    ['NAME_ASC', ['Avocet', 'bittern', 'Curlew', 'Dunlin', 'egret']],
    ['NAME_DESC', ['Godwit', 'Fulmar', 'egret', 'Dunlin', 'Curlew']],
    ['LATEST_ACTIVITY', ['bittern', 'Avocet', 'Curlew', 'Godwit', 'Fulmar']],
  ])('can be in the order %s', async (sortBy, sorted) => {
    expect(names(await anna[list]({ query: { sortBy } }))).toEqual(sorted);
  });

  it.each([
    [{ limit: 6 }, { limit: 'INVALID' }],
    [
      { limit: 0, page: 0 },
      { limit: 'INVALID', page: 'INVALID' },
    ],
    [
      { limit: 'x', page: '1e3' },
      { limit: 'INVALID', page: 'INVALID' },
    ],
    [{ sortBy: 'OLDEST' }, { sortBy: 'INVALID' }],
  ])('is not given for %j', async (query, fields) => {
    expect(await wrongFields(anna[list]({ query }))).toEqual(fields);
  });

  it('is searched, and counts what is found', async () => {
    const found = await anna[list]({ query: { query: ' CURL ' } });

    expect([found.total, names(found)]).toEqual([1, ['Curlew']]);
    expect(await anna[list]({ query: { query: 'ostrich' } })).toEqual({
      total: 0,
      currentPage: 1,
      limit: 5,
      pages: 0,
      data: [],
    });
  });
});

it('those who joined have joined rooms, and manage those in which they are admins', async () => {
  expect(names(await bo.joinedRooms())).toEqual(['Avocet', 'bittern', 'Curlew']);
  expect(names(await bo.managedRooms())).toEqual(['bittern']);
});

it('rooms that one is only invited to, or has asked to join, are in no list of one’s own', async () => {
  const [cleo, other] = [await as(3), await as(6)];
  const { data } = await other.createGroup({ body: uniqueRoom() });
  const closed = await addGroup(server.store, 'Heron', { privacy: 'PRIVATE', visible: true, creatorId: 6 });
  await cleo.requestToJoin({ path: { groupId: closed } });
  await other.invite({ path: { id: data.id }, body: { userIds: ['3'], emails: [] } });

  for (const list of ['joinedRooms', 'managedRooms', 'myRooms'] as const) {
    expect(await cleo[list]()).toMatchObject({ total: 0, data: [] });
  }
});

describe('my rooms', () => {
  const make = async (rooms: Rooms) => {
    const [group, page] = [{ ...uniqueRoom('ibis'), description: 'Wading' }, uniquePage('jackdaw')];
    const made = await rooms.createGroup({ body: group });
    const asked = await rooms.createPage({ body: page });
    await approvePage(server, asked.data.id);
    return { group: { ...group, id: made.data.id }, page: { ...page, id: asked.data.id } };
  };

  it('are groups and pages in a form of their own', async () => {
    const dora = await as(4);
    const { group, page } = await make(dora);
    const avatarUrl = {
      small: expect.stringContaining('http'),
      medium: expect.stringContaining('http'),
      large: expect.stringContaining('http'),
    };

    expect(await dora.myRooms()).toEqual({
      total: 2,
      currentPage: 1,
      limit: 10,
      pages: 1,
      data: [
        {
          id: group.id,
          name: group.name,
          group: group.url,
          subdomain: '',
          description: 'Wading',
          public: false,
          roomType: 'group',
          verified: false,
          membersCount: 1,
          avatarUrl,
        },
        {
          id: page.id,
          name: page.name,
          group: '',
          subdomain: page.url,
          description: '',
          public: true,
          roomType: 'page',
          verified: true,
          membersCount: 1,
          avatarUrl,
        },
      ],
    });
  });

  it('are filtered by name, and up to a hundred on a page', async () => {
    const emil = await as(5);
    const { page } = await make(emil);

    expect(names(await emil.myRooms({ query: { name: 'JACKD' } }))).toEqual([page.name]);
    expect(await emil.myRooms({ query: { limit: 1, page: 2 } })).toMatchObject({ total: 2, limit: 1, pages: 2 });
    expect(await emil.myRooms({ query: { limit: 100 } })).toMatchObject({ limit: 100 });
    expect(await wrongFields(emil.myRooms({ query: { limit: 101, page: 'x' } }))).toEqual({
      limit: 'INVALID',
      page: 'INVALID',
    });
  });
});
