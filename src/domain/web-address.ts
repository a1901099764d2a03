import { isShowable } from './shown-text.ts';

/** Null for what is no http(s) address. Addresses are shown as links: `javascript:` would run its code when one is followed. */
export function parseWebAddress(text: string): URL | null {
  return /^https?:\/\//i.test(text) && isShowable(text) ? URL.parse(text) : null;
}
