import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { withClient } from '../../../src/store/postgres/maintenance/client.ts';
import { findingsIn } from '../../support/postgres.ts';
import { type PostgresPair, startPostgresPair } from '../../support/postgres-pair.ts';
import { type Answer, graphql, send } from '../../support/requests.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { type TcpProxy, tcpProxy } from '../../support/tcp-proxy.ts';

/**
 * A server whose PostgreSQL fails over to a standby, in the midst of writes and reads at all doors. The invariant: whoever
 * was answered finds what was answered afterwards, and nobody is told anything but that, or to come again.
 */

const MANAGERS = [1, 2, 3, 4, 5, 6];
const CROWD = [11, 12, 13, 14];
/** Writes that have to be answered before the next disturbance. */
const SOME = 20;
/** Milliseconds after which a claim of a key counts as left behind: more than RUNNING_MS of claim-key.ts. */
const CLAIM_MS = 31_000;
/** Milliseconds for which each caller rests between two requests. */
const REST_MS = 10;

interface Creation {
  readonly key: string;
  readonly name: string;
  readonly managerId: number;
}

let pair: PostgresPair;
let proxy: TcpProxy;
let server: TestServer;
let tokens: ReadonlyMap<number, string>;
let clockAhead = 0;

beforeAll(async () => {
  pair = await startPostgresPair();
  await withClient(pair.primary.urlOf('postgres'), (client) => client.query('create database guildhall'));
  proxy = await tcpProxy(pair.primary);
  server = await startServer({
    env: {
      DATABASE_URL: pair.primary.urlOf('guildhall').replace(`:${pair.primary.port}/`, `:${proxy.port}/`),
      DATABASE_CONNECTIONS: '3',
      DATABASE_TIMEOUT_SECONDS: '4',
    },
    now: () => new Date(Date.now() + clockAhead),
  });
  const users = [...MANAGERS, ...CROWD];
  await server.addUsers(...users);
  tokens = new Map(await Promise.all(users.map(async (user) => [user, await server.token(user)] as const)));
});

afterAll(async () => {
  await server?.stop();
  await proxy?.end();
  await pair?.close();
});

const tokenOf = (userId: number) => tokens.get(userId) ?? null;

/** The doors make groups by turns; at the second one names are not unique, so that two of one call would both be there. */
function create({ key, name, managerId }: Creation): Promise<Answer> {
  const options = { token: tokenOf(managerId), headers: { 'idempotency-key': key } };
  return managerId % 2 === 0
    ? send(`${server.url}/api/v2/group/`, { ...options, json: { name, privacy: 'public' } })
    : send(`${server.url}/v1/rooms/groups`, {
        ...options,
        json: { name, url: key, description: 'Founded in troubled times', public: true },
      });
}

const JOIN = 'mutation ($input: JoinGroupInput!) { joinGroup(input: $input) { userErrors { code } } }';

function join(groupId: number, userId: number): Promise<Answer> {
  const token = tokenOf(userId);
  return userId % 2 === 0
    ? send(`${server.url}/api/v2/group/${groupId}/subscribe/`, { token, method: 'POST' })
    : graphql(server.url, JOIN, { token, variables: { input: { groupId: encodeGlobalId('Group', groupId) } } });
}

const idIn = ({ body }: Answer): number => Number(body.data?.id ?? body.id);

/** What callers were answered, and what they have yet to ask again. */
function ledger() {
  const made = new Map<string, number>();
  const ids: number[] = [];
  const unanswered: Creation[] = [];
  const joined = new Set<string>();
  const surprises: string[] = [];
  const refused = { writes: 0, reads: 0 };

  /** Whether a request was answered; a refusal has to say when to come again. */
  const isAnswered = (what: string, { status, headers, body }: Answer): boolean => {
    if (status < 300 && isWhole(body)) return true;
    const mayComeAgain = status === 503 && Number(headers.get('retry-after')) > 0;
    // GraphQL gives what else it has.
    const isInPart = status === 200 && body.errors?.every(isUnavailable);
    const isClaimed = status === 409 && JSON.stringify(body).includes('in_flight');
    if (!mayComeAgain && !isInPart && !isClaimed) surprises.push(`${what}: ${status} ${JSON.stringify(body)}`);
    return false;
  };
  const note = ({ key }: Creation, id: number): void => {
    made.set(key, id);
    ids.push(id);
  };
  return { made, ids, unanswered, joined, surprises, refused, isAnswered, note };
}

/** Whether a body tells all that was asked for. */
function isWhole(body: Answer['body']): boolean {
  return body?.errors === undefined && body?.data?.group !== null && !(body?.data?.joinGroup?.userErrors.length > 0);
}

function isUnavailable({ extensions }: { readonly extensions?: { readonly code?: string } }): boolean {
  return extensions?.code === 'SERVICE_UNAVAILABLE';
}

type Ledger = ReturnType<typeof ledger>;

/** Callers who write and read until they are told to stop. */
function startLoad({ ids, unanswered, joined, refused, isAnswered, note }: Ledger) {
  let isOver = false;
  let creations = 0;
  const repeatedly = async (step: () => Promise<void>) => {
    while (!isOver) {
      await step();
      await sleep(REST_MS);
    }
  };
  const anyGroup = () => ids[Math.floor(Math.random() * ids.length)];

  const found = (managerId: number) => async () => {
    creations += 1;
    const creation = { key: `founding-${creations}`, name: `Founding ${creations}`, managerId };
    const answer = await create(creation);
    if (isAnswered(`create ${creation.key}`, answer)) note(creation, idIn(answer));
    else {
      refused.writes += 1;
      unanswered.push(creation);
    }
  };
  const enter = (userId: number) => async () => {
    const id = anyGroup();
    if (id !== undefined && isAnswered(`join ${id}`, await join(id, userId))) joined.add(`${id} ${userId}`);
  };
  const look = (userId: number) => async () => {
    const id = anyGroup();
    if (id === undefined) return;
    const token = tokenOf(userId);
    const answers = await Promise.all([
      send(`${server.url}/api/v2/group/${id}/`, { token }),
      send(`${server.url}/v1/rooms/${id}`, { token }),
      graphql(server.url, SEEN, { token, variables: { id: encodeGlobalId('Group', id) } }),
    ]);
    for (const answer of answers) if (!isAnswered(`read ${id}`, answer)) refused.reads += 1;
  };

  const callers = [...MANAGERS.map(found), ...CROWD.flatMap((userId) => [enter(userId), look(userId)])];
  const running = Promise.all(callers.map(repeatedly));
  return {
    async stop() {
      isOver = true;
      await running;
    },
  };
}

const SEEN = 'query ($id: ID!) { group(by: { id: $id }) { name } groups(first: 3) { totalCount } }';

/** What the probes say, again and again; each status once for as long as it stays. */
function startProbing() {
  let isOver = false;
  const alive: number[] = [];
  const ready: number[] = [];
  const note = (statuses: number[], { status }: Answer) => {
    if (statuses.at(-1) !== status) statuses.push(status);
  };
  const probe = async () => {
    while (!isOver) {
      note(alive, await send(`${server.url}/healthz`));
      note(ready, await send(`${server.url}/readyz`));
      await sleep(REST_MS);
    }
  };
  const running = probe();
  return {
    alive,
    ready,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

/** Asks again with the same keys until everybody has an answer. */
async function repeatUnanswered({ unanswered, isAnswered, note }: Ledger): Promise<void> {
  for (const creation of unanswered) {
    const answer = await create(creation);
    if (isAnswered(`repeat ${creation.key}`, answer)) note(creation, idIn(answer));
  }
}

const until = (isTrue: () => boolean) => expect.poll(isTrue, { interval: REST_MS }).toBe(true);

describe('a failover under load', () => {
  it('loses nothing that was answered, does nothing twice, and is told as 503 alone', async () => {
    const book = ledger();
    const { made, unanswered, joined, surprises, refused } = book;
    const more = async () => {
      const before = made.size;
      await until(() => made.size >= before + SOME);
    };
    const probes = startProbing();
    const load = startLoad(book);
    await more();

    proxy.cut();
    await more();

    proxy.close();
    await pair.endPrimary();
    await until(() => probes.ready.at(-1) === 503 && refused.writes > 0 && refused.reads > 0);

    // Somebody may be led to the standby too early: it is not ready, as it takes no writes.
    proxy.leadTo(pair.standby);
    proxy.open();
    const before = refused.writes;
    await until(() => refused.writes > before);
    expect(probes.ready.at(-1)).toBe(503);

    await pair.promote();
    await until(() => probes.ready.at(-1) === 200);
    await more();
    await load.stop();
    await probes.stop();

    clockAhead = CLAIM_MS;
    await repeatUnanswered(book);

    expect(surprises).toEqual([]);
    expect(unanswered.length).toBeGreaterThan(0);
    expect(probes.alive).toEqual([200]);
    expect([probes.ready[0], probes.ready.includes(503), probes.ready.at(-1)]).toEqual([200, true, 200]);
    const url = pair.standby.urlOf('guildhall');
    expect(await groupsIn(url)).toEqual(new Map([...made].map(([key, id]) => [nameOf(key), [id]])));
    const members = await membersIn(url);
    expect([...joined].filter((pair) => !members.has(pair))).toEqual([]);
    expect(await findingsIn(url)).toEqual([]);
    expect(proxy.connections()).toBeLessThanOrEqual(4);
  });
});

const nameOf = (key: string) => key.replace('founding-', 'Founding ');

/** The ids of all groups by their names. */
async function groupsIn(url: string): Promise<Map<string, number[]>> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ name: string; ids: string }>(
      `select name, string_agg(id::text, ',') as ids from groups group by name`,
    ),
  );
  return new Map(rows.map(({ name, ids }) => [name, ids.split(',').map(Number)]));
}

/** All members, each as its group and its user. */
async function membersIn(url: string): Promise<Set<string>> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ member: string }>(
      `select group_id || ' ' || user_id as member from memberships where status = 'SUBSCRIBED'`,
    ),
  );
  return new Set(rows.map(({ member }) => member));
}
