import { readFileSync } from 'node:fs';
import { type ClientName, requestsOf, TRUSTED_DOCUMENTS } from './client-requests.ts';
import { DOCUMENTS, distinct } from './documents.ts';
import { searchesInTurn } from './searches.ts';
import { BIG_GROUP, isVisible, type Size } from './seed.ts';
import { writer } from './words.ts';

export type WorkloadName =
  | 'W1'
  | 'W2'
  | 'W3'
  | 'S'
  | 'M'
  | 'R1'
  | 'R3'
  | 'D2'
  | 'D3'
  | 'AC'
  | 'UG'
  | 'UP'
  | 'TD'
  | 'TP';

/** How a server is asked: (f) and the SelfCommunity door by paths, the others by GraphQL documents. */
export type Dialect = 'graphql' | 'rest' | 'postgraphile';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** All of them, as a real client sent them; without it, the few that are needed. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** `NUMBER` in it becomes another number in every request. */
  readonly body?: string;
}

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  readonly creates: boolean;
  /** The workload that asks the same with as little as that takes. */
  readonly plainForm?: WorkloadName;
  /** What its server is started with besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Answers before it is timed, where the time for warming up may be too short for them. */
  readonly warmUpAnswers?: number;
  /** What is sent, in rotation. */
  requests(dialect: Dialect, size: Size): readonly Request[] | Promise<readonly Request[]>;
}

/** As long as what stands in for it, so that a body's length is known beforehand. */
export const NUMBER = '#########';

const TEXTS = 200;
const IDS = 2_000;
const DISTINCT_DOCUMENTS = 1_000;
/** Each document is compiled when it is asked for the second time. */
const ALL_COMPILED = 3 * DISTINCT_DOCUMENTS;
/** Each is recorded from a client, which takes 1 ms. */
const CLIENT_IDS = 200;

function graphql(query: string, variables: object): Request {
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) };
}

function get(path: string): Request {
  return { method: 'GET', path };
}

/** Groups over the whole table, all of which strangers may see. */
function ids({ groups }: Size, count = IDS): readonly number[] {
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * groups) / count)).filter(isVisible);
}

function fromClient(name: WorkloadName, title: string, client: ClientName, plainForm: WorkloadName): Workload {
  const requests: Workload['requests'] = (_dialect, size) => requestsOf(client, ids(size, CLIENT_IDS));
  return { name, title, creates: false, plainForm, requests };
}

function newGroups<Group>(read: (name: string, description: string) => Group): readonly Group[] {
  const text = writer(11);
  return Array.from({ length: TEXTS }, () => read(`${text.words(2)} ${NUMBER}`.slice(-50), text.words(15)));
}

function pages(dialect: Dialect, name: 'W2' | 'S', variables: { first: number; filter?: { search: string } }): Request {
  if (dialect !== 'rest') return graphql(DOCUMENTS[dialect][name], variables);
  const search = variables.filter ? `&search=${encodeURIComponent(variables.filter.search)}` : '';
  return get(`/groups?first=${variables.first}${search}`);
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'W1',
    title: 'createGroup',
    creates: true,
    requests: (dialect) =>
      newGroups((name, description) => {
        const input = { name, description, privacy: 'PUBLIC' };
        return dialect === 'rest'
          ? { method: 'POST', path: '/groups', body: JSON.stringify(input) }
          : graphql(DOCUMENTS[dialect].W1, { input });
      }),
  },
  {
    name: 'W2',
    title: '50 groups, each with creator and manager',
    creates: false,
    requests: (dialect) => [pages(dialect, 'W2', { first: 50 })],
  },
  {
    name: 'W3',
    title: 'one group with creator and manager',
    creates: false,
    requests: (dialect, size) =>
      ids(size).map((id) => (dialect === 'rest' ? get(`/groups/${id}`) : graphql(DOCUMENTS[dialect].W3, { id }))),
  },
  {
    name: 'S',
    title: 'a search page of 20 groups',
    creates: false,
    requests: (dialect) => searchesInTurn().map((search) => pages(dialect, 'S', { first: 20, filter: { search } })),
  },
  {
    name: 'M',
    title: '100 members of a group, with their users',
    creates: false,
    requests: (dialect) => [
      dialect === 'rest'
        ? get(`/groups/${BIG_GROUP}/members?first=100`)
        : graphql(DOCUMENTS[dialect].M, { id: BIG_GROUP, first: 100 }),
    ],
  },
  {
    name: 'R1',
    title: 'create at the SelfCommunity door',
    creates: true,
    requests: () =>
      newGroups((name, description) => {
        const body = JSON.stringify({ name, description, privacy: 'public', visible: true });
        return { method: 'POST', path: '/api/v2/group/', body };
      }),
  },
  {
    name: 'R3',
    title: 'read one at the SelfCommunity door',
    creates: false,
    requests: (_dialect, size) => ids(size).map((id) => get(`/api/v2/group/${id}/`)),
  },
  {
    name: 'D2',
    title: `W2 with ${DISTINCT_DOCUMENTS} distinct documents`,
    creates: false,
    warmUpAnswers: ALL_COMPILED,
    requests: () => distinct('W2', DISTINCT_DOCUMENTS).map((query) => graphql(query, { first: 50 })),
  },
  {
    name: 'D3',
    title: `W3 with ${DISTINCT_DOCUMENTS} distinct documents`,
    creates: false,
    warmUpAnswers: ALL_COMPILED,
    requests: (_dialect, size) => {
      const known = ids(size);
      return distinct('W3', DISTINCT_DOCUMENTS).map((query, index) =>
        graphql(query, { id: known[index % known.length] }),
      );
    },
  },
  fromClient('AC', 'W3 as Apollo Client sends it', 'apollo', 'W3'),
  fromClient('UG', 'W3 as urql sends it, by GET', 'urqlGet', 'W3'),
  fromClient('UP', 'W3 as urql sends it, by POST', 'urqlPost', 'W3'),
  {
    ...fromClient('TD', '10 groups, as the typed frontend asks for them by a trusted document', 'trusted', 'TP'),
    env: { TRUSTED_DOCUMENTS },
  },
  {
    name: 'TP',
    title: '10 groups, as in TD, by a plain POST',
    creates: false,
    requests: async () => (await requestsOf('trusted', [])).map(withDocument),
  },
];

/** The same question with its document in the place of its hash, and the few headers that are needed. */
function withDocument({ body = '' }: Request): Request {
  const { variables, extensions } = JSON.parse(body) as {
    readonly variables: object;
    readonly extensions: { readonly persistedQuery: { readonly sha256Hash: string } };
  };
  const documents = JSON.parse(readFileSync(TRUSTED_DOCUMENTS, 'utf8')) as Readonly<Record<string, string>>;
  const { sha256Hash } = extensions.persistedQuery;
  const document = documents[sha256Hash] ?? documents[`sha256:${sha256Hash}`];
  if (document === undefined) throw new Error(`no trusted document has the hash ${sha256Hash}`);
  return graphql(document, variables);
}

/** The headers of a request to a host, in their order. */
export function headersOf(request: Request, host: string, token: string): readonly (readonly [string, string])[] {
  const { headers, body } = request;
  const authorization = `Bearer ${token}`;
  if (headers === undefined) {
    const ofBody = [
      ['content-type', 'application/json'],
      ['content-length', String(Buffer.byteLength(body ?? ''))],
    ] as const;
    return [['host', host], ['authorization', authorization], ...(body === undefined ? [] : ofBody)];
  }
  const ours = new Map([
    ['host', host],
    ['authorization', authorization],
  ]);
  return headers.map(([name, value]) => [name, ours.get(name.toLowerCase()) ?? value]);
}

export function workloadOf(name: WorkloadName): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found === undefined) throw new Error(`there is no workload ${name}`);
  return found;
}
