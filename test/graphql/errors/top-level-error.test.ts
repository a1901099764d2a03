import { afterAll, describe, expect, it } from 'vitest';
import { graphql, send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
/** Takes documents deeper than any stack. */
const patient = await startServer({ env: { GRAPHQL_MAX_TOKENS: '100000', GRAPHQL_MAX_DOCUMENT_KIB: '128' } });
afterAll(() => Promise.all([server.stop(), patient.stop()]));

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

  it('says of a document without end that it is nested too deeply, and nothing of the engine', async () => {
    const { body } = await graphql(patient.url, `{ node(id: ${'['.repeat(90_000)}`);

    expect(body.errors).toEqual([
      { message: 'The request is nested too deeply.', extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
  });

  it.each([
    ['nested 40,000 deep', `${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['of an object that has no text', '{ "toString": { "valueOf": 1 } }'],
  ])('says of input %s that it is wrong, and nothing of the engine', async (_what, color) => {
    const { body } = await send(`${server.url}/graphql`, {
      headers: { 'content-type': 'application/json' },
      body: `{
        "query": "mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } } }",
        "variables": { "input": { "name": "Odd", "privacy": "PUBLIC", "color": ${color} } }
      }`,
    });

    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(body.errors[0].message).toMatch(/at "input.color"; Expected type "HexColorCode"\.$/);
  });
});
