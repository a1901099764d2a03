import { describe, expect, it } from 'vitest';
import { parseUrlencoded } from '../../src/http/urlencoded.ts';

async function read(body: string | Buffer, charset: string | null = null): Promise<unknown> {
  try {
    return await parseUrlencoded(Buffer.from(body), charset, 10);
  } catch (cause) {
    return cause instanceof Error && 'refusal' in cause ? cause.refusal : cause;
  }
}

describe('a urlencoded body', () => {
  it.each([
    '',
    'a',
    'a=',
    '=a',
    '&&a=b&',
    'a=b&a=c',
    'a+b=%2B%26%3D',
    'a=b=c',
    'na%C3%AFve=%F0%9F%98%80',
    '%61=é',
    '%00=',
  ])('is read like a URL: %j', async (body) => {
    expect(await read(body)).toEqual([...new URLSearchParams(body)]);
  });

  it('is read over several turns when it is large, wherever a piece ends', async () => {
    for (const begin of ['', '+', 'é', '%C3%A9', 'ab']) {
      const value = `${begin}${'%41+é%F0%9F%98%80'.repeat(150_000)}`;
      expect(await read(`a=${value}&${value}=b`)).toEqual([...new URLSearchParams(`a=${value}&${value}=b`)]);
    }
    expect(await read(`a=${'+'.repeat(2_000_000)}%4`)).toEqual({ code: 'MALFORMED' });
  });

  it.each(['%', 'a=%', 'a=%4', 'a=%4&', 'a=%zz', 'a=%FF', 'a=%C3', Buffer.from([0x61, 0xff])])(
    'is refused, and not repaired: %j',
    async (body) => {
      expect(await read(body)).toEqual({ code: 'MALFORMED' });
    },
  );

  it.each([
    ['escaped', 'a=%E9%80', 'iso-8859-1', 'é€'],
    ['as it is', Buffer.from('a=é', 'latin1'), 'ISO-8859-1', 'é'],
    ['declared by the form', 'a=%E9&_charset_=windows-1252', null, 'é'],
    ['declared by both', 'a=%82%A0&_charset_=windows-1252', 'Shift_JIS', 'あ'],
    ['UTF-16', Buffer.from('a=é%C3%A9', 'utf16le'), 'utf-16le', 'éé'],
  ])('is read in its charset: %s', async (_how, body, charset, text) => {
    expect(await read(body, charset)).toContainEqual(['a', text]);
  });

  it.each(['utf-32', 'x', 'utf-7'])('is refused in a charset that nobody knows: %s', async (charset) => {
    expect(await read('a=b', charset)).toEqual({ code: 'UNSUPPORTED_CHARSET' });
    expect(await read(`a=b&_charset_=${charset}`)).toEqual({ code: 'UNSUPPORTED_CHARSET' });
  });

  it('is refused when it has more names and values than are taken', async () => {
    expect(await read('a&'.repeat(4))).toHaveLength(4);
    expect(await read('a&'.repeat(5))).toEqual({ code: 'TOO_LARGE', exceeded: { of: 'names and values', most: 10 } });
  });
});
