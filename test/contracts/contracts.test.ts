import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breaches, currentContracts, DECLARED, LANDED, undeclared } from './contracts.ts';

const current = currentContracts();
const landed = { graphql: readFileSync(LANDED.graphql, 'utf8'), openapi: readFileSync(LANDED.openapi, 'utf8') };

describe('the contracts', () => {
  it('are as they were kept: otherwise, npm run contracts -- --accept', () => {
    expect(current).toEqual(landed);
  });

  it('break nobody without saying so', () => {
    expect(undeclared(breaches(landed, current), readFileSync(DECLARED, 'utf8'))).toEqual([]);
  });

  it('are broken by a field of the schema that is gone', () => {
    const before = { ...current, graphql: `${current.graphql}\nextend type Query {\n  sum: Int\n}` };

    expect(breaches(before, current)).toEqual([{ contract: 'graphql', change: 'Query.sum was removed.' }]);
  });

  it('are broken by a field of an answer that is gone', () => {
    const openapi = current.openapi.replaceAll('"subscribers_counter"', '"members_counter"');

    expect(breaches(current, { ...current, openapi })).toContainEqual({
      contract: 'openapi',
      change: 'GET /api/v2/group/{id}/ answer 200.subscribers_counter is gone',
    });
  });

  it('break nothing when there were none', () => {
    expect(breaches({}, current)).toEqual([]);
  });
});

describe('a breach', () => {
  const breach = { contract: 'openapi', change: 'POST /groups is gone' } as const;

  it('is declared with its reason', () => {
    expect(undeclared([breach], JSON.stringify([{ ...breach, reason: 'nobody calls it' }]))).toEqual([]);
  });

  it('is declared together with others like it', () => {
    const pattern = { ...breach, change: '* /groups is gone', reason: 'nobody calls them' };

    expect(undeclared([breach], JSON.stringify([pattern]))).toEqual([]);
    expect(undeclared([{ ...breach, change: 'POST /rooms is gone' }], JSON.stringify([pattern]))).toHaveLength(1);
  });

  it('is not declared by another', () => {
    const other = { ...breach, change: 'GET /groups is gone', reason: 'nobody calls it' };

    expect(undeclared([breach], JSON.stringify([other]))).toEqual([breach]);
  });

  it('cannot be declared without a reason', () => {
    expect(() => undeclared([breach], JSON.stringify([{ ...breach, reason: '' }]))).toThrow('a reason has words');
  });
});
