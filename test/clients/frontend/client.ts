import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';

/** Names each document by its hash, which the generator knows, instead of sending it. */
const namesDocuments = new PersistedQueryLink({
  generateHash: (document: DocumentNode & { readonly __meta__?: { readonly hash?: string } }) =>
    document.__meta__?.hash ?? '',
});

/** For a server with `TRUSTED_DOCUMENTS`. */
export function connectTrusted(uri: string, token: string): ApolloClient {
  const http = new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } });
  return new ApolloClient({ cache: new InMemoryCache(), link: namesDocuments.concat(http) });
}

export function connect(uri: string, token: string | null): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri, headers: token === null ? {} : { authorization: `Bearer ${token}` } }),
  });
}
