import type { GraphiQLProps } from 'graphiql';

/** Makes the fetcher for this page's own address. An `Authorization` under *Headers* comes before the token. */
export function createFetcher(token: string): GraphiQLProps['fetcher'] {
  return async (operation, options) => {
    const headers = new Headers(options?.headers);
    headers.set('accept', 'application/graphql-response+json, application/json');
    headers.set('content-type', 'application/json');
    if (token !== '' && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);

    const response = await fetch(location.pathname, { method: 'POST', headers, body: JSON.stringify(operation) });
    return response.json();
  };
}
