import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_PROFILE } from '../../../src/domain/profile.ts';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { person } from '../../support/engines.ts';
import { graphql, send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const anna = await server.token(1);
const bo = await server.token(2);

async function create(token: string, input: string): Promise<{ id: string; databaseId: number }> {
  const { body } = await graphql(
    server.url,
    `mutation { createGroup(input: { ${input} }) { group { id databaseId } userErrors { code } } }`,
    { token },
  );
  expect(body.data.createGroup.userErrors).toEqual([]);
  return body.data.createGroup.group;
}

const ask = async (query: string, token: string | null = anna) => (await graphql(server.url, query, { token })).body;

let chess: { id: string; databaseId: number };
let secret: { id: string; databaseId: number };

beforeAll(async () => {
  await server.addUsers(2, 3);
  chess = await create(anna, 'name: "Chess", privacy: PUBLIC, description: "On Mondays", color: "#ff0000"');
  secret = await create(
    anna,
    `name: "Secret", privacy: PRIVATE, visible: false, inviteUserIds: ["${encodeGlobalId('User', 2)}"]`,
  );
  await create(bo, 'name: "Ärger", privacy: PRIVATE, country: "DE", hideJoinButton: true');
});

describe('group', () => {
  it('is found by id, by number and by slug', async () => {
    const body = await ask(`{
      id: group(by: { id: "${chess.id}" }) { name }
      number: group(by: { databaseId: ${chess.databaseId} }) { name }
      slug: group(by: { slug: "chess" }) { name }
    }`);

    expect(body).toEqual({ data: { id: { name: 'Chess' }, number: { name: 'Chess' }, slug: { name: 'Chess' } } });
  });

  it('has every field, as the viewer stands to it', async () => {
    const body = await ask(`{ group(by: { slug: "chess" }) {
      id databaseId kind name slug description color privacy visible active verified country hideJoinButton
      image(size: BIG) coverImage coverImagePosition subscribersCount createdAt
      createdBy { id databaseId username realName avatarUrl } managedBy { username }
      viewerSubscriptionStatus viewerRole viewerCanAdminister
    } }`);

    expect(body.data.group).toEqual({
      id: chess.id,
      databaseId: chess.databaseId,
      kind: 'GROUP',
      name: 'Chess',
      slug: 'chess',
      description: 'On Mondays',
      color: '#ff0000',
      privacy: 'PUBLIC',
      visible: true,
      active: true,
      verified: false,
      country: null,
      hideJoinButton: false,
      image: null,
      coverImage: null,
      coverImagePosition: 50,
      subscribersCount: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      createdBy: {
        id: encodeGlobalId('User', 1),
        databaseId: 1,
        username: 'user-1',
        realName: '',
        avatarUrl: null,
      },
      managedBy: { username: 'user-1' },
      viewerSubscriptionStatus: 'SUBSCRIBED',
      viewerRole: 'MANAGER',
      viewerCanAdminister: true,
    });
  });

  it('is null for one that is hidden, by whatever it is named', async () => {
    const query = `{
      id: group(by: { id: "${secret.id}" }) { name }
      number: group(by: { databaseId: ${secret.databaseId} }) { name }
      slug: group(by: { slug: "secret" }) { name }
      node(id: "${secret.id}") { id }
      nodes(ids: ["${secret.id}", "${chess.id}"]) { id }
    }`;
    const absent = { id: null, number: null, slug: null, node: null, nodes: [null, { id: chess.id }] };

    expect(await ask(query, null)).toEqual({ data: absent });
    expect(await ask(query, await server.token(3))).toEqual({ data: absent });
  });

  it('shows a hidden one to those who are invited', async () => {
    const query = '{ group(by: { slug: "secret" }) { name viewerSubscriptionStatus viewerRole viewerCanAdminister } }';

    expect((await ask(query, bo)).data.group).toEqual({
      name: 'Secret',
      viewerSubscriptionStatus: 'INVITED',
      viewerRole: null,
      viewerCanAdminister: false,
    });
  });
});

describe('groups', () => {
  const names = async (args: string, token: string | null = anna): Promise<[string[], number]> => {
    const { groups } = (await ask(`{ groups${args} { nodes { name } totalCount } }`, token)).data;
    return [groups.nodes.map(({ name }: { name: string }) => name), groups.totalCount];
  };

  it('lists and counts what the viewer may see, and nothing else', async () => {
    expect(await names('', null)).toEqual([['Ärger', 'Chess'], 2]);
    expect(await names('', await server.token(3))).toEqual([['Ärger', 'Chess'], 2]);
    expect(await names('', bo)).toEqual([['Ärger', 'Chess', 'Secret'], 3]);
    expect(await names('', anna)).toEqual([['Ärger', 'Chess', 'Secret'], 3]);
  });

  it.each([
    ['(filter: { search: "ess" })', ['Chess']],
    ['(filter: { search: "monday" })', ['Chess']],
    ['(filter: { search: "ärg" })', ['Ärger']],
    ['(filter: { privacy: PRIVATE })', ['Ärger', 'Secret']],
    ['(filter: { kind: PAGE })', []],
    ['(filter: { viewerRole: [MANAGER] })', ['Chess', 'Secret']],
    ['(filter: { viewerSubscriptionStatus: [INVITED] })', []],
    ['(orderBy: { field: CREATED_AT, direction: DESC })', ['Ärger', 'Secret', 'Chess']],
  ])('narrows and orders: %s', async (args, expected) => {
    expect(await names(args)).toEqual([expected, expected.length]);
  });

  it('is walked forwards and backwards by cursors', async () => {
    const page = async (args: string) =>
      (
        await ask(
          `{ groups(${args}) { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        )
      ).data.groups;

    const first = await page('first: 2');
    const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    const back = await page(`last: 1, before: "${second.pageInfo.startCursor}"`);

    const named = ({ edges }: { edges: { node: { name: string } }[] }) => edges.map(({ node }) => node.name);
    expect([named(first), named(second), named(back)]).toEqual([['Ärger', 'Chess'], ['Secret'], ['Chess']]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('costs as many statements for 100 groups as for one', async () => {
    const crowd = await startServer();
    try {
      await crowd.addUsers(...Array.from({ length: 101 }, (_, index) => index + 1));
      const tokens = await Promise.all(Array.from({ length: 101 }, (_, index) => crowd.token(index + 1)));
      await Promise.all(
        tokens.map((token, index) =>
          send(`${crowd.url}/api/v2/group/`, { token, json: { name: `Group ${index}`, privacy: 'public' } }),
        ),
      );
      const query = (first: number) => `{ groups(first: ${first}) { totalCount nodes {
        createdBy { username } managedBy { username } viewerSubscriptionStatus viewerRole viewerCanAdminister } } }`;

      const cost = async (first: number) => {
        crowd.statements.length = 0;
        const { body } = await graphql(crowd.url, query(first), { token: tokens[0] ?? null });
        expect(body.data.groups.nodes.length).toBe(first);
        expect(
          new Set(body.data.groups.nodes.map((node: { managedBy: { username: string } }) => node.managedBy.username))
            .size,
        ).toBe(first);
        return crowd.statements.length;
      };

      expect(await cost(1)).toBe(3);
      expect(await cost(100)).toBe(3);
    } finally {
      await crowd.stop();
    }
  });
});

describe('users', () => {
  it('are found by id, number and username, and as the viewer', async () => {
    const body = await ask(`{
      viewer { username }
      id: user(by: { id: "${encodeGlobalId('User', 2)}" }) { username }
      number: user(by: { databaseId: 2 }) { username }
      username: user(by: { username: "user-2" }) { realName }
      nobody: user(by: { databaseId: 99 }) { username }
      node(id: "${encodeGlobalId('User', 2)}") { ... on User { username } }
    }`);

    expect(body.data).toEqual({
      viewer: { username: 'user-1' },
      id: { username: 'user-2' },
      number: { username: 'user-2' },
      username: { realName: 'User 2' },
      nobody: null,
      node: { username: 'user-2' },
    });
  });

  it('tell what they want to of themselves, wherever they are named', async () => {
    const profile = { ...EMPTY_PROFILE, bio: 'Chess.\nAnd go.', website: 'https://dora.example/' };
    await server.store.importUsers([person(4, { username: 'dora', profile })], new Date());
    await create(await server.token(4), 'name: "Go", privacy: PUBLIC');
    const told = { bio: profile.bio, website: profile.website };
    const nothing = { bio: '', website: null };

    const body = await ask(
      `{
        one: user(by: { databaseId: 4 }) { bio website }
        other: user(by: { databaseId: 2 }) { bio website }
        group(by: { slug: "go" }) { managedBy { bio website } members { nodes { user { bio website } } } }
        users { nodes { databaseId bio } }
      }`,
    );

    expect(body.data).toEqual({
      one: told,
      other: nothing,
      group: { managedBy: told, members: { nodes: [{ user: told }] } },
      users: {
        nodes: expect.arrayContaining([
          { databaseId: 4, bio: profile.bio },
          { databaseId: 2, bio: '' },
        ]),
      },
    });
    expect((await ask('{ user(by: { username: "dora" }) { bio website } }', null)).data).toEqual({ user: told });
  });

  it('are listed and searched by those who have a token', async () => {
    const body = await ask(
      '{ users(search: "ser 2") { nodes { username } totalCount } all: users(last: 1) { nodes { username } } }',
    );

    expect(body.data).toEqual({
      users: { nodes: [{ username: 'user-2' }], totalCount: 1 },
      all: { nodes: [{ username: 'user-3' }] },
    });
  });

  it('are not listed to anonymous callers', async () => {
    const body = await ask('{ users { totalCount } }', null);

    expect(body).toEqual({
      data: null,
      errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })],
    });
  });

  it('have no anonymous viewer', async () => {
    expect(await ask('{ viewer { id } }', null)).toEqual({ data: { viewer: null } });
  });
});
