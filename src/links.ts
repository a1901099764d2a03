import { coverFile, type PictureSize, pictureFile } from './images/sizes.ts';

/** The absolute addresses that an answer holds; `key` null is an image that a group does not have. */
export interface Links {
  /** Falls back to the default picture, which is part of the product. */
  picture(key: string | null, size: PictureSize): string;
  cover(key: string | null): string;
  absolute(pathAndQuery: string): string;
}

export const MEDIA_PATH = '/media/';
/** The key under which the default images lie beside this code. */
const DEFAULT_KEY = 'default';

/** `base` is the public address without a trailing slash. */
export function linksFrom(base: string): Links {
  return {
    picture: (key, size) => `${base}${MEDIA_PATH}${pictureFile(key ?? DEFAULT_KEY, size)}`,
    cover: (key) => `${base}${MEDIA_PATH}${coverFile(key ?? DEFAULT_KEY)}`,
    absolute: (pathAndQuery) => `${base}${pathAndQuery}`,
  };
}
