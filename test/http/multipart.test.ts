import { describe, expect, it } from 'vitest';
import { parseMultipart } from '../../src/http/multipart.ts';

const MALFORMED = { code: 'MALFORMED' };
const TEXT = { filename: null, isText: true, charset: null };

/** The parts of a text whose line breaks are `⏎`, with their bytes as text, or why there are none. */
function read(text: string, { boundary = 'B', most = 3 } = {}): unknown {
  try {
    const parts = parseMultipart(Buffer.from(text.replaceAll('⏎', '\r\n')), boundary, most);
    return parts.map((part) => ({ ...part, bytes: part.bytes.toString() }));
  } catch (cause) {
    return cause instanceof Error && 'refusal' in cause ? cause.refusal : cause;
  }
}

const part = (name: string, content: string) => `--B⏎Content-Disposition: form-data; name="${name}"⏎⏎${content}⏎`;
const END = '--B--⏎';

describe('a multipart body', () => {
  it.each([
    ['no part', END, []],
    ['a part', `${part('a', 'x')}${END}`, [{ ...TEXT, name: 'a', bytes: 'x' }]],
    ['a part without bytes', `${part('a', '')}${END}`, [{ ...TEXT, name: 'a', bytes: '' }]],
    ['line breaks and dashes', `${part('a', '⏎--⏎--A⏎')}${END}`, [{ ...TEXT, name: 'a', bytes: '\r\n--\r\n--A\r\n' }]],
    ['text before and after it', `hello⏎${part('a', 'x')}${END}--B⏎`, [{ ...TEXT, name: 'a', bytes: 'x' }]],
    ['blanks behind a delimiter', `--B \t⏎${part('a', 'x').slice(4)}--B--`, [{ ...TEXT, name: 'a', bytes: 'x' }]],
    ['a part without headers', `--B⏎⏎x⏎${END}`, []],
    ['a part without a name', `--B⏎Content-Disposition: form-data⏎⏎x⏎${END}`, []],
    ['a part that is no field', `--B⏎Content-Disposition: attachment; name="a"⏎⏎x⏎${END}`, []],
    ['a delimiter right behind another', `--B⏎--B⏎--B--`, MALFORMED],
    [
      'two parts',
      `${part('a', 'x')}${part('a', 'y')}${END}`,
      ['x', 'y'].map((bytes) => ({ ...TEXT, name: 'a', bytes })),
    ],
  ])('is read with %s', (_what, text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  it.each([
    ['a name that is not quoted', 'content-disposition:form-data;name=a', { name: 'a' }],
    [
      'a name in which quotes are escaped',
      'Content-Disposition: form-data; name="a\\"; name=b"',
      { name: 'a"; name=b' },
    ],
    ['a name that is told twice', 'Content-Disposition: form-data; name="a"; name="b"', { name: 'a' }],
    ['a name in UTF-8', 'Content-Disposition: form-data; name="é"', { name: 'é' }],
    ['names in capitals', 'CONTENT-DISPOSITION: FORM-DATA; NAME="a"; FILENAME=""', { filename: '' }],
    ['a header of two lines', 'Content-Disposition: form-data;⏎ name="a";⏎\tfilename="b"', { filename: 'b' }],
    ['a file name with a path', 'Content-Disposition: form-data; name="a"; filename="C:\\x\\"', { filename: '' }],
    ['an encoded file name', "Content-Disposition: form-data; name=a; filename*=UTF-8''b", { filename: "UTF-8''b" }],
    ['a type', 'Content-Disposition: form-data; name="a"⏎Content-Type: image/png', { isText: false }],
    [
      'a charset',
      'Content-Type: text/plain; Charset="UTF-8"⏎Content-Disposition: form-data; name=a',
      { charset: 'UTF-8' },
    ],
    ['binary', 'Content-Disposition: form-data; name="a"⏎Content-Transfer-Encoding: BINARY', {}],
  ])('is read with headers that tell %s', (_what, headers, told) => {
    expect(read(`--B⏎${headers}⏎⏎x⏎${END}`)).toEqual([{ ...TEXT, name: 'a', bytes: 'x', ...told }]);
  });

  it('is read with a boundary of any characters', () => {
    const boundary = "--'()+_,-./:=? 9";

    expect(read(`--${boundary}⏎Content-Disposition: form-data; name="a"⏎⏎x⏎--${boundary}--`, { boundary })).toEqual([
      { ...TEXT, name: 'a', bytes: 'x' },
    ]);
  });

  it('is refused wherever it ends early', () => {
    const whole = `${part('a', 'x')}${part('b', 'y')}--B--`;

    for (let length = 0; length < whole.length; length += 1) {
      expect([length, read(whole.slice(0, length))]).toEqual([length, MALFORMED]);
    }
  });

  it.each([
    ['a delimiter that is longer', `${part('a', 'x')}--Bx--`, MALFORMED],
    ['headers that do not end', '--B⏎Content-Disposition: form-data; name="a"⏎--B--', MALFORMED],
    ['headers of 9 kB', `--B⏎x: ${'x'.repeat(9_000)}⏎Content-Disposition: form-data; name="a"⏎⏎x⏎${END}`, MALFORMED],
    ['line feeds alone', '--B\nContent-Disposition: form-data; name="a"\n\nx\n--B--\n', MALFORMED],
    ['base64', `--B⏎Content-Disposition: form-data; name=a⏎Content-Transfer-Encoding: base64⏎⏎eA==⏎${END}`, 'ENCODING'],
    ['more parts than are taken', `${part('a', 'x').repeat(4)}${END}`, 'PARTS'],
  ])('is refused with %s', (_what, text, expected) => {
    const refusals: Record<string, unknown> = {
      ENCODING: { code: 'UNSUPPORTED_ENCODING' },
      PARTS: { code: 'TOO_LARGE', exceeded: { of: 'parts', most: 3 } },
    };

    expect(read(text)).toEqual(typeof expected === 'string' ? refusals[expected] : expected);
  });
});
