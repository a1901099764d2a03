import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { findingsIn, newDatabase, type OwnDatabase, onServer, urlOf } from '../../support/postgres.ts';
import { startOwnProcess } from '../../support/processes.ts';
import { graphql, send } from '../../support/requests.ts';
import { community } from '../../support/tokens.ts';

/**
 * Two instances of Guildhall on one database, one of them of two workers, asked by turns: three processes that answer.
 * What is claimed of one process has to hold for all of them together, as no caller can tell which one answers.
 */

type Instance = Awaited<ReturnType<typeof startOwnProcess>>;

const MANAGER = 1;
const ADMIN = 2;
const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, index) => index + first);
const CROWD = numbers(12, 3);

let folder: string;
let database: OwnDatabase;
let instances: readonly Instance[] = [];
let token: (userId: number) => string;
let turn = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-instances-'));
  database = await newDatabase();
  instances = await Promise.all(['1', '2'].map((WORKERS) => startInstance(database.url, { WORKERS })));
  const users = [MANAGER, ADMIN, ...CROWD];
  const tokens = new Map(
    await Promise.all(users.map(async (user) => [user, await community({ user_id: user })] as const)),
  );
  token = (userId) => tokens.get(userId) ?? '';
  await Promise.all(users.map((user) => graphql(next(), '{ viewer { username } }', { token: token(user) })));
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.remove()));
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A connection of its own for each request makes the workers of an instance take turns, too. */
const ALONE = { connection: 'close' };

const startInstance = (url: string, settings: Readonly<Record<string, string>> = {}) =>
  startOwnProcess({
    DATABASE_URL: url,
    DATABASE_CONNECTIONS: '3',
    DATABASE_TIMEOUT_SECONDS: '60',
    REQUEST_TIMEOUT_SECONDS: '120',
    MEDIA_DIR: join(folder, 'media'),
    RATE_LIMIT: 'off',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'warn',
    ...settings,
  });

/** The address of the instance whose turn it is. */
function next(): string {
  turn += 1;
  return instances[turn % instances.length]?.url ?? '';
}

const groupPath = (id: number | '' = '', rest = '') => `${next()}/api/v2/group/${id}${id === '' ? '' : '/'}${rest}`;

const create = (name: string, userId: number, headers: Readonly<Record<string, string>> = {}) =>
  send(groupPath(), {
    token: token(userId),
    json: { name, privacy: 'public' },
    headers: { ...ALONE, ...headers },
  });

async function change(mutation: string, userId: number, groupId: number, input: object = {}): Promise<string[]> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const { body } = await graphql(
    next(),
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
    {
      token: token(userId),
      headers: ALONE,
      variables: { input: { groupId: encodeGlobalId('Group', groupId), ...input } },
    },
  );
  return body.data[mutation].userErrors.map(({ code }: { code: string }) => code);
}

describe('three processes of two instances on one database', () => {
  it('give a name to one of 200 who want it at once, and tell the others the same', async () => {
    const answers = await Promise.all(numbers(200).map((index) => create('Wanted', CROWD[index % CROWD.length] ?? 0)));

    const others = answers.filter(({ status }) => status !== 201);
    expect(others).toHaveLength(199);
    expect(new Set(others.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(others[0]?.status).toBe(400);
    expect(others[0]?.body.errors).toMatchObject([{ field: 'name', messages: [{ code: 'unique' }] }]);
  });

  it('make one group of calls with one idempotency key at all of them at once', async () => {
    for (const round of numbers(5)) {
      const headers = { 'idempotency-key': `the same ${round}` };

      const answers = await Promise.all(numbers(6).map(() => create(`Once ${round}`, MANAGER, headers)));

      const made = answers.filter(({ status }) => status === 201);
      const others = answers.filter(({ status }) => status !== 201);
      expect(made.length).toBeGreaterThan(0);
      expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
      expect(others.map(({ status, body }) => [status, body.errors[0].code])).toEqual(
        others.map(() => [409, 'idempotency_in_flight']),
      );
      expect((await create(`Once ${round}`, MANAGER, headers)).body.id).toBe(made[0]?.body.id);
    }
  });

  it('find at each what another one has answered', async () => {
    const { body } = await create('Lantern makers', MANAGER);

    const found = await Promise.all(
      instances.map(async ({ url }) => (await send(`${url}/api/v2/group/search/?search=lantern`)).body),
    );

    expect(found.map(({ results }) => results.map(({ id }: { id: number }) => id))).toEqual(
      instances.map(() => [body.id]),
    );
  });

  it('keep every count and manager right while all of them change the same groups', async () => {
    const groups = await Promise.all(
      numbers(4).map(async (index) => (await create(`Crowd ${index}`, MANAGER)).body.id as number),
    );
    const someone = (userId: number) => ({ userId: encodeGlobalId('User', userId) });
    const some = (...userIds: number[]) => ({ userIds: userIds.map((userId) => encodeGlobalId('User', userId)) });
    await Promise.all(groups.map((id) => change('joinGroup', ADMIN, id)));
    await Promise.all(groups.map((id) => change('setMemberRole', MANAGER, id, { ...someone(ADMIN), role: 'ADMIN' })));

    const codes = await Promise.all(
      groups.flatMap((id, index) => [
        ...CROWD.flatMap((user) => [
          change('joinGroup', user, id),
          user % 2 === 0 ? change('leaveGroup', user, id) : change('removeMembers', ADMIN, id, some(user)),
          change('joinGroup', user, id),
        ]),
        change('inviteToGroup', ADMIN, id, some(...CROWD)),
        change('transferGroup', MANAGER, id, someone(ADMIN)),
        change('updateGroup', ADMIN, id, { description: `of instance ${index}` }),
        index === 0 ? change('deleteGroup', MANAGER, id) : change('leaveGroup', MANAGER, id),
      ]),
    );

    const refusals = ['FORBIDDEN', 'NOT_A_MEMBER', 'NOT_FOUND', 'MANAGER_CANNOT_LEAVE'];
    expect(codes.flat().filter((code) => !refusals.includes(code))).toEqual([]);
    expect(await findingsIn(database.url)).toEqual([]);
  });

  it('tell in one of the two workers what both have counted', async () => {
    const { url = '' } = instances[1] ?? {};
    const ask = () => send(`${url}/v1/rooms/nowhere`, { headers: ALONE });
    const counted = async () => {
      const { body } = await send(`${url}/metrics`, { headers: ALONE });
      const counts = body.matchAll(/guildhall_request_seconds_count\{door="rooms",[^}]*\} (\d+)/g);
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const before = await counted();

    await Promise.all(numbers(20).map(ask));

    // A worker that does not say within two seconds counts with what it told before.
    await expect.poll(async () => (await counted()) - before).toBe(20);
  });
});

describe('eight instances that start at once on an empty database', () => {
  const name = `test_starts_${process.pid}`;

  beforeAll(() => onServer(`create database ${name} encoding 'UTF8' template template0`));
  afterAll(() => onServer(`drop database ${name} with (force)`));

  it('migrate it once, and all serve', async () => {
    const started = await Promise.allSettled(numbers(8).map(() => startInstance(urlOf(name))));
    const open = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const ready = await Promise.all(open.map(({ url }) => send(`${url}/readyz`)));
    await Promise.all(open.map((instance) => instance.remove()));

    expect(started.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []))).toEqual([]);
    expect(ready.map(({ status }) => status)).toEqual(numbers(8).map(() => 200));
  });
});
