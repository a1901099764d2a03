import { COMMON_BEGINNING, ONE_NAME, SELDOM_TOGETHER } from './seed.ts';

/** The kinds of search that a page of finds has to be quick for, however many groups there are. */
export const SEARCHES = {
  'common word': 'group',
  'part of a word': 'ooba',
  'one name': ONE_NAME,
  'two letters': 'ch',
  'one letter': 'g',
  'a word of descriptions alone': SELDOM_TOGETHER[1],
  'two words that seldom stand together': SELDOM_TOGETHER.join(' '),
  'what most names begin with': COMMON_BEGINNING.trim(),
} as const;
