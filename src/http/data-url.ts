import type { FieldRefusal } from '../domain/errors.ts';
import { MAX_IMAGE_TEXT_BYTES } from '../domain/images.ts';
import type { Result } from '../domain/result.ts';

/** Matches the header of a data URL of a base64 image; `application/octet-stream` and no type mean "unknown". */
const DATA_URL = /^data:(image\/[\w.+-]+|application\/octet-stream)?\s*(;[^;]*)*;\s*base64\s*$/i;
/** UTF-16 units before the comma. */
const MAX_HEADER_LENGTH = 200;
const FOREIGN = /[^A-Za-z0-9+/_\-\t\n\f\r ]/;

/**
 * Reads the bytes of a base64 data URL, in either of the two alphabets, with or without line breaks. Refuses any other
 * text, above all an address: nothing is ever fetched.
 */
export function readImageData(given: string): Result<Uint8Array, FieldRefusal> {
  const text = given.trim();
  const comma = text.indexOf(',');
  if (comma > MAX_HEADER_LENGTH || !DATA_URL.test(text.slice(0, Math.max(comma, 0)))) return NOT_AN_IMAGE;

  const padded = percentDecoded(text.slice(comma + 1));
  const base64 = padded?.trimEnd().replace(/={1,2}$/, '');
  if (base64 === undefined) return NOT_AN_IMAGE;
  const bytes = Buffer.from(base64, 'base64');
  if (!isReadWhole(base64, bytes) && FOREIGN.test(base64)) return NOT_AN_IMAGE;
  if (bytes.byteLength <= MAX_IMAGE_TEXT_BYTES) return { ok: true, value: bytes };
  return { ok: false, refusal: { reason: 'invalid', cause: 'too_many_bytes', limit: MAX_IMAGE_TEXT_BYTES } };
}

/**
 * Whether every character was decoded: Node skips foreign characters, but takes those beyond ASCII for others. A fast
 * test for images without line breaks: searching for foreign characters takes five times as long as decoding.
 */
function isReadWhole(base64: string, bytes: Uint8Array): boolean {
  const isAscii = Buffer.byteLength(base64) === base64.length;
  return isAscii && base64.length % 4 !== 1 && bytes.byteLength === Math.floor((base64.length * 3) / 4);
}

const NOT_AN_IMAGE = { ok: false, refusal: { reason: 'invalid', cause: 'not_an_image' } } as const;

/** Undefined for what is not percent-encoded UTF-8. */
function percentDecoded(text: string): string | undefined {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return undefined;
  }
}
