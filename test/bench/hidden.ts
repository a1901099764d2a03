import { isDeepStrictEqual } from 'node:util';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { startOwnProcess } from '../support/processes.ts';
import { graphql, send } from '../support/requests.ts';
import { SECRET } from '../support/secret.ts';
import { median } from './statistics.ts';

/** Milliseconds by which the two medians may differ. */
const WITHIN_MS = 1;
const WARM_UP = 20;
const SAMPLES = 200;

interface Target {
  readonly id: number;
  readonly slug: string;
}
interface Question {
  readonly path: string;
  readonly json?: object;
}

const NEVER_WAS: Target = { id: 987_654_321, slug: 'runners' };

/** A question about one group at each door that answers by number, by name and by global id. */
const QUESTIONS: Readonly<Record<string, (target: Target) => Question>> = {
  'SelfCommunity: GET /group/:id': ({ id }) => ({ path: `/api/v2/group/${id}/` }),
  'rooms: GET /rooms/:id': ({ id }) => ({ path: `/v1/rooms/${id}` }),
  'rooms: GET /rooms/group/:url': ({ slug }) => ({ path: `/v1/rooms/group/${slug}` }),
  'GraphQL: group by databaseId': ({ id }) => groupBy({ databaseId: id }),
  'GraphQL: group by slug': ({ slug }) => groupBy({ slug }),
  'GraphQL: node': ({ id }) => asked('query ($id: ID!) { node(id: $id) { id } }', { id: encodeGlobalId('Group', id) }),
  'GraphQL: joinGroup': ({ id }) =>
    asked('mutation ($id: ID!) { joinGroup(input: { groupId: $id }) { userErrors { code } } }', {
      id: encodeGlobalId('Group', id),
    }),
};

function groupBy(by: object): Question {
  return asked('query ($by: GroupBy!) { group(by: $by) { name } }', { by });
}

function asked(query: string, variables: object): Question {
  return { path: '/graphql', json: { query, variables } };
}

const server = await startOwnProcess({ LOG_LEVEL: 'silent', RATE_LIMIT: 'off' });
try {
  const hidden = await makeHiddenGroup();
  const [manager, stranger] = await Promise.all([tokenOf(1), tokenOf(2)]);
  console.log('What a stranger waits for a hidden group, and for one that never was: medians in ms');
  for (const [what, about] of Object.entries(QUESTIONS)) {
    await expectShownTo(manager, stranger, about(hidden));
    const first = await compare(about(hidden), about(NEVER_WAS), stranger);
    // Once more where the machine was busy with something else.
    const medians = isClose(first) ? first : await compare(about(hidden), about(NEVER_WAS), stranger);
    console.log(`${what}: ${medians.map((ms) => ms.toFixed(3)).join(' and ')}`);
    if (!isClose(medians)) process.exitCode = 1;
  }
  if (process.exitCode === 1)
    console.error(`Some differ by ${WITHIN_MS} ms or more: a hidden group can be told apart.`);
} finally {
  await server.remove();
}

function tokenOf(userId: number): Promise<string> {
  return signCommunityToken(SECRET, { userId, expires: '1h' });
}

/** Throws where both are told the same, and so nothing would be measured. */
async function expectShownTo(manager: string, stranger: string, question: Question): Promise<void> {
  const [shown, told] = [await answerTo(question, manager), await answerTo(question, stranger)];
  if (isDeepStrictEqual(shown.body, told.body)) throw new Error(`${question.path} shows its manager nothing more`);
}

async function makeHiddenGroup(): Promise<Target> {
  const input = { name: 'Rowers of the river', slug: 'rowers', privacy: 'PRIVATE', visible: false };
  const { body } = await graphql(
    server.url,
    'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { databaseId slug } } }',
    { variables: { input }, token: await tokenOf(1) },
  );
  const { databaseId, slug } = body.data.createGroup.group;
  return { id: databaseId, slug };
}

type Medians = readonly [number, number];

function isClose([one, other]: Medians): boolean {
  return Math.abs(one - other) < WITHIN_MS;
}

/** The medians of both, asked in turns so that both see the same machine. */
async function compare(one: Question, other: Question, token: string): Promise<Medians> {
  const times: Record<'one' | 'other', number[]> = { one: [], other: [] };
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const ones = async () => times.one.push(await timeOf(one, token));
    const others = async () => times.other.push(await timeOf(other, token));
    for (const ask of sample % 2 ? [ones, others] : [others, ones]) await ask();
  }
  return [median(times.one.slice(WARM_UP)) ?? 0, median(times.other.slice(WARM_UP)) ?? 0];
}

function answerTo({ path, json }: Question, token: string) {
  return send(`${server.url}${path}`, { token, ...(json && { json }) });
}

async function timeOf(question: Question, token: string): Promise<number> {
  const started = performance.now();
  await answerTo(question, token);
  return performance.now() - started;
}
