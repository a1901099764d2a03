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
export const DEFAULT_KEY = 'default';

/**
 * `base` is the public address without a trailing slash, and `media` the address of the folder of pictures, which only
 * this server has the default ones of.
 */
export function linksFrom(base: string, media: string | null = null): Links {
  const folder = (key: string | null) => (key === null || media === null ? `${base}${MEDIA_PATH}` : `${media}/`);
  return {
    picture: (key, size) => folder(key) + pictureFile(key ?? DEFAULT_KEY, size),
    cover: (key) => folder(key) + coverFile(key ?? DEFAULT_KEY),
    absolute: (pathAndQuery) => `${base}${pathAndQuery}`,
  };
}
