import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/http/json.ts';

/** The value, or why there is none. */
async function read(text: string, most: number): Promise<unknown> {
  try {
    return await parseJson(Buffer.from(text), most);
  } catch (cause) {
    return cause instanceof Error && 'refusal' in cause ? cause.refusal : cause;
  }
}

const TOO_MANY = { code: 'TOO_LARGE', exceeded: { of: 'names and values', most: 10 } };
const MALFORMED = { code: 'MALFORMED' };

describe('JSON', () => {
  it.each([
    ['names and values of objects', `{${Array.from({ length: 5 }, (_, n) => `"a${n}":${n}`)}}`],
    ['values of lists', `[${Array(10).fill('0')}]`],
    ['lists inside lists', `${'['.repeat(10)}${']'.repeat(10)}`],
    ['separators inside texts', JSON.stringify({ a: '{[,:'.repeat(1_000) })],
    ['separators behind escaped quotes', JSON.stringify({ a: '"{[,:"'.repeat(1_000), b: '\\' })],
    ['separators behind backslashes', JSON.stringify(['\\', '\\\\"\\{[,:', '\\"', ','.repeat(20)])],
  ])('is read when it has as many as are taken: %s', async (_what, text) => {
    expect(await read(text, 10)).toEqual(JSON.parse(text));
  });

  it.each([
    ['names and values of objects', `{${Array.from({ length: 6 }, (_, n) => `"a${n}":${n}`)}}`],
    ['values of lists', `[${Array(11).fill('0')}]`],
    ['lists inside lists', `${'['.repeat(11)}${']'.repeat(11)}`],
    ['empty objects', `[${Array(6).fill('{}')}]`],
    ['values behind a text with escapes', `["\\"",${Array(11).fill('0')}]`],
    ['texts with nothing between them', '""'.repeat(12)],
  ])('is refused with the limit when it has more: %s', async (_what, text) => {
    expect(await read(text, 10)).toEqual(TOO_MANY);
  });

  it.each(['', '{', '"a', '"a\\', `"${'a'.repeat(20)}`, `"${'\\"'.repeat(20)}`, '[1,]', '\u0000'])(
    'is refused when it is none: %j',
    async (text) => {
      expect(await read(text, 10)).toEqual(MALFORMED);
    },
  );

  it.each([
    '{"__proto__":1}',
    '[[{"a":{"__proto__":{}}}]]',
    '{"constructor":{"prototype":1}}',
    '{"\\u005f_proto__":1}',
  ])('is refused when it names a prototype: %s', async (text) => {
    expect(await read(text, 10)).toEqual(MALFORMED);
  });

  it('is read when it is large, over several turns', async () => {
    const text = JSON.stringify({ a: 'é'.repeat(2_000_000) });

    expect(await read(text, 10)).toEqual(JSON.parse(text));
    expect(await read(`${text}}`, 10)).toEqual(MALFORMED);
  });

  it.each(['{"constructor":1}', '{"constructor":{"name":1}}', '["__proto__"]', '{"prototype":{}}'])(
    'is read when it names none: %s',
    async (text) => {
      expect(await read(text, 10)).toEqual(JSON.parse(text));
    },
  );
});
