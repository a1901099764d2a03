import type { FieldRefusal, Refusal } from './errors.ts';
import type { Result } from './result.ts';

export type ImageRole = 'picture' | 'cover';

/** Bytes of an image. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
/** Bytes of an image that comes as text. */
export const MAX_IMAGE_TEXT_BYTES = 5 * 1024 * 1024;
const MAX_PIXELS = 25_000_000;
/** A JPEG is shrunk while it is decoded. */
const MAX_JPEG_PIXELS = 50_000_000;
/** Pixels of the longer side: to shrink 25 megapixels that are a million wide takes 1.5 GB. */
export const MAX_IMAGE_SIDE = 25_000;

export function maxPixels(format: string): number {
  return format === 'jpeg' ? MAX_JPEG_PIXELS : MAX_PIXELS;
}

/** An image that was read, checked and re-encoded, but is not yet kept. */
export interface PreparedImage {
  /** Names it for good, once it is saved. */
  readonly key: string;
  /** Keeps it on disk, atomically and durably. */
  save(): Promise<void>;
}

/** Who wants an image. They take turns. */
export interface Requester {
  readonly callerId: number;
  /** Whether they have gone: nothing is decoded for them any more. */
  readonly isAbandoned: () => boolean;
}

type Overloaded = Extract<Refusal, { readonly code: 'OVERLOADED' }>;

/** The port to where images are made and kept. */
export interface Images {
  /**
   * Reads by content, never by name. Refuses what is no image, is damaged, or is too large; and as overloaded, what
   * too many wait before, or nobody waits for.
   */
  prepare(
    role: ImageRole,
    bytes: Uint8Array,
    requester: Requester,
  ): Promise<Result<PreparedImage, FieldRefusal | Overloaded>>;
  /** Removes every file of these images; those that do not exist are no fault. */
  remove(keys: readonly string[]): Promise<void>;
}

/** The beginning of a data URL that holds an image as base64; `application/octet-stream` and no type say "unknown". */
const DATA_URL = /^data:(image\/[\w.+-]+|application\/octet-stream)?\s*(;[^;]*)*;\s*base64\s*$/i;
/** Characters before the comma. */
const MAX_HEADER_LENGTH = 200;
const FOREIGN = /[^A-Za-z0-9+/_\-\t\n\f\r ]/;

/**
 * The bytes of a base64 data URL, in either of the two alphabets, with or without line breaks; refuses any other text, a
 * URL above all: nothing is ever fetched.
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
 * Whether every character stands for bits of what was read: reading leaves out foreign ones, except that it takes those
 * beyond ASCII for others. A fast test for images without line breaks: to look for foreign characters takes five times
 * as long as to read megabytes of base64.
 */
function isReadWhole(base64: string, bytes: Uint8Array): boolean {
  const isAscii = Buffer.byteLength(base64) === base64.length;
  return isAscii && base64.length % 4 !== 1 && bytes.byteLength === Math.floor((base64.length * 3) / 4);
}

const NOT_AN_IMAGE = { ok: false, refusal: { reason: 'invalid', cause: 'not_an_image' } } as const;

/** Undefined for what is no text in percent-encoded UTF-8. */
function percentDecoded(text: string): string | undefined {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return undefined;
  }
}
