import sharp from 'sharp';
import type { Requester } from '../../src/domain/images.ts';

/** Bytes, as many as by default. */
export const IMAGE_MEMORY = 512 * 1024 * 1024;

/** Someone who waits for their picture. */
export function requester(callerId = 1): Requester {
  return { callerId, isAbandoned: () => false };
}

/** A real picture of one colour. */
export function picture(
  format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' = 'png',
  { width = 700, height = 650 }: { readonly width?: number; readonly height?: number } = {},
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .toFormat(format)
    .toBuffer();
}

/** The same as the text that GraphQL and JSON bodies take. */
export function dataUrl(bytes: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}
