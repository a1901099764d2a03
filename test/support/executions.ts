import type { ApolloServerPlugin } from '@apollo/server';
import anyAscii from 'any-ascii';
import type { Deps } from '../../src/domain/deps.ts';
import { ok } from '../../src/domain/result.ts';
import type { Store } from '../../src/domain/store.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { answerLimit } from '../../src/graphql/apollo/answer-limit.ts';
import { type CompiledExecution, compiledExecution } from '../../src/graphql/apollo/compiled-execution.ts';
import { costLimit } from '../../src/graphql/apollo/cost-limit.ts';
import { executor } from '../../src/graphql/apollo/execute.ts';
import { startApollo } from '../../src/graphql/apollo/start-apollo.ts';
import { wrongVariables } from '../../src/graphql/apollo/wrong-variables.ts';
import type { GraphQLRequest } from '../../src/graphql/http-request.ts';
import { JSON_TYPE, type MediaType } from '../../src/graphql/media-type.ts';
import { newRequestContext, type RequestContext } from '../../src/graphql/request-context.ts';
import { linksFrom } from '../../src/links.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { addGroup, emptySqlite, NOON, person, type TestDatabase } from './engines.ts';

export interface Asked {
  readonly query?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | undefined;
  /** Null for an anonymous caller; user 1 when left out. */
  readonly viewer?: Viewer | null | undefined;
  /** The method of the store that fails meanwhile. */
  readonly failing?: keyof Store | undefined;
  /** The user who cannot be found meanwhile, though groups refer to them. */
  readonly lost?: number | undefined;
  readonly method?: 'GET' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly accept?: MediaType | undefined;
  /** The parameters of a GET as they stand in its address, where they are others than these. */
  readonly search?: string | undefined;
}

export interface Execution {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The messages of the faults that were logged. */
  readonly logged: readonly string[];
  /** How often each method of the store was called for the answer: not for one that was given up. */
  readonly calls: Readonly<Record<string, number>>;
  readonly compiled: boolean;
  /** Whether it did not go through Apollo Server. */
  readonly pastApollo: boolean;
}

export interface Executor {
  ask(asked: Asked): Promise<Execution>;
  stop(): Promise<void>;
}

/** Apollo as it is served, on a database of its own that always begins with the same content. */
export async function startExecutor(kind: 'plain' | 'compiled', production = false): Promise<Executor> {
  const database = await filledDatabase();
  let logged: string[] = [];
  let calls: Record<string, number> = {};
  let failing: keyof Store | undefined;
  let missing: number | undefined;
  let compiled = false;
  let pastApollo = false;
  const calling = watched(database.store, (method) => {
    calls[method] = (calls[method] ?? 0) + 1;
    if (method === failing) throw new Error(`the disk is on fire: ${method}`);
  });
  const findUsers: Store['findUsers'] = async (ids) =>
    (await calling.findUsers(ids)).filter(({ id }) => id !== missing);
  const store = { ...calling, findUsers };
  const compiling = compiledExecution({ rows: MAX_ROWS, answer: MAX_ANSWER });
  const watching: CompiledExecution = {
    plugin: observed(compiling.plugin, (answered) => told(answered)),
    async answer(question, context, mayMutate) {
      const data = await compiling.answer(question, context, mayMutate);
      if (data) told(true);
      pastApollo = data !== null;
      return data;
    },
  };
  const told = (answered: boolean) => {
    compiled = answered;
    if (!answered) calls = {};
  };
  const own = kind === 'compiled' ? [wrongVariables, watching.plugin] : [];
  const plugins = [costLimit(MAX_ROWS), ...own, answerLimit(MAX_ANSWER)];
  const logFault = (error: unknown) => logged.push(String(error));
  const limits = {
    depth: 100,
    aliases: 1_000,
    directives: 1_000,
    rootFields: 1_000,
    tokens: 2_000,
    answer: 16_777_216,
  };
  const apollo = await startApollo({ production, plugins, limits, logFault, resolverEnded: () => undefined });
  const execute = executor(apollo, kind === 'compiled' ? watching : { ...watching, answer: async () => null });

  return {
    async ask({ viewer = VIEWER, failing: method, lost, ...asked }) {
      [logged, calls, compiled, failing, missing] = [[], {}, false, method, lost];
      pastApollo = false;
      const record = {
        id: '1',
        door: 'graphql',
        operation: null,
        operationName: null,
        userId: null,
        statements: 0,
        sqlMs: 0,
      };
      const links = linksFrom('https://groups.example');
      const context = newRequestContext({
        deps: depsFor(store),
        viewer,
        links,
        record,
        metrics: createMetrics(),
        spend: () => null,
      });
      const { status, headers, body } = await execute(requestOf(asked), context);
      const { 'content-length': _length, ...sent } = Object.fromEntries(headers);
      const worded = kind === 'compiled' ? body : asWordedHere(body);
      return { status, headers: sent, body: worded, logged, calls, compiled, pastApollo };
    },
    async stop() {
      await apollo.stop();
      await database.remove();
    },
  };
}

/**
 * How errors of variables differ from those of graphql-js, which prints the value and what may be meant by it. There
 * are also at most five of them here: graphql-js would go on to the fiftieth.
 */
const DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  [/ got invalid value .*?(?=( at "[^"]*")?; )/s, ' got invalid value'],
  [/; Value .* does not exist in "(\w+)" enum.*/s, '; Expected type "$1".'],
  [/; (?:Enum ")?(\w+)"? cannot represent .*/s, '; Expected type "$1".'],
  [/; (\w+) must be text.*/s, '; Expected type "$1".'],
  [/ Did you mean .*/s, ''],
];

function asWordedHere(body: string): string {
  const answer = JSON.parse(body);
  for (const error of answer.errors ?? []) {
    if (!error.message.includes(' got invalid value ')) continue;
    for (const [pattern, words] of DIFFERENCES) error.message = error.message.replace(pattern, words);
  }
  return JSON.stringify(answer);
}

const MAX_ROWS = 10_000;
const MAX_ANSWER = 1_024 * 1_024;
const VIEWER: Viewer = { userId: 1, scopes: null };

function requestOf({
  method = 'POST',
  headers = {},
  search,
  accept = JSON_TYPE,
  ...body
}: Omit<Asked, 'viewer' | 'failing' | 'lost'>): GraphQLRequest {
  const sent = { 'content-type': 'application/json', ...headers };
  if (method === 'POST') return { method, headers: sent, accept, parameters: null, body };
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(search === undefined ? body : {})) {
    parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return { method, headers: sent, accept, parameters, body: null };
}

/** Tells whether a plugin has answered, instead of leaving it to the execution. */
function observed(
  plugin: ApolloServerPlugin<RequestContext>,
  told: (answered: boolean) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart(request) {
      const listener = await plugin.requestDidStart?.(request);
      return {
        async responseForOperation(operation) {
          const response = (await listener?.responseForOperation?.(operation)) ?? null;
          told(response !== null);
          return response;
        },
      };
    },
  };
}

/** The real store, each of whose calls is told of before. */
function watched(store: Store, before: (method: string) => void): Store {
  return new Proxy(store, {
    get: (target, method: keyof Store) =>
      new Proxy(target[method], {
        async apply(call, _this, args) {
          before(method);
          return Reflect.apply(call, target, args);
        },
      }),
  });
}

function depsFor(store: Store): Deps {
  return {
    store,
    images: { prepare: async () => ok({ key: 'key', save: async () => {} }), remove: async () => {} },
    mailer: { sendInvitation: async () => true },
    newToken: () => 'token',
    checkToken: async () => 'BAD_TOKEN',
    now: () => NOON,
    transliterate: anyAscii,
    digest: (content) => String(content),
    openIdIssuer: null,
    anonymousRead: true,
    mailsPerDay: 200,
    maxJoinRequests: 10_000,
    isAbandoned: () => false,
  };
}

const USERS = 6;
const GROUPS = 8;

async function filledDatabase(): Promise<TestDatabase> {
  const database = await emptySqlite();
  const { store } = database;
  const people = Array.from({ length: USERS }, (_, index) => person(index + 1, { reviewer: index === 0 }));
  await store.importUsers(people, NOON);
  for (let index = 1; index <= GROUPS; index++) {
    const id = await addGroup(store, `Group ${index}`, {
      creatorId: 1 + (index % USERS),
      privacy: index % 3 ? 'PUBLIC' : 'PRIVATE',
      color: index % 2 ? '#ff0000' : null,
      country: index % 4 ? 'IT' : null,
      description: index % 2 ? 'Königsspiel "for" <all>\u2028' : '',
      image: null,
    });
    const memberships = new Map([
      [1, { status: 'SUBSCRIBED', admin: index % 2 === 0 } as const],
      [2 + (index % 3), { status: 'INVITED', admin: false } as const],
    ]);
    await store.changeGroup({ id, viewerId: 1, userIds: [] }, () => ok({ memberships }), NOON);
  }
  const organization = { jobTitle: 'Editor', contactNumber: '555', organizationName: 'Institute', purpose: 'Teaching' };
  await addGroup(store, 'A page', {
    kind: 'PAGE',
    active: false,
    creatorId: 2,
    organization: { ...organization, organizationWebsite: null, additionalDetails: 'more' },
  });
  return database;
}
