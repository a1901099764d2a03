import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { bytesOfDocument, bytesOfText } from '../../../src/graphql/engine/document-size.ts';

describe('the size of a document', () => {
  const bytesOf = (query: string) => bytesOfDocument(parse(query));

  it('grows with its text', () => {
    const [short, long] = [bytesOf('{ a(b: "x") }'), bytesOf(`{ a(b: "${'x'.repeat(1_001)}") }`)];

    expect(long - short).toBe(2_000);
    expect(bytesOfText('x'.repeat(1_001)) - bytesOfText('x')).toBe(2_000);
  });

  it('grows far more with its fields', () => {
    const [short, long] = [bytesOf('{ a }'), bytesOf(`{${' a'.repeat(1_000)} }`)];

    expect(long - short).toBeGreaterThanOrEqual(200 * 999);
  });
});
