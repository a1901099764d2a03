import { isUtf16, readText, textReader } from './body-bytes.ts';
import { RefusedRequest } from './refusals.ts';

/** The field in which a form may say its charset. */
export const CHARSET_FIELD = '_charset_';

/** What stands for itself in every charset but UTF-16. */
const NOT_PLAIN = /[^\t\n\r -$&-*,-~]/;
const [PERCENT, PLUS, SPACE] = [0x25, 0x2b, 0x20];

/**
 * The names and values of a urlencoded body, in order. What is escaped are bytes of the charset that is declared, except
 * in UTF-16, where the whole body is: there they are UTF-8. Unlike by URLSearchParams, nothing is repaired.
 */
export function parseUrlencoded(
  body: Buffer,
  charset: string | null,
  maxValues: number,
): readonly (readonly [string, string])[] {
  if (charset !== null && isUtf16(charset)) {
    return parseUrlencoded(Buffer.from(readText(body, charset)), null, maxValues);
  }
  // One character a byte, until its charset is known.
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
