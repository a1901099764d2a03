import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
const guarded = await startServer({ env: { NODE_ENV: 'production', METRICS_TOKEN: 'a token for metrics only' } });
const closed = await startServer({ env: { NODE_ENV: 'production' } });
afterAll(() => Promise.all([server, guarded, closed].map((one) => one.stop())));

const CREATE = `mutation ($name: String!) {
  createGroup(input: { name: $name, privacy: PUBLIC }) { group { createdBy { username } } }
}`;

async function metricsOf(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
}

describe('the metrics', () => {
  it('tell what was asked, at which door and with what end, and what it took', async () => {
    const token = await server.token(1);
    for (const name of ['Chess', 'chess']) {
      await send(`${server.url}/graphql`, { token, json: { query: CREATE, variables: { name } } });
    }
    await send(`${server.url}/api/v2/group/1/`, { token });
    await send(`${server.url}/v1/rooms/77`, { token });

    const { text } = await metricsOf(server.url);

    expect(text).toContain(
      'guildhall_request_seconds_count{door="graphql",operation="mutation createGroup",status="200"} 2',
    );
    expect(text).toContain(
      'guildhall_request_seconds_count{door="selfcommunity",operation="GET /api/v2/group/:id/",status="200"} 1',
    );
    expect(text).toMatch(/guildhall_request_seconds_count\{door="rooms",operation="GET [^"]+",status="404"\} 1/);
    expect(text).toContain('guildhall_resolver_seconds_count{field="Mutation.createGroup"} 2');
    expect(text).toContain('guildhall_cache_lookups_total{cache="tokens",result="hit"} 3');
    expect(text).toContain('guildhall_loader_batch_size_count{loader="users"} 1');
    expect(text).toMatch(/guildhall_commit_writes_count 3\n/);
    expect(text).toMatch(/guildhall_sql_seconds_total\{door="graphql"\} 0\.\d+/);
    expect(text).toMatch(/guildhall_sql_statements_total\{door="graphql"\} \d+/);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('count the statements of a request with a body of any type', async () => {
    const counting = await startServer();
    onTestFinished(() => counting.stop());
    const token = await counting.token(1);
    const url = `${counting.url}/api/v2/group/`;
    const form = new FormData();
    form.set('name', 'In a form of parts');
    form.set('privacy', 'public');
    const requests: readonly (readonly [door: string, ask: () => Promise<Answer>])[] = [
      [
        'graphql',
        () => send(`${counting.url}/graphql`, { token, json: { query: CREATE, variables: { name: 'In GraphQL' } } }),
      ],
      ['selfcommunity', () => send(url, { token, json: { name: 'In JSON', privacy: 'public' } })],
      [
        'selfcommunity',
        () => send(url, { token, body: new URLSearchParams({ name: 'In a form', privacy: 'public' }) }),
      ],
      ['selfcommunity', () => send(url, { token, body: form })],
      [
        'rooms',
        () => send(`${counting.url}/v1/rooms/groups`, { token, json: { name: 'In a room', url: 'in-a-room' } }),
      ],
    ];
    const statementsOf = async (door: string) => {
      const { text } = await metricsOf(counting.url);
      return Number(new RegExp(`guildhall_sql_statements_total\\{door="${door}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
    };
    // The first request with a token writes down its user, before any body is read.
    await send(url, { token });

    for (const [door, ask] of requests) {
      const before = await statementsOf(door);
      expect((await ask()).status).toBeLessThan(300);
      expect((await statementsOf(door)) - before).toBeGreaterThanOrEqual(1);
    }
  });

  it('tell how many GraphQL operations were answered by what was compiled, and how many by graphql-js', async () => {
    const counts = async () => {
      const { text } = await metricsOf(server.url);
      return ['compiled', 'graphql-js'].map((executor) =>
        Number(new RegExp(`guildhall_graphql_operations_total\\{executor="${executor}"\\} (\\d+)`).exec(text)?.[1]),
      );
    };
    const ask = (query: string) => send(`${server.url}/graphql`, { json: { query } });
    const [compiled = 0, byGraphQLJs = 0] = await counts();

    // Compiled when it comes again, and then without Apollo.
    for (let time = 0; time < 4; time += 1) await ask('{ groups { totalCount } }');
    // Begun by what was compiled, given up for its error, and so answered by graphql-js.
    for (let time = 0; time < 2; time += 1) await ask('{ groups(after: "nonsense") { totalCount } }');
    // Answered by nobody.
    await ask('{ nothing }');

    expect(await counts()).toEqual([compiled + 3, byGraphQLJs + 3]);
  });

  it('have nothing in their labels that a caller chooses', async () => {
    const token = await server.token(1);
    for (let count = 0; count < 20; count += 1) {
      await send(`${server.url}/made/up/${count}`, { token });
      await send(`${server.url}/api/v2/group/${count}/made-up`, { token });
      await send(`${server.url}/graphql`, { token, json: { query: `query MadeUp${count} { a${count}: __typename }` } });
      await send(`${server.url}/graphql`, { token, json: { query: `{ madeUp${count} }` } });
    }

    const { text } = await metricsOf(server.url);
    expect(text).not.toMatch(/made.?up/i);
    expect(text.split('\n').filter((row) => row.startsWith('guildhall_request_seconds_count')).length).toBeLessThan(12);
  });

  it('are read in production by those alone who have their token', async () => {
    const allowed = await metricsOf(guarded.url, { authorization: 'Bearer a token for metrics only' });
    expect(allowed.status).toBe(401);
    const encoded = await startServer({ env: { NODE_ENV: 'production', METRICS_TOKEN: 'metrics-token-of-ours' } });
    onTestFinished(() => encoded.stop());
    const answers = [
      await metricsOf(encoded.url, { authorization: 'Bearer metrics-token-of-ours' }),
      await metricsOf(encoded.url, { authorization: `Bearer ${await encoded.token(1)}` }),
      await metricsOf(encoded.url),
      await metricsOf(closed.url),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 404]);
  });
});
