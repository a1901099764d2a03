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

/** An image that is read, checked and re-encoded, but not yet saved. */
export interface PreparedImage {
  /** The image's name, once it is saved. */
  readonly key: string;
  /** Keeps it, atomically and durably. Throws PICTURES_UNAVAILABLE where it cannot be kept now. */
  save(): Promise<void>;
}

/** The caller who wants an image. Callers take turns. */
export interface Requester {
  readonly callerId: number;
  /** Whether the caller has gone; then nothing more is decoded for them. */
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
