import type { FieldRefusal, Refusal } from './errors.ts';
import type { Result } from './result.ts';

export type ImageRole = 'picture' | 'cover';

export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
export const MAX_IMAGE_PIXELS = 25_000_000;
/** Pixels of the longer side: to shrink 25 megapixels that are a million wide takes 1.5 GB. */
export const MAX_IMAGE_SIDE = 25_000;

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

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of a `data:image/...;base64,` text; refuses any other, a URL above all: nothing is ever fetched. */
export function readImageData(text: string): Result<Uint8Array, FieldRefusal> {
  const comma = text.indexOf(',');
  if (!/^data:image\/[a-z0-9.+-]+;base64$/i.test(text.slice(0, Math.min(comma, 100)))) {
    return { ok: false, refusal: { reason: 'invalid', cause: 'not_an_image' } };
  }

  const base64 = text.slice(comma + 1);
  if (base64.length > Math.ceil(MAX_IMAGE_BYTES / 3) * 4) {
    return { ok: false, refusal: { reason: 'invalid', cause: 'too_many_bytes', limit: MAX_IMAGE_BYTES } };
  }
  if (!BASE64.test(base64)) return { ok: false, refusal: { reason: 'invalid', cause: 'not_an_image' } };
  return { ok: true, value: Buffer.from(base64, 'base64') };
}
