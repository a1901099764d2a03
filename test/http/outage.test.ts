import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDatabase } from '../support/postgres.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { databaseProxy } from '../support/tcp-proxy.ts';

describe('a server whose PostgreSQL is away', () => {
  let database: Awaited<ReturnType<typeof newDatabase>>;
  let proxy: Awaited<ReturnType<typeof databaseProxy>>;
  let server: TestServer;
  let authorization: string;

  beforeAll(async () => {
    database = await newDatabase();
    proxy = await databaseProxy(database.url);
    server = await startServer({
      env: { DATABASE_URL: proxy.url, DATABASE_CONNECTIONS: '3', DATABASE_TIMEOUT_SECONDS: '10' },
    });
    authorization = `Bearer ${await server.token(7)}`;
  });

  afterAll(async () => {
    proxy.open();
    await server.stop();
    await proxy.end();
    await database.drop();
  });

  const ask = async (path: string, body?: object) => {
    const answer = await fetch(`${server.url}${path}`, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  };
  const asks = (): ReturnType<typeof ask>[] => [
    ask('/api/v2/group/'),
    ask('/v1/rooms/search?query=chess'),
    ask('/graphql', { query: '{ groups(first: 1) { edges { node { name } } } }' }),
    ask('/api/v2/group/', { name: 'Chess', privacy: 'public' }),
    ask('/v1/rooms/groups', { name: 'Chess', url: 'chess', public: true }),
    ask('/graphql', { query: 'mutation { createGroup(input: { name: "Go", privacy: PUBLIC }) { group { id } } }' }),
  ];

  it('answers 503 with Retry-After at every door, is alive, and is not ready', async () => {
    const before = await Promise.all(asks());
    expect(before.filter(({ status }) => status >= 500)).toEqual([]);
    proxy.close();

    const during = await Promise.all(asks());

    expect(during).toEqual(Array(before.length).fill({ status: 503, retryAfter: '1' }));
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    expect(await ask('/readyz')).toMatchObject({ status: 503 });
  });

  it('turns a user away whom it does not know yet', async () => {
    const unknown = await fetch(`${server.url}/api/v2/group/`, {
      headers: { authorization: `Bearer ${await server.token(8)}` },
    });

    expect(unknown.status).toBe(503);
  });

  it('goes on by itself when it is back', async () => {
    proxy.open();

    expect((await Promise.all(asks())).filter(({ status }) => status >= 500)).toEqual([]);
    expect(await ask('/readyz')).toMatchObject({ status: 200 });
  });
});
