/** Bytes that a UTF-16 unit takes at most as JSON in UTF-8: `\u0001`. */
export const MAX_BYTES_OF_A_UNIT = 6;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON escapes.
const ESCAPED = /["\\\u0000-\u001f]/;

/** Whether a value takes more bytes as JSON in UTF-8. It is counted exactly only if it may: most values are far smaller. */
export function isLarger(value: unknown, maxBytes: number): boolean {
  return left(value, maxBytes, atMost) < 0 && left(value, maxBytes, bytesOfText) < 0;
}

/** Subtracts the bytes that a value takes; counting ends below zero. */
function left(value: unknown, bytes: number, bytesOf: (text: string) => number): number {
  if (typeof value === 'string') return bytes - bytesOf(value);
  if (typeof value !== 'object' || value === null) return bytes - (JSON.stringify(value) ?? 'null').length;
  return Array.isArray(value) ? leftOfList(value, bytes, bytesOf) : leftOfObject(value, bytes, bytesOf);
}

function leftOfList(list: readonly unknown[], bytes: number, bytesOf: (text: string) => number): number {
  let rest = bytes - '[]'.length - Math.max(list.length - 1, 0);
  for (const item of list) {
    if (rest < 0) return rest;
    rest = left(item, rest, bytesOf);
  }
  return rest;
}

function leftOfObject(object: object, bytes: number, bytesOf: (text: string) => number): number {
  let rest = bytes - '{}'.length;
  let separator = '';
  for (const [key, value] of Object.entries(object)) {
    if (rest < 0) return rest;
    if (value === undefined) continue;
    rest = left(value, rest - separator.length - key.length - '"":'.length, bytesOf);
    separator = ',';
  }
  return rest;
}

function atMost(text: string): number {
  return MAX_BYTES_OF_A_UNIT * text.length + '""'.length;
}

function bytesOfText(text: string): number {
  if (!ESCAPED.test(text) && text.isWellFormed()) return Buffer.byteLength(text) + '""'.length;
  let bytes = text.length + '""'.length;
  for (let index = 0; index < text.length; index += 1) bytes += moreBytesAt(text, index);
  return bytes;
}

/** The bytes that the unit at an index takes as JSON in UTF-8, beyond one. */
function moreBytesAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return unit >= 0x20 ? Number(unit === 0x22 || unit === 0x5c) : moreOfControl(unit);
  if (unit < 0x800) return 1;
  if (unit < 0xd800 || unit > 0xdfff) return 2;
  // A pair takes four bytes; half of one is written as `\ud800`.
  const isPaired =
    unit < 0xdc00 ? isBetween(text.charCodeAt(index + 1), 0xdc00) : isBetween(text.charCodeAt(index - 1), 0xd800);
  return isPaired ? 1 : 5;
}

/** The same for control characters: `\b`, `\t`, `\n`, `\f` and `\r` have a short form, all others are as `\u0001`. */
function moreOfControl(unit: number): number {
  return unit >= 0x08 && unit <= 0x0d && unit !== 0x0b ? 1 : 5;
}

function isBetween(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400;
}
