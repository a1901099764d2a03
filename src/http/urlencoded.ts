import { isUtf16, readText, textReader } from './body-bytes.ts';
import { RefusedRequest } from './refusals.ts';

/** The field in which a form may declare its charset. */
export const CHARSET_FIELD = '_charset_';

/** Matches what must be decoded: escapes, and bytes that mean different characters in different charsets. */
const NOT_PLAIN = /[^\t\n\r -$&-*,-~]/;
const [PERCENT, PLUS, SPACE] = [0x25, 0x2b, 0x20];

/**
 * Reads the names and values of a urlencoded body, in order. Escapes are bytes of the declared charset. In UTF-16, in
 * which the whole body is encoded, they are UTF-8. Unlike URLSearchParams, repairs nothing.
 */
export function parseUrlencoded(
  body: Buffer,
  charset: string | null,
  maxValues: number,
): readonly (readonly [string, string])[] {
  if (charset !== null && isUtf16(charset)) {
    return parseUrlencoded(Buffer.from(readText(body, charset)), null, maxValues);
  }
  // One character for each byte, until the charset is known.
  const text = body.toString('latin1');
  if (hasMorePairs(text, maxValues / 2)) {
    throw new RefusedRequest({ code: 'TOO_LARGE', exceeded: { of: 'names and values', most: maxValues } });
  }
  const pairs = text.split('&').filter((pair) => pair !== '');
  const declaration = pairs.find((pair) => pair.startsWith(`${CHARSET_FIELD}=`));
  const decode = textReader(charset ?? declaration?.slice(CHARSET_FIELD.length + 1) ?? null);
  const read = (part: string) => (NOT_PLAIN.test(part) ? decode(unescaped(Buffer.from(part, 'latin1'))) : part);
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return equals === -1 ? [read(pair), ''] : [read(pair.slice(0, equals)), read(pair.slice(equals + 1))];
  });
}

function hasMorePairs(text: string, most: number): boolean {
  let pairs = 1;
  for (let at = text.indexOf('&'); at !== -1 && pairs <= most; at = text.indexOf('&', at + 1)) pairs += 1;
  return pairs > most;
}

function unescaped(text: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text.readUInt8(at);
    if (byte === PERCENT) {
      bytes[length] = digit(text[at + 1]) * 16 + digit(text[at + 2]);
      at += 2;
    } else {
      bytes[length] = byte === PLUS ? SPACE : byte;
    }
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** The value of a hexadecimal digit. */
function digit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x57;
  throw new RefusedRequest({ code: 'MALFORMED' });
}
