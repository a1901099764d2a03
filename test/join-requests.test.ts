import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/graphql/relay/global-ids.ts';
import { ALL, addGroup } from './support/engines.ts';
import { graphql, send } from './support/requests.ts';
import { changeByGraphql, refusalOf, roomsAs, uniqueRoom } from './support/rooms.ts';
import { startServer, type TestServer } from './support/server.ts';

const LIMIT = 2;
const MANAGER = 1;
const [ASKED, ALSO_ASKED, LATE] = [2, 3, 4] as const;

const server = await startServer({ env: { MAX_JOIN_REQUESTS: String(LIMIT) } });
afterAll(() => server.stop());
await server.addUsers(MANAGER, ASKED, ALSO_ASKED, LATE);
const token = (id: number) => server.token(id);
const manager = roomsAs(await token(MANAGER), { gatewayUrl: server.url });

interface Door {
  readonly ask: (groupId: number, userId: number) => Promise<unknown>;
  readonly open: (groupId: number) => Promise<unknown>;
  readonly hide: (groupId: number) => Promise<unknown>;
  /** What someone is told who is one too many. */
  readonly refusal: unknown;
}

const selfCommunity = async (path: string, userId: number, method: string, json?: object) => {
  const { status, body } = await send(`${server.url}/api/v2/group/${path}`, {
    method,
    json,
    token: await token(userId),
  });
  return { status, body };
};

const mutate = async (name: string, userId: number, groupId: number, input: object = {}) => {
  const text = `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { userErrors { code field message } } }`;
  const variables = { input: { groupId: encodeGlobalId('Group', groupId), ...input } };
  const { status, body } = await graphql(server.url, text, { token: await token(userId), variables });
  return { status, ...body.data[name] };
};

const DOORS: Readonly<Record<string, Door>> = {
  GraphQL: {
    ask: (groupId, userId) => mutate('joinGroup', userId, groupId),
    open: (groupId) => mutate('updateGroup', MANAGER, groupId, { privacy: 'PUBLIC' }),
    hide: (groupId) => mutate('updateGroup', MANAGER, groupId, { visible: false }),
    refusal: {
      status: 200,
      userErrors: [
        {
          code: 'TOO_MANY_JOIN_REQUESTS',
          field: null,
          message:
            '2 users have asked to join and wait for an answer. Ask again once some of them have been answered, or be invited.',
        },
      ],
    },
  },
  SelfCommunity: {
    ask: (groupId, userId) => selfCommunity(`${groupId}/subscribe/`, userId, 'POST'),
    open: (groupId) => selfCommunity(`${groupId}/`, MANAGER, 'PATCH', { privacy: 'public' }),
    hide: (groupId) => selfCommunity(`${groupId}/`, MANAGER, 'PATCH', { privacy: 'private', visible: false }),
    refusal: {
      status: 409,
      body: {
        errors: [
          {
            code: 'too_many_requests',
            message:
              '2 people wait for an answer to their request to join this group, and no more can. Try again later, or ask for an invitation.',
          },
        ],
      },
    },
  },
  rooms: {
    ask: async (groupId, userId) => {
      const asking = roomsAs(await token(userId), { gatewayUrl: server.url }).requestToJoin({ path: { groupId } });
      return asking.catch(() => refusalOf(asking));
    },
    open: (id) => manager.updateGroup({ body: { id, public: true } }),
    // It hides public groups alone: a private one that can be seen stays so.
    hide: (id) => mutate('updateGroup', MANAGER, id, { visible: false }),
    refusal: {
      status: 409,
      type: 'conflict',
      message:
        'Group has 2 join requests that wait for an answer, and can have no more. Try again later, or ask for an invitation',
    },
  },
};

async function privateGroup({ store }: TestServer): Promise<number> {
  return addGroup(store, uniqueRoom().name, { privacy: 'PRIVATE', visible: true, creatorId: MANAGER });
}

async function standingsIn(groupId: number) {
  const ids = async (status: 'SUBSCRIBED' | 'REQUESTED' | 'INVITED') => {
    const members = (await server.store.listMembers([groupId], status, ALL)).get(groupId) ?? [];
    return members.map(({ member }) => member.userId).sort();
  };
  const [group] = await server.store.findGroups({ by: 'id', ids: [groupId] }, MANAGER);
  return {
    subscribed: await ids('SUBSCRIBED'),
    requested: await ids('REQUESTED'),
    invited: await ids('INVITED'),
    count: group?.subscribersCount,
  };
}

describe.each(Object.entries(DOORS))('at the %s door', (_name, door) => {
  const asked = async () => {
    const id = await privateGroup(server);
    await door.ask(id, ASKED);
    await door.ask(id, ALSO_ASKED);
    return id;
  };

  it('a private group that becomes public lets in who asked', async () => {
    const id = await asked();

    await door.open(id);

    expect(await standingsIn(id)).toEqual({
      subscribed: [MANAGER, ASKED, ALSO_ASKED],
      requested: [],
      invited: [],
      count: 3,
    });
  });

  it('a group that becomes hidden drops who asked, for good', async () => {
    const id = await asked();

    await door.hide(id);
    expect(await standingsIn(id)).toEqual({ subscribed: [MANAGER], requested: [], invited: [], count: 1 });

    await door.open(id);
    expect(await standingsIn(id)).toEqual({ subscribed: [MANAGER], requested: [], invited: [], count: 1 });
  });

  it('no more ask than may, in the words of the door; who has asked may again', async () => {
    const id = await asked();

    expect(await door.ask(id, LATE)).toEqual(door.refusal);
    expect(await door.ask(id, ASKED)).not.toEqual(door.refusal);
    expect(await standingsIn(id)).toMatchObject({ subscribed: [MANAGER], requested: [ASKED, ALSO_ASKED] });
  });

  it('there is room again once someone is answered, or the one too many is invited', async () => {
    const id = await asked();
    await mutate('inviteToGroup', MANAGER, id, { userIds: [encodeGlobalId('User', LATE)] });

    await door.ask(id, LATE);
    expect(await standingsIn(id)).toMatchObject({ subscribed: [MANAGER, LATE], requested: [ASKED, ALSO_ASKED] });

    await mutate('leaveGroup', LATE, id);
    await changeByGraphql(server, await token(MANAGER), 'inviteToGroup', {
      groupId: encodeGlobalId('Group', id),
      userIds: [encodeGlobalId('User', ASKED)],
    });
    await door.ask(id, LATE);
    expect(await standingsIn(id)).toMatchObject({ subscribed: [MANAGER, ASKED], requested: [ALSO_ASKED, LATE] });
  });
});

it('of many who ask at once, as many wait as may', async () => {
  const id = await privateGroup(server);
  const crowd = Array.from({ length: 20 }, (_, index) => 100 + index);
  await server.addUsers(...crowd);

  const told = await Promise.all(crowd.map((userId) => mutate('joinGroup', userId, id)));

  expect(told.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(LIMIT);
  expect((await standingsIn(id)).requested).toHaveLength(LIMIT);
});

it('a page that becomes public or hidden at the rooms door does the same', async () => {
  const page = async () => {
    const { name, url } = uniqueRoom();
    return addGroup(server.store, name, { kind: 'PAGE', privacy: 'PRIVATE', slug: { given: url }, creatorId: MANAGER });
  };
  const [opened, rehidden] = [await page(), await page()];
  for (const id of [opened, rehidden]) await mutate('joinGroup', ASKED, id);

  await manager.updatePage({ body: { id: opened, public: true } });
  await mutate('updateGroup', MANAGER, rehidden, { visible: false });

  expect(await standingsIn(opened)).toMatchObject({ subscribed: [MANAGER, ASKED], requested: [], count: 2 });
  expect(await standingsIn(rehidden)).toMatchObject({ subscribed: [MANAGER], requested: [], count: 1 });
});
