import { afterAll, describe, expect, it } from 'vitest';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const codes = async (query: string, variables: Record<string, unknown>) => {
  const { body } = await graphql(server.url, query, { variables });
  return body.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
};

describe('a top-level error', () => {
  it.each([{ slug: null }, {}])(
    'says that an argument is wrong once its variables are filled in: %j',
    async (variables) => {
      expect(await codes('query ($slug: String) { group(by: { slug: $slug }) { id } }', variables)).toEqual([
        'BAD_USER_INPUT',
      ]);
    },
  );

  it('says of input without end that it is nested too deeply, and nothing of the engine', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { body } = await send(`${server.url}/graphql`, {
      headers: { 'content-type': 'application/json' },
      body: `{
        "query": "mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } } }",
        "variables": { "input": { "name": "Deep", "privacy": "PUBLIC", "color": ${deep} } }
      }`,
    });

    expect(body.errors[0].message).toBe('The request is nested too deeply.');
  });
});
