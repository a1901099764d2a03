import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/graphql/relay/global-ids.ts';
import { type Answer, graphql, send } from './support/requests.ts';
import { startServer, type TestServer } from './support/server.ts';

const MANAGER = 1;
const ADMIN = 2;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** A hundred users who are neither manager nor admin. */
const CROWD = upTo(100).map((index) => index + ADMIN);

let folder: string;
let server: TestServer;
let database: Sqlite.Database;
let token: (userId: number) => string;
let counter = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-concurrency-'));
  const file = join(folder, 'guildhall.db');
  server = await startServer({ env: { DATABASE_URL: `file:${file}` } });
  database = new Sqlite(file, { readonly: true });
  const users = [MANAGER, ADMIN, ...CROWD, ...CROWD.map((user) => user + CROWD.length)];
  await server.addUsers(...users);
  const tokens = new Map(await Promise.all(users.map(async (user) => [user, await server.token(user)] as const)));
  token = (userId) => tokens.get(userId) ?? '';
});

afterAll(async () => {
  database.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

afterEach(() => {
  const broken = database.prepare(`
    select 'not one manager who is subscribed' as broken, id from groups where not exists (
      select 1 from memberships where group_id = id and user_id = managed_by_id and status = 'SUBSCRIBED')
    union all select 'count is wrong', id from groups where subscribers_count <> (
      select count(*) from memberships where group_id = id and status = 'SUBSCRIBED')
    union all select 'orphan', group_id from memberships where group_id not in (select id from groups)`);
  expect(broken.all()).toEqual([]);
});

/** A public group of MANAGER with these members; ADMIN is one of its admins. */
async function newGroup(members: readonly number[] = []): Promise<number> {
  counter += 1;
  const json = { name: `Crowd ${counter}`, privacy: 'public' };
  const { body } = await send(rest(), { token: token(MANAGER), json });
  const added = { token: token(MANAGER), json: { users: [ADMIN, ...members] } };
  expect((await send(rest(`${body.id}/subscribe/`), added)).status).toBe(204);
  await change('setMemberRole', MANAGER, body.id, { userId: encodeGlobalId('User', ADMIN), role: 'ADMIN' });
  return body.id;
}

const rest = (path = '') => `${server.url}/api/v2/group/${path}`;

async function change(mutation: string, userId: number, groupId: number, input: object = {}): Promise<string[]> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const { body } = await graphql(
    server.url,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
    { token: token(userId), variables: { input: { groupId: encodeGlobalId('Group', groupId), ...input } } },
  );
  return body.data[mutation].userErrors.map(({ code }: { code: string }) => code);
}

// By turns at two doors: what one of them knows, the other must know, too.
const atBothDoors = async (userId: number, byRest: () => Promise<Answer>, byGraphql: () => Promise<string[]>) => {
  if (userId % 2 === 0) expect((await byRest()).status).toBe(204);
  else expect(await byGraphql()).toEqual([]);
};

const joinGroup = (userId: number, groupId: number) =>
  atBothDoors(
    userId,
    () => send(rest(`${groupId}/subscribe/`), { method: 'POST', token: token(userId) }),
    () => change('joinGroup', userId, groupId),
  );

const leaveGroup = (userId: number, groupId: number) =>
  atBothDoors(
    userId,
    () => send(rest(`${groupId}/subscribe/`), { method: 'DELETE', token: token(userId) }),
    () => change('leaveGroup', userId, groupId),
  );

/** Removes members who may have left at the same moment, which GraphQL tells. */
const remove = (by: number, userId: number, groupId: number) =>
  atBothDoors(
    userId,
    () => send(rest(`${groupId}/subscribe/?user=${userId}`), { method: 'DELETE', token: token(by) }),
    async () => {
      const codes = await change('removeMembers', by, groupId, { userIds: [encodeGlobalId('User', userId)] });
      return codes.filter((code) => code !== 'NOT_A_MEMBER');
    },
  );

const transfer = (by: number, userId: number, groupId: number) =>
  change('transferGroup', by, groupId, { userId: encodeGlobalId('User', userId) });

const countOf = (groupId: number) =>
  database
    .prepare(
      'select subscribers_count as counted, (select count(*) from memberships where group_id = id) as members from groups where id = ?',
    )
    .get(groupId);

describe('a group’s count of members', () => {
  it('is right after 100 simultaneous joins', async () => {
    const id = await newGroup();

    await Promise.all(CROWD.map((user) => joinGroup(user, id)));

    expect(countOf(id)).toEqual({ counted: 102, members: 102 });
  });

  it('is right when everyone joins twice at once', async () => {
    const id = await newGroup();

    await Promise.all([...CROWD, ...CROWD].map((user) => joinGroup(user, id)));

    expect(countOf(id)).toEqual({ counted: 102, members: 102 });
  });

  it('is right after 100 simultaneous leaves', async () => {
    const id = await newGroup(CROWD);

    await Promise.all(CROWD.map((user) => leaveGroup(user, id)));

    expect(countOf(id)).toEqual({ counted: 2, members: 2 });
  });

  it('is right after 100 simultaneous removals', async () => {
    const id = await newGroup(CROWD);

    await Promise.all(CROWD.map((user) => remove(user % 3 === 0 ? ADMIN : MANAGER, user, id)));

    expect(countOf(id)).toEqual({ counted: 2, members: 2 });
  });

  it('is right when members leave, are removed and come at the same moment', async () => {
    const id = await newGroup(CROWD);
    const newcomers = CROWD.map((user) => user + CROWD.length);

    await Promise.all(
      CROWD.flatMap((user, index) => [
        leaveGroup(user, id),
        remove(index % 2 === 0 ? ADMIN : MANAGER, user, id),
        joinGroup(newcomers[index] ?? 0, id),
      ]),
    );

    expect(countOf(id)).toEqual({ counted: 102, members: 102 });
  });
});

describe('a name', () => {
  it('goes to one of 200 who want it at once, and the others are told the same', async () => {
    const json = { name: 'Wanted', privacy: 'public' };
    const wanting = [...CROWD, ...CROWD.map((user) => user + CROWD.length)];

    const answers = await Promise.all(wanting.map((user) => send(rest(), { token: token(user), json })));

    const [winners, others] = [answers.filter(({ status }) => status === 201), answers.filter((a) => a.status !== 201)];
    expect([winners.length, others.length]).toEqual([1, 199]);
    expect(new Set(others.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(others[0]?.status).toBe(400);
    expect(others[0]?.body.errors).toMatchObject([{ field: 'name', messages: [{ code: 'unique' }] }]);
    expect(database.prepare("select name, subscribers_count from groups where name_key = 'wanted'").all()).toEqual([
      { name: 'Wanted', subscribers_count: 1 },
    ]);
  });

  it('goes to one of two groups that are renamed to it at once', async () => {
    const ids = [await newGroup(), await newGroup()];
    const json = { name: 'Renamed' };

    const answers = await Promise.all(
      ids.map((id) => send(rest(`${id}/`), { method: 'PATCH', token: token(MANAGER), json })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(answers.find(({ status }) => status === 400)?.body.errors).toMatchObject([
      { field: 'name', messages: [{ code: 'unique' }] },
    ]);
    expect(database.prepare("select count(*) as n from groups where name_key = 'renamed'").get()).toEqual({ n: 1 });
  });
});

// Each in both orders of arrival; afterEach looks for groups without their one manager.
describe('exactly one manager, who is a member, is there', () => {
  const TARGETS = CROWD.slice(0, 30);
  const managerOf = (groupId: number) =>
    database.prepare('select managed_by_id from groups where id = ?').pluck().get(groupId);

  const race = async (target: number, one: () => Promise<string[]>, other: () => Promise<string[]>) =>
    target % 3 === 0 ? Promise.all([one(), other()]) : (await Promise.all([other(), one()])).reverse();

  it('when the group is handed to someone who leaves', async () => {
    const groups = await Promise.all(TARGETS.map(async (target) => [target, await newGroup([target])] as const));

    for (const [target, id] of groups) {
      const [handed, left] = await race(
        target,
        () => transfer(MANAGER, target, id),
        () => change('leaveGroup', target, id),
      );

      expect([
        [[], ['FORBIDDEN']],
        [['NOT_A_MEMBER'], []],
      ]).toContainEqual([handed, left]);
      expect(managerOf(id)).toBe(handed?.length === 0 ? target : MANAGER);
    }
  });

  it('when the group is handed to someone who is removed', async () => {
    const groups = await Promise.all(TARGETS.map(async (target) => [target, await newGroup([target])] as const));

    for (const [target, id] of groups) {
      const [handed, removed] = await race(
        target,
        () => transfer(MANAGER, target, id),
        () => change('removeMembers', ADMIN, id, { userIds: [encodeGlobalId('User', target)] }),
      );

      expect([
        [[], ['FORBIDDEN']],
        [['NOT_A_MEMBER'], []],
      ]).toContainEqual([handed, removed]);
      expect(managerOf(id)).toBe(handed?.length === 0 ? target : MANAGER);
    }
  });

  it('when the group is handed to many at once', async () => {
    const id = await newGroup(CROWD);

    const handed = await Promise.all(CROWD.map((target) => transfer(MANAGER, target, id)));

    const won = CROWD.filter((_target, index) => handed[index]?.length === 0);
    expect(won).toEqual([managerOf(id)]);
    expect(handed.filter(([code]) => code === 'FORBIDDEN')).toHaveLength(99);
  });
});

describe('a group that is deleted', () => {
  it('leaves nobody behind who joins at the same moment', async () => {
    const groups = await Promise.all(upTo(10).map(() => newGroup()));

    const outcomes = await Promise.all(
      groups.flatMap((id) => [
        ...CROWD.slice(0, 5).map((user) => change('joinGroup', user, id)),
        change('deleteGroup', MANAGER, id),
        ...CROWD.slice(5, 10).map((user) => change('joinGroup', user, id)),
      ]),
    );

    // Those who came before it went were let in, and those who came after were told that it is not there.
    expect(outcomes.flat().filter((code) => code !== 'NOT_FOUND')).toEqual([]);
    expect(countOf(groups[0] ?? 0)).toBeUndefined();
    expect(
      database
        .prepare('select count(*) as n from memberships where group_id in (select value from json_each(?))')
        .get(JSON.stringify(groups)),
    ).toEqual({ n: 0 });
  });
});
