import type { Metadata } from 'sharp';
import { MAX_ORIGINAL_SIDE } from './sizes.ts';

type Header = Pick<Metadata, 'format' | 'width' | 'height' | 'depth' | 'isProgressive'>;

interface BytesOfPixel {
  /** Bytes of a pixel with 8 bits a channel. */
  readonly shallow: number;
  /** Bytes of a pixel with more than 8 bits a channel. */
  readonly deep: number;
}

/**
 * Bytes that decoding takes for each pixel at most, measured with sharp 0.35 at 25 megapixels, square and 25,000 wide,
 * with alpha, colour profiles and interlacing (2026-11). AVIF is decoded whole, and held in several forms at once.
 */
const BYTES_OF_PIXEL: Readonly<Record<string, BytesOfPixel>> = {
  heif: { shallow: 19.5, deep: 30 },
  png: { shallow: 6, deep: 10 },
  gif: { shallow: 6, deep: 6 },
  webp: { shallow: 5, deep: 5 },
};
const PROGRESSIVE_JPEG: BytesOfPixel = { shallow: 9, deep: 9 };
/** A format that is shrunk while it is decoded. */
const BASELINE_JPEG: BytesOfPixel = { shallow: 4, deep: 4 };
/** Bytes for each pixel of an image's width: images are shrunk in strips of their width and some hundred lines. */
const BYTES_OF_COLUMN = 5_000;
const BYTES_OF_ENCODED_PIXEL = 26;
const BASE_BYTES = 16_000_000;

/** Upper estimate of the bytes that an image takes while it is decoded and encoded. */
export function imageMemory(header: Header): number {
  const pixels = header.width * header.height;
  const scale = Math.min(1, MAX_ORIGINAL_SIDE / longestSide(header));
  const decoding = bytesOfStrip(header) + pixels * bytesOfPixel(header);
  const encoding = pixels * scale ** 2 * BYTES_OF_ENCODED_PIXEL;
  return BASE_BYTES + Math.max(decoding, encoding);
}

function bytesOfStrip(header: Header): number {
  return longestSide(header) * BYTES_OF_COLUMN;
}

function longestSide({ width, height }: Header): number {
  return Math.max(width, height);
}

function bytesOfPixel({ format, depth, isProgressive }: Header): number {
  const jpeg = isProgressive ? PROGRESSIVE_JPEG : BASELINE_JPEG;
  const { shallow, deep } = BYTES_OF_PIXEL[format] ?? jpeg;
  return depth === 'uchar' ? shallow : deep;
}
