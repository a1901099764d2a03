import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { graphql } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const [ANNA, BO, CLEO, INVITED, WAITING] = [1, 2, 3, 4, 5] as const;
const NOBODY = 999;
const server = await startServer();
afterAll(() => server.stop());
await server.addUsers(ANNA, BO, CLEO, INVITED, WAITING);
const userId = (id: number) => encodeGlobalId('User', id);

async function ask(text: string, variables: Record<string, unknown> = {}, as: number = ANNA) {
  const { body } = await graphql(server.url, text, { token: await server.token(as), variables });
  expect(body.errors).toBeUndefined();
  return body.data;
}

const call = async (name: string, input: object, as?: number) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { group { subscribersCount } userErrors { code field } } }`;
  return (await ask(text, { input }, as))[name];
};

let made = 0;
const newGroup = async (privacy: string): Promise<string> => {
  made += 1;
  const input = { name: `Group ${made}`, privacy };
  const text = 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } } }';
  return (await ask(text, { input })).createGroup.group.id;
};

describe('whoever is named as a member and is none', () => {
  let groupId: string;
  const standings = () =>
    ask(
      'query ($id: ID!) { node(id: $id) { ... on Group { members { totalCount } invitations { totalCount } requests { totalCount } } } }',
      { id: groupId },
    );
  const UNTOUCHED = {
    node: { members: { totalCount: 2 }, invitations: { totalCount: 1 }, requests: { totalCount: 1 } },
  };

  beforeEach(async () => {
    groupId = await newGroup('PRIVATE');
    await call('joinGroup', { groupId }, BO);
    await call('approveRequests', { groupId, userIds: [userId(BO)] });
    await call('inviteToGroup', { groupId, userIds: [userId(INVITED)] });
    await call('joinGroup', { groupId }, WAITING);
  });

  it('refuses the whole removal, in which every wrong id is named', async () => {
    const userIds = [INVITED, BO, WAITING, NOBODY, CLEO].map(userId);

    expect(await call('removeMembers', { groupId, userIds })).toEqual({
      group: null,
      userErrors: [
        { code: 'NOT_A_MEMBER', field: ['userIds', '0'] },
        { code: 'NOT_A_MEMBER', field: ['userIds', '2'] },
        { code: 'DOES_NOT_EXIST', field: ['userIds', '3'] },
        { code: 'NOT_A_MEMBER', field: ['userIds', '4'] },
      ],
    });
    expect(await standings()).toEqual(UNTOUCHED);
  });

  it('is one who was removed before', async () => {
    const input = { groupId, userIds: [userId(BO)] };

    expect(await call('removeMembers', input)).toEqual({ group: { subscribersCount: 1 }, userErrors: [] });
    expect(await call('removeMembers', input)).toEqual({
      group: null,
      userErrors: [{ code: 'NOT_A_MEMBER', field: ['userIds', '0'] }],
    });
  });

  it.each([INVITED, WAITING, CLEO])('gets neither a role nor the group: user %i', async (id) => {
    const refused = { group: null, userErrors: [{ code: 'NOT_A_MEMBER', field: ['userId'] }] };

    expect(await call('setMemberRole', { groupId, userId: userId(id), role: 'ADMIN' })).toEqual(refused);
    expect(await call('transferGroup', { groupId, userId: userId(id) })).toEqual(refused);
    expect(await standings()).toEqual(UNTOUCHED);
  });
});

describe('each field of a mutation reads afresh', () => {
  it('who the members are', async () => {
    const id = await newGroup('PUBLIC');
    const text = `mutation ($g: ID!) {
      a: joinGroup(input: { groupId: $g }) { group { members { totalCount nodes { user { username } } } } }
      b: leaveGroup(input: { groupId: $g }) { group { subscribersCount members { totalCount nodes { user { username } } } } }
    }`;

    const { a, b } = await ask(text, { g: id }, BO);

    expect(a.group.members.totalCount).toBe(2);
    expect(a.group.members.nodes).toHaveLength(2);
    expect(b.group).toEqual({
      subscribersCount: 1,
      members: { totalCount: 1, nodes: [{ user: { username: 'user-1' } }] },
    });
  });

  it('who is invited, and how many', async () => {
    const variables = { g: await newGroup('PRIVATE'), who: [userId(CLEO)] };
    const list = 'group { invitations { totalCount nodes { user { username } } } }';
    const text = `mutation ($g: ID!, $who: [ID!]!) {
      a: inviteToGroup(input: { groupId: $g, userIds: $who }) { ${list} }
      b: cancelInvitations(input: { groupId: $g, userIds: $who }) { ${list} }
    }`;

    const { a, b } = await ask(text, variables);

    expect(a.group.invitations).toEqual({ totalCount: 1, nodes: [{ user: { username: 'user-3' } }] });
    expect(b.group.invitations).toEqual({ totalCount: 0, nodes: [] });
  });

  it('what groups a user has, and who manages them', async () => {
    const groupId = await newGroup('PUBLIC');
    await call('joinGroup', { groupId }, CLEO);
    const user = '{ username groups(first: 100) { totalCount nodes { id managedBy { username } } } }';
    const text = `mutation ($g: ID!, $cleo: ID!) {
      a: updateGroup(input: { groupId: $g, description: "before" }) { group { managedBy ${user} } }
      b: transferGroup(input: { groupId: $g, userId: $cleo }) { group { createdBy ${user} managedBy ${user} } }
      c: leaveGroup(input: { groupId: $g }) { group { createdBy ${user} managedBy { username } } }
    }`;

    const { a, b, c } = await ask(text, { g: groupId, cleo: userId(CLEO) });

    const managerIn = ({ groups }: { groups: { nodes: { id: string; managedBy: object }[] } }) =>
      groups.nodes.find(({ id }) => id === groupId)?.managedBy;
    expect(managerIn(a.group.managedBy)).toEqual({ username: 'user-1' });
    expect(b.group.managedBy.username).toBe('user-3');
    expect(managerIn(b.group.managedBy)).toEqual({ username: 'user-3' });
    expect(managerIn(b.group.createdBy)).toEqual({ username: 'user-3' });
    expect(managerIn(c.group.createdBy)).toBeUndefined();
    expect(c.group.createdBy.groups.totalCount).toBe(b.group.createdBy.groups.totalCount - 1);
  });

  it('each time that it comes, by whatever executes it', async () => {
    const text = 'mutation ($g: ID!) { joinGroup(input: { groupId: $g }) { group { members { totalCount } } } }';
    const g = await newGroup('PUBLIC');
    const counts = [];
    for (const as of [BO, CLEO, INVITED, WAITING]) {
      const { joinGroup } = await ask(text, { g }, as);
      counts.push(joinGroup.group.members.totalCount);
    }

    expect(counts).toEqual([2, 3, 4, 5]);
  });
});
