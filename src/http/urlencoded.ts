import { isUtf16, readText, UnreadableBody } from './body-bytes.ts';

/** The field in which a form may say its charset. */
export const CHARSET_FIELD = '_charset_';

const [AND, EQUALS, PERCENT, PLUS, SPACE] = [0x26, 0x3d, 0x25, 0x2b, 0x20];

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
  if (hasMorePairs(body, maxValues / 2)) {
    throw new UnreadableBody({ code: 'TOO_LARGE', exceeded: { of: 'names and values', most: maxValues } });
  }
  const pairs = pairsOf(body);
  const declared = charset ?? pairs.find(([name]) => name.equals(CHARSET_NAME))?.[1].toString('latin1') ?? null;
  return pairs.map(([name, value]) => [readText(name, declared), readText(value, declared)]);
}

const CHARSET_NAME = Buffer.from(CHARSET_FIELD);

function hasMorePairs(body: Buffer, most: number): boolean {
  let pairs = 1;
  for (let at = body.indexOf(AND); at !== -1 && pairs <= most; at = body.indexOf(AND, at + 1)) pairs += 1;
  return pairs > most;
}

function pairsOf(body: Buffer): (readonly [Buffer, Buffer])[] {
  const pairs: (readonly [Buffer, Buffer])[] = [];
  let start = 0;
  while (start < body.length) {
    const and = body.indexOf(AND, start);
    const end = and === -1 ? body.length : and;
    const pair = body.subarray(start, end);
    const equals = pair.indexOf(EQUALS);
    const endOfName = equals === -1 ? pair.length : equals;
    if (pair.length > 0) pairs.push([unescaped(pair.subarray(0, endOfName)), unescaped(pair.subarray(endOfName + 1))]);
    start = end + 1;
  }
  return pairs;
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
  throw new UnreadableBody({ code: 'MALFORMED' });
}
