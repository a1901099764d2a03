import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { ANSWERED, LEFT, ODD_ADDRESSES, OF_ODD_ADDRESSES, OWNED, user } from '../../support/asked-operations.ts';
import { type Asked, startExecutor } from '../../support/executions.ts';
import { collectGarbage } from '../../support/garbage.ts';
import { randomOperation } from '../../support/random-operations.ts';

const TIMES = 3;
const plain = await startExecutor('plain');
const compiled = await startExecutor('compiled');
afterAll(async () => {
  await plain.stop();
  await compiled.stop();
});

async function repeat(executor: typeof plain, asked: Asked) {
  const executions = [];
  for (let time = 0; time < TIMES; time++) executions.push(await executor.ask(asked));
  return {
    answers: executions.map(({ status, headers, body, logged }) => ({ status, headers, body, logged })),
    calls: executions.map(({ calls }) => calls),
    compiled: executions.map((execution) => execution.compiled),
    pastApollo: executions.map(({ pastApollo }) => pastApollo),
  };
}

describe('a query that comes again is answered by what was compiled, as graphql-js answers it', () => {
  it.each(Object.entries(ANSWERED))('%s', async (_name, asked) => {
    const expected = await repeat(plain, asked);
    const { answers, calls, compiled: by } = await repeat(compiled, asked);

    expect(answers).toEqual(expected.answers);
    expect(calls).toEqual(expected.calls);
    expect(by.slice(1)).toEqual([true, true]);
  });
});

describe('what cannot be answered by what was compiled is left to graphql-js', () => {
  it.each(Object.entries(LEFT))('%s', async (_name, asked) => {
    const expected = await repeat(plain, asked);
    const { answers, compiled: by } = await repeat(compiled, asked);

    expect(answers).toEqual(expected.answers);
    expect(by).toEqual([false, false, false]);
  });
});

describe('a GET', () => {
  const byGet = (asked: Asked): Asked => ({ ...asked, method: 'GET' });
  const afterPosts = async (executor: typeof plain, asked: Asked) => {
    await repeat(executor, asked);
    return repeat(executor, byGet(asked));
  };

  it.each(Object.entries(ANSWERED))('is answered past Apollo, as graphql-js answers it: %s', async (_name, asked) => {
    const expected = await repeat(plain, byGet(asked));
    const { answers, calls, pastApollo } = await repeat(compiled, byGet(asked));

    expect(answers).toEqual(expected.answers);
    expect(calls).toEqual(expected.calls);
    expect(pastApollo.at(-1)).toBe(true);
  });

  it.each(Object.entries(LEFT))('is left to graphql-js: %s', async (_name, asked) => {
    const expected = await repeat(plain, byGet(asked));
    const { answers, compiled: by } = await repeat(compiled, byGet(asked));

    expect(answers).toEqual(expected.answers);
    expect(by).toEqual([false, false, false]);
  });

  it('does no mutation, however often it has come by POST', async () => {
    const query = 'mutation ($id: ID!) { joinGroup(input: { groupId: $id }) { userErrors { code } } }';
    const asked = { query, variables: { id: encodeGlobalId('Group', 3) }, viewer: { userId: 6, scopes: null } };
    const [expected, { answers, compiled: by }] = [await afterPosts(plain, asked), await afterPosts(compiled, asked)];

    expect(answers).toEqual(expected.answers);
    expect(answers.map(({ status, headers }) => [status, headers['allow']])).toEqual(Array(TIMES).fill([405, 'POST']));
    expect(by).not.toContain(true);
  });

  it.each(Object.entries(ODD_ADDRESSES))('is judged by Apollo where its address has %s', async (_what, search) => {
    await repeat(compiled, OF_ODD_ADDRESSES);

    const { answers, pastApollo } = await repeat(compiled, { ...OF_ODD_ADDRESSES, search });

    expect(answers).toEqual((await repeat(plain, { ...OF_ODD_ADDRESSES, search })).answers);
    expect(pastApollo).not.toContain(true);
  });
});

describe('what is compiled', () => {
  it('leaves nothing that it has read to graphql-js', async () => {
    const asked = { query: `{ viewer { id } groups { nodes { ${OWNED} } } }`, lost: 2 };

    expect((await repeat(compiled, asked)).calls).toEqual((await repeat(plain, asked)).calls);
  });

  it.each<[string, Partial<Asked>]>([
    ['made', {}],
    ['refused', { variables: { input: { name: '', privacy: 'PUBLIC', image: 'x', inviteUserIds: ['y'] } } }],
    ['stopped by a fault before anything is written', { failing: 'insertGroup' }],
    ['written, though what is to be told of it cannot be read', { failing: 'findUsers' }],
  ])('does a mutation once that is %s', async (what, changes) => {
    const query = `mutation ($input: CreateGroupInput!) {
      createGroup(input: $input) { group { name slug createdBy { id } } userErrors { code field message } } }`;
    const steps = ['First', 'Second', 'Third'].map((time) => ({
      query,
      variables: { input: { name: `${time} time ${what}`, privacy: 'PUBLIC' } },
      ...(time === 'Third' && changes),
    }));
    const lists = { query: `{ groups(filter: { search: "time ${what}" }) { nodes { name databaseId } } }` };

    const outcomes = [];
    for (const executor of [plain, compiled]) {
      const answers = [];
      for (const step of [...steps, lists]) answers.push(await executor.ask(step));
      outcomes.push(answers.map(({ status, headers, body, logged }) => ({ status, headers, body, logged })));
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  it('is for one name and one text, whatever line breaks there are in them', async () => {
    const [query, name] = ['query A { viewer { id } }', 'A\n#x'];
    for (let time = 0; time < TIMES; time++) await compiled.ask({ query: `#x\n${query}`, operationName: 'A' });

    const answers = await repeat(compiled, { query, operationName: name });

    expect(answers).toEqual(await repeat(plain, { query, operationName: name }));
    expect(answers.compiled).not.toContain(true);
  });

  it.each<[string, Partial<Asked>]>([
    [
      'the name and version of a client',
      { extensions: { clientLibrary: { name: '@apollo/client', version: '4.3.8' } } },
    ],
    ['null for what may be left out', { extensions: null, variables: null }],
    ['a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
  ])('is taken past Apollo for a request with %s', async (what, changes) => {
    const asked = { query: `{ viewer { id } } # ${what}`, ...changes };

    expect((await repeat(compiled, asked)).pastApollo).toEqual([false, false, true]);
  });

  it('is kept for few of the Booleans that one operation can be asked with', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const fields = names.map((name) => `${name}: username @skip(if: $${name})`).join(' ');
    const query = `query (${names.map((name) => `$${name}: Boolean!`).join(', ')}) { viewer { id ${fields} } }`;
    const ask = (number: number) =>
      compiled.ask({
        query,
        variables: Object.fromEntries(names.map((name, at) => [name, ((number >> at) & 1) === 1])),
      });
    await ask(0);

    const executions = [];
    for (let number = 0; number < 2 ** names.length; number++) executions.push(await ask(number));

    const { id } = JSON.parse(executions.at(-1)?.body ?? '').data.viewer;
    expect(id).toBe(user(1));
    expect(executions.filter(({ compiled: by }) => by)).toHaveLength(16);
  });

  it('is forgotten when there is too much of it', async () => {
    const ask = (number: number) => compiled.ask({ query: `{ viewer { id } } # ${number}` });
    await ask(0);
    await ask(0);
    const before = await ask(0);
    for (let asked = 2; asked <= 4_003; asked++) await ask(Math.floor(asked / 2));

    expect([before.compiled, (await ask(0)).compiled]).toEqual([true, false]);
  });

  it('takes no more memory than it may, however much operations are compiled to', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const declared = names.map((name) => `$${name}: Boolean!`).join(', ');
    const fields = names.map((name) => `${name}: username @skip(if: $${name})`).join(' ');
    const lists = Array.from({ length: 8 }, (_, index) => `g${index}: groups(first: 0) { nodes { ...Many } }`).join(
      ' ',
    );
    const fragments = `fragment Many on Group { createdBy { ...User } managedBy { ...User } }
      fragment User on User { groups(first: 0) { nodes { ...Group } edges { node { ...Group } } } }
      fragment Group on Group { id name slug kind privacy visible active color country description createdAt }`;
    const ask = (operation: number, booleans: number) =>
      compiled.ask({
        query: `query Q${operation}(${declared}) { viewer { ${fields} } ${lists} } ${fragments}`,
        variables: Object.fromEntries(names.map((name, at) => [name, ((booleans >> at) & 1) === 1])),
      });
    const before = heapUsed();

    for (let operation = 0; operation < 60; operation++) {
      await ask(operation, 0);
      for (let booleans = 0; booleans < 2 ** names.length; booleans++) await ask(operation, booleans);
    }

    expect((await ask(59, 0)).compiled).toBe(true);
    // All of them together would take some 150 MB.
    expect(heapUsed() - before).toBeLessThan(64 * 1024 * 1024);
  });
});

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('whatever is asked', () => {
  it('is answered as graphql-js answers it', async () => {
    const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
    const counts = { answered: 0, failed: 0, compiled: 0 };

    const sameAnswers = fc.asyncProperty(fc.gen(), async (gen) => {
      const pick = (count: number) => gen(fc.nat, { max: count - 1 });
      const trouble = [{}, {}, {}, { lost: 2 }, { failing: 'findUsers' }, { failing: 'listMembers' }] as const;
      const asked = { ...randomOperation(schema, pick), ...trouble[pick(trouble.length)] };
      const { answers } = await repeat(plain, asked);
      const other = await repeat(compiled, asked);

      expect(other.answers).toEqual(answers);
      counts[answers[0]?.body.includes('"errors"') ? 'failed' : 'answered'] += 1;
      counts.compiled += other.compiled.includes(true) ? 1 : 0;
    });
    await fc.assert(sameAnswers, { numRuns: 200, interruptAfterTimeLimit: 8_000, endOnFailure: true });

    expect(counts.answered).toBeGreaterThan(0);
    expect(counts.compiled).toBe(counts.answered);
  });
});
