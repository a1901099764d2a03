import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';

export function connect(uri: string, token: string | null): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri, headers: token === null ? {} : { authorization: `Bearer ${token}` } }),
  });
}
