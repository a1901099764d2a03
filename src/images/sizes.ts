import type { ImageRole } from '../domain/images.ts';

/** The files made of each image: squares for a picture, one landscape for a cover. Widths in pixels. */
export const PICTURE_SIZES = { small: 64, medium: 128, big: 300, bigger: 600 } as const;
export type PictureSize = keyof typeof PICTURE_SIZES | 'original';

export const MAX_ORIGINAL_SIDE = 2048;
export const COVER = { width: 1920, height: 1080 } as const;

export const PICTURE_NAMES: readonly PictureSize[] = ['small', 'medium', 'big', 'bigger', 'original'];
const COVER_NAME = 'cover';

/** The name of one file of an image. All files lie in one folder. */
export function pictureFile(key: string, size: PictureSize): string {
  return `${key}-${size}.webp`;
}

export function coverFile(key: string): string {
  return `${key}-${COVER_NAME}.webp`;
}

export function filesOf(role: ImageRole, key: string): readonly string[] {
  return role === 'cover' ? [coverFile(key)] : PICTURE_NAMES.map((size) => pictureFile(key, size));
}

const FILE = /^([0-9a-f]{32})-[a-z]+\.webp(\.part)?$/;

/** The image that a file belongs to, by its name; null for any other file. No group names an unfinished one. */
export function imageOf(file: string): { readonly key: string; readonly unfinished: boolean } | null {
  const [, key, unfinished] = FILE.exec(file) ?? [];
  return key === undefined ? null : { key, unfinished: unfinished !== undefined };
}
