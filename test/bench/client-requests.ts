import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ApolloClient, gql as document, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { connectTrusted } from '../clients/frontend/client.ts';
import { listGroups } from '../clients/frontend/groups.ts';
import { DOCUMENTS } from './documents.ts';
import type { Request } from './workloads.ts';

/** For a server that is asked by a typed frontend alone. */
export const TRUSTED_DOCUMENTS = fileURLToPath(
  new URL('../clients/frontend/generated/persisted-documents.json', import.meta.url),
);
/** Gives way to the token of one user or another. */
const headers = { authorization: 'Bearer recorded' };

/** How real clients ask: Apollo Client and urql for one group after the other, the typed frontend for a page of ten. */
const CLIENTS = {
  async apollo(url: string, ids: readonly number[]) {
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, headers }) });
    const query = document(DOCUMENTS.graphql.W3);
    for (const id of ids) await client.query({ query, variables: { id }, errorPolicy: 'all' });
  },
  async urqlGet(url: string, ids: readonly number[]) {
    await askByUrql(new Client({ url, exchanges: [cacheExchange, fetchExchange], fetchOptions: { headers } }), ids);
  },
  async urqlPost(url: string, ids: readonly number[]) {
    const options = { url, exchanges: [cacheExchange, fetchExchange], fetchOptions: { headers } };
    await askByUrql(new Client({ ...options, preferGetMethod: false }), ids);
  },
  async trusted(url: string) {
    // Apollo Client throws the error that the recorder answers.
    await listGroups(connectTrusted(url, 'recorded'), null).catch(() => undefined);
  },
};

async function askByUrql(client: Client, ids: readonly number[]): Promise<void> {
  const query = gql(DOCUMENTS.graphql.W3);
  for (const id of ids) await client.query(query, { id }).toPromise();
}

export type ClientName = keyof typeof CLIENTS;
const recorded = new Map<string, Promise<readonly Request[]>>();

/** What a client sends to ask for some groups, with all of its headers. Each is recorded once. */
export function requestsOf(client: ClientName, ids: readonly number[]): Promise<readonly Request[]> {
  const key = `${client} ${ids.join()}`;
  const requests = recorded.get(key) ?? record(client, ids);
  recorded.set(key, requests);
  return requests;
}

async function record(client: ClientName, ids: readonly number[]): Promise<readonly Request[]> {
  const requests: Request[] = [];
  const recorder = createServer(async (message, response) => {
    requests.push(await asRequest(message));
    response.setHeader('content-type', 'application/json').end('{"errors":[{"message":"This is a recorder."}]}');
  });
  await new Promise<void>((resolve) => {
    recorder.listen(0, '127.0.0.1', resolve);
  });
  try {
    const address = recorder.address();
    if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
    await CLIENTS[client](`http://127.0.0.1:${address.port}/graphql`, ids);
  } finally {
    recorder.closeAllConnections();
    recorder.close();
  }
  return requests;
}

async function asRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const { method, url = '', rawHeaders } = message;
  const pairs = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
  return {
    method: method === 'GET' ? 'GET' : 'POST',
    path: url,
    headers: pairs as [string, string][],
    ...(chunks.length > 0 && { body: Buffer.concat(chunks).toString() }),
  };
}
