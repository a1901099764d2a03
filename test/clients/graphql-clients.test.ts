import { ApolloClient, CombinedGraphQLErrors, gql as document, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange, gql } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const url = `${server.url}/graphql`;
const BEARER = { authorization: `Bearer ${await server.token(7)}` };
const VIEWER = 'query Viewer($skip: Boolean = false) { viewer { username @skip(if: $skip) } }';
const CREATE =
  'mutation Create($input: CreateGroupInput!) { createGroup(input: $input) { group { name } userErrors { code } } }';
const chess = (name: string) => ({ input: { name, privacy: 'PUBLIC' } });

describe('urql as it comes', () => {
  const client = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers: BEARER } });

  it('reads by GET', async () => {
    const { data, error, operation } = await client.query(gql(VIEWER), {}).toPromise();

    expect([data, error, operation.context.preferGetMethod]).toEqual([
      { viewer: { username: 'user-7' } },
      undefined,
      'within-url-limit',
    ]);
  });

  it('reads anonymously, without any header of its own', async () => {
    const { data, error } = await new Client({ url, exchanges: [fetchExchange] }).query('{ viewer { id } }', {});

    expect([data, error]).toEqual([{ viewer: null }, undefined]);
  });

  it('changes by POST', async () => {
    const { data, error } = await client.mutation(CREATE, chess('Of urql')).toPromise();

    expect([data, error]).toEqual([{ createGroup: { group: { name: 'Of urql' }, userErrors: [] } }, undefined]);
  });

  it('is told what is wrong with its token', async () => {
    const stranger = new Client({
      url,
      exchanges: [fetchExchange],
      fetchOptions: { headers: { authorization: 'Bearer x' } },
    });
    const { error } = await stranger.query(VIEWER, {}).toPromise();

    expect(error?.graphQLErrors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAUTHENTICATED' }]);
  });
});

describe.each(['GET', 'POST'] as const)('graphql-request, which reads by %s', (method) => {
  const client = new GraphQLClient(url, { method, headers: BEARER });

  it('reads', async () => {
    expect(await client.request(VIEWER)).toEqual({ viewer: { username: 'user-7' } });
  });
});

describe('Apollo Client', () => {
  const link = new HttpLink({ uri: url, headers: { authorization: 'Bearer x' } });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });

  it('tells UNAUTHENTICATED from the rest', async () => {
    const { error } = await client.query({ query: document(VIEWER), errorPolicy: 'all' });

    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  });
});

describe('a fetch function as developers write it for Relay', () => {
  const fetchGraphQL = async (text: string, variables: object) => {
    const headers = { 'content-type': 'application/json', ...BEARER };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: text, variables }) });
    return answer.json();
  };

  it('reads', async () => {
    expect(await fetchGraphQL(VIEWER, {})).toEqual({ data: { viewer: { username: 'user-7' } } });
  });
});
