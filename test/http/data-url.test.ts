import { describe, expect, it } from 'vitest';
import { MAX_IMAGE_TEXT_BYTES } from '../../src/domain/images.ts';
import { readImageData } from '../../src/http/data-url.ts';

const BYTES = Buffer.from(Array.from({ length: 256 }, (_none, index) => (index * 7 + 3) % 256));
const BASE64 = BYTES.toString('base64');
const refused = (refusal: object) => ({ ok: false, refusal: { reason: 'invalid', ...refusal } });

describe('an image as text', () => {
  it.each([
    ['as browsers make it', `data:image/png;base64,${BASE64}`],
    ['with another type', `data:image/svg+xml;base64,${BASE64}`],
    ['with its charset', `data:image/png;charset=utf-8;base64,${BASE64}`],
    ['with its name', `data:image/jpeg;name=me%20there.jpg;base64,${BASE64}`],
    ['with spaces between its parameters', `data:image/png; charset=utf-8; base64,${BASE64}`],
    ['without a type', `data:;base64,${BASE64}`],
    ['of an unknown type', `data:application/octet-stream;base64,${BASE64}`],
    ['in capitals', `DATA:IMAGE/PNG;BASE64,${BASE64}`],
    [
      'with a line break after 76 characters, as Android makes it',
      `data:image/png;base64,${BASE64.replace(/.{76}/g, '$&\n')}\n`,
    ],
    ['with the line breaks of mails', `data:image/png;base64,${BASE64.replace(/.{64}/g, '$&\r\n')}`],
    ['with white space around it', ` \n data:image/png;base64,${BASE64}\n`],
    ['without padding', `data:image/png;base64,${BASE64.replace(/=/g, '')}`],
    ['with encoded padding', `data:image/png;base64,${encodeURIComponent(BASE64)}`],
    ['in the alphabet of addresses', `data:image/png;base64,${BYTES.toString('base64url')}`],
  ])('is read %s', (_how, text) => {
    expect(readImageData(text)).toEqual({ ok: true, value: BYTES });
  });

  it.each([
    ['nothing', ''],
    ['an address', 'https://example.org/a.png'],
    ['base64 alone', BASE64],
    ['another type', `data:text/html;base64,${BASE64}`],
    ['no base64', 'data:image/png,a'],
    ['no base64, in the end', `data:image/png;base64;charset=utf-8,${BASE64}`],
    ['other characters', 'data:image/png;base64,AA@@'],
    ['a letter that ends with the bits of another', 'data:image/png;base64,AA\u0141A'],
    ['one foreign character in five', 'data:image/png;base64,AA@AA'],
    ['padding inside', 'data:image/png;base64,AA==AAAA'],
    ['what is encoded by half', 'data:image/png;base64,AAA%3'],
    ['a long header', `data:image/png;name=${'x'.repeat(300)};base64,${BASE64}`],
  ])('cannot be %s', (_what, text) => {
    expect(readImageData(text)).toEqual(refused({ cause: 'not_an_image' }));
  });

  it('may have 5 MB, however many line breaks there are in it', () => {
    const lines = (bytes: number) => Buffer.alloc(bytes).toString('base64').replace(/.{76}/g, '$&\n');

    expect(readImageData(`data:;base64,${lines(MAX_IMAGE_TEXT_BYTES)}`).ok).toBe(true);
    expect(readImageData(`data:;base64,${lines(MAX_IMAGE_TEXT_BYTES + 1)}`)).toEqual(
      refused({ cause: 'too_many_bytes', limit: 5 * 1024 * 1024 }),
    );
  });

  it.each([' '.repeat(8_000_000), '='.repeat(8_000_000), ';'.repeat(8_000_000), '%41'.repeat(2_500_000)])(
    'takes no longer than it is long (%#)',
    (text) => {
      for (const beginning of ['data:', 'data:;base64,']) {
        expect(readImageData(`${beginning}${text}!`)).toEqual(refused({ cause: 'not_an_image' }));
      }
    },
  );
});
