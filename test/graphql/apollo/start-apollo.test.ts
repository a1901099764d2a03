import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { startApollo } from '../../../src/graphql/apollo/start-apollo.ts';
import type { RequestContext } from '../../../src/graphql/request-context.ts';

let parsed = 0;
const countParsed: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async parsingDidStart() {
      parsed += 1;
    },
  }),
};
const apollo = await startApollo({
  production: true,
  plugins: [countParsed],
  limits: { depth: 10, aliases: 10, directives: 10, rootFields: 10, tokens: 100, answer: 16_777_216 },
  logFault: (error) => expect.fail(String(error)),
  resolverEnded: () => undefined,
});
afterAll(() => apollo.stop());
beforeEach(() => {
  parsed = 0;
});

async function ask(body: object): Promise<string> {
  const { body: answer } = await apollo.executeHTTPGraphQLRequest({
    // Nothing is resolved that would look into it.
    context: async () => ({}) as RequestContext,
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
  });
  return answer.kind === 'complete' ? answer.string : '';
}

it('parses a document once', async () => {
  await ask({ query: '{ __typename }' });
  await ask({ query: '{ __typename }' });

  expect(parsed).toBe(1);
});

it('forgets documents before they take more memory than they may', async () => {
  const query = (number: number) => `{ __typename } ${' '.repeat(300_000)}# ${number}`;
  const documents = 30;

  for (let number = 0; number < documents; number += 1) await ask({ query: query(number) });
  await ask({ query: query(documents - 1) });
  const afterLast = parsed;
  await ask({ query: query(0) });

  expect([afterLast, parsed]).toEqual([documents, documents + 1]);
});

it('forgets persisted queries before they take more memory than they may', async () => {
  const query = (number: number) => `{ __typename } # ${number} ${'x'.repeat(1_000_000)}`;
  const persistedQuery = (text: string) => ({
    extensions: { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') } },
  });

  for (let number = 0; number < 6; number += 1) await ask({ query: query(number), ...persistedQuery(query(number)) });
  const [first, last] = [await ask(persistedQuery(query(0))), await ask(persistedQuery(query(5)))];

  expect(first).toContain('PERSISTED_QUERY_NOT_FOUND');
  expect(last).toBe('{"data":{"__typename":"Query"}}\n');
});
