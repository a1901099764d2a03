import { readText } from './body-bytes.ts';
import { LARGE_BODY, ownTurn } from './own-turn.ts';
import { RefusedRequest } from './refusals.ts';

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [BRACE, BRACKET, COMMA, COLON] = [0x7b, 0x5b, 0x2c, 0x3a];

/**
 * Reads JSON of at most `maxValues` names and values, each of which takes many times its bytes in memory. Refuses names
 * that would change an object's prototype where it is copied. Each step of reading a large body has its own turn of the
 * event loop: together they would take some 40 ms.
 */
export async function parseJson(bytes: Buffer, maxValues: number): Promise<unknown> {
  const isLarge = bytes.length >= LARGE_BODY;
  // Each name and each value takes at least a byte.
  if (bytes.length > maxValues && hasMoreValues(bytes, maxValues)) {
    throw new RefusedRequest({ code: 'TOO_LARGE', exceeded: { of: 'names and values', most: maxValues } });
  }
  const text = readText(bytes);
  if (isLarge) await ownTurn();
  const value = parse(text);
  if (isLarge) await ownTurn();
  if (namesPrototype(value)) throw new RefusedRequest({ code: 'MALFORMED' });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedRequest({ code: 'MALFORMED' });
  }
}

function hasMoreValues(bytes: Buffer, most: number): boolean {
  const { length } = bytes;
  let values = 0;
  let texts = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      // JSON has at most one text more than separators; anything else is no JSON, and ends here too.
      texts += 1;
      if (texts > most + 1) return true;
      at = endOfText(bytes, at + 1);
    } else if (byte === COMMA || byte === COLON || byte === BRACE || byte === BRACKET) {
      // Each of these stands before a name or a value, or in an empty list or object.
      values += 1;
      if (values > most) return true;
    }
  }
  return false;
}

/** The index of the quote that ends a text; the end of the bytes when there is none. */
function endOfText(bytes: Buffer, from: number): number {
  const { length } = bytes;
  const quote = bytes.indexOf(QUOTE, from);
  if (quote === -1) return length;
  if (bytes[quote - 1] !== BACKSLASH) return quote;
  // Texts with escapes are read byte by byte: searching for each of millions of quotes would take longer.
  for (let at = from; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return length;
}

function namesPrototype(value: unknown): boolean {
  const open = [value];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (Object.hasOwn(node, '__proto__')) return true;
    for (const inner of Object.values(node)) if (typeof inner === 'object' && inner !== null) open.push(inner);
    if (Object.hasOwn(node, 'constructor') && hasPrototype(node.constructor)) return true;
  }
  return false;
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
