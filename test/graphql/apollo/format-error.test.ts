import { ApolloServer } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { Refused } from '../../../src/domain/refused.ts';
import { refuse } from '../../../src/domain/result.ts';
import { errorFormatter } from '../../../src/graphql/apollo/format-error.ts';
import { toldError } from '../../../src/graphql/errors/told-error.ts';
import { valueOrThrow } from '../../../src/graphql/errors/top-level-error.ts';

const SECRET = 'a secret of the inside';
const MASKED = 'Something went wrong on our side.';
const own = new Error(SECRET);
const withExtensions = Object.assign(new Error(SECRET), { extensions: { code: 'X', more: SECRET } });

const thrown: Readonly<Record<string, () => unknown>> = {
  error: () => own,
  coded: () => new GraphQLError(SECRET, { extensions: { code: 'X', more: SECRET } }),
  codedAsOurs: () => new GraphQLError(SECRET, { extensions: { code: 'BAD_USER_INPUT' } }),
  uncoded: () => new GraphQLError(SECRET),
  located: () => new GraphQLError(SECRET, { path: ['elsewhere'], extensions: { code: 'X' } }),
  withExtensions: () => withExtensions,
  wrapped: () => new GraphQLError(SECRET, { originalError: withExtensions, extensions: { code: 'X' } }),
  text: () => SECRET,
};

const logged: unknown[] = [];
const fail = (error: unknown) => () => {
  throw error;
};
const apollo = new ApolloServer({
  typeDefs: `type Query {
    ${Object.keys(thrown).join(': Int\n')}: Int
    missing: Int! told: Int refusal: Int refused: Int by(id: Int!): Int
  }`,
  resolvers: {
    Query: {
      ...Object.fromEntries(Object.entries(thrown).map(([name, make]) => [name, fail(make())])),
      missing: () => null,
      told: fail(toldError('For all to know.', 'NOT_FOUND')),
      refusal: () => valueOrThrow(refuse({ code: 'UNAUTHENTICATED' })),
      refused: fail(new Refused({ code: 'SEARCH_UNAVAILABLE' })),
      by: () => 1,
    },
  },
  formatError: errorFormatter({ production: false, logFault: (error) => logged.push(error) }),
  includeStacktraceInErrorResponses: false,
});
await apollo.start();
afterAll(() => apollo.stop());
beforeEach(() => {
  logged.length = 0;
});

async function errorsOf(query: string, variables = {}) {
  const { body } = await apollo.executeOperation({ query, variables });
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  return errors.map(({ message, extensions }) => [message, extensions]);
}

it.each([...Object.keys(thrown), 'missing'])(
  'masks and logs what a resolver throws, whatever it holds: %s',
  async (field) => {
    const errors = await errorsOf(`{ ${field} }`);

    expect(errors).toEqual([[MASKED, { code: 'INTERNAL_SERVER_ERROR' }]]);
    expect(logged).toHaveLength(1);
  },
);

it.each([
  ['told', 'For all to know.', 'NOT_FOUND'],
  ['refusal', 'This needs a token.', 'UNAUTHENTICATED'],
  ['refused', 'Searches cannot be answered at the moment.', 'SERVICE_UNAVAILABLE'],
])('tells what was made to be told: %s', async (field, message, code) => {
  expect(await errorsOf(`{ ${field} }`)).toEqual([[message, { code }]]);
  expect(logged).toEqual([]);
});

it.each([
  ['{ told', 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['query A { told } query B { told }', 'OPERATION_RESOLUTION_FAILURE'],
  ['query ($id: Int!) { by(id: $id) }', 'BAD_USER_INPUT'],
  ['query ($id: Int = 1) { by(id: $id) }', 'BAD_USER_INPUT'],
])('tells what is wrong with a request: %s', async (query, code) => {
  const errors = await errorsOf(query, query.includes('= 1') ? { id: null } : {});

  expect(errors).toEqual([[expect.not.stringContaining(MASKED), { code }]]);
  expect(logged).toEqual([]);
});
