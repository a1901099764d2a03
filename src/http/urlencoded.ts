import { isUtf16, readText, textReader } from './body-bytes.ts';
import { LARGE_BODY, ownTurn } from './own-turn.ts';
import { RefusedRequest } from './refusals.ts';

/** The field in which a form may declare its charset. */
export const CHARSET_FIELD = '_charset_';

/** Matches what must be decoded: escapes, and bytes that mean different characters in different charsets. */
const NOT_PLAIN = /[^\t\n\r -$&-*,-~]/;
const [PERCENT, PLUS, SPACE] = [0x25, 0x2b, 0x20];

/**
 * Reads the names and values of a urlencoded body, in order. Escapes are bytes of the declared charset. In UTF-16, in
 * which the whole body is encoded, they are UTF-8. Unlike URLSearchParams, repairs nothing. A large name or value is
 * unescaped over several turns of the event loop: 8 MB of plus signs would take 150 ms.
 */
export async function parseUrlencoded(
  body: Buffer,
  charset: string | null,
  maxValues: number,
): Promise<readonly (readonly [string, string])[]> {
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
  const read = (part: string) => (NOT_PLAIN.test(part) ? decode(unescaped(part)) : part);
  const readInTurns = async (part: string) => (NOT_PLAIN.test(part) ? decode(await unescapedInTurns(part)) : part);

  const fields: [string, string][] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    if (pair.length < LARGE_BODY) fields.push([read(name), read(value)]);
    else fields.push([await readInTurns(name), await readInTurns(value)]);
  }
  return fields;
}

function hasMorePairs(text: string, most: number): boolean {
  let pairs = 1;
  for (let at = text.indexOf('&'); at !== -1 && pairs <= most; at = text.indexOf('&', at + 1)) pairs += 1;
  return pairs > most;
}

/** A text that is unescaped so far up to `at`, into the first `length` bytes. */
interface Unescaping {
  readonly text: Buffer;
  readonly bytes: Buffer;
  at: number;
  length: number;
}

function unescaping(part: string): Unescaping {
  return { text: Buffer.from(part, 'latin1'), bytes: Buffer.allocUnsafe(part.length), at: 0, length: 0 };
}

function unescaped(part: string): Buffer {
  const work = unescaping(part);
  unescapeUpTo(work, part.length);
  return work.bytes.subarray(0, work.length);
}

/** Bytes that are unescaped in one turn: about 10 ms. */
const PIECE = 512 * 1024;

async function unescapedInTurns(part: string): Promise<Buffer> {
  const work = unescaping(part);
  while (work.at < part.length) {
    await ownTurn();
    unescapeUpTo(work, Math.min(work.at + PIECE, part.length));
  }
  return work.bytes.subarray(0, work.length);
}

/** Goes on up to `end`, and to the end of an escape that begins before it. */
function unescapeUpTo(work: Unescaping, end: number): void {
  const { text, bytes } = work;
  let { at, length } = work;
  for (; at < end; at += 1) {
    const byte = text.readUInt8(at);
    if (byte === PERCENT) {
      bytes[length] = digit(text[at + 1]) * 16 + digit(text[at + 2]);
      at += 2;
    } else {
      bytes[length] = byte === PLUS ? SPACE : byte;
    }
    length += 1;
  }
  work.at = at;
  work.length = length;
}

/** The value of a hexadecimal digit. */
function digit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x57;
  throw new RefusedRequest({ code: 'MALFORMED' });
}
