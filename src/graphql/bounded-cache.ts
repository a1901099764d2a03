import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** With the node and the locations that go with it, as measured. */
const BYTES_OF_A_TOKEN = 400;
const BYTES_OF_A_CHARACTER = 2;

/** A cache as Apollo takes them, of at most so many bytes: what was asked for longest ago makes way. */
export function boundedCache<Value extends object | string>(maxBytes: number, bytesOf: (value: Value) => number) {
  const values = new LRUCache<string, Value>({ maxSize: maxBytes, sizeCalculation: bytesOf });
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: Value) => void values.set(key, value),
    delete: async (key: string) => values.delete(key),
  };
}

export function bytesOfText(text: string): number {
  return BYTES_OF_A_CHARACTER * text.length + BYTES_OF_A_TOKEN;
}

/** About what a parsed document keeps in memory, its text included: its locations lead to that, and to every token. */
export function bytesOfDocument({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return bytesOfText(loc?.source.body ?? '') + BYTES_OF_A_TOKEN * tokens;
}
