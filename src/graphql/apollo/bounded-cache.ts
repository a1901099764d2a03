import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { countNodes } from '../engine/document-size.ts';

/** Of an entry, beside its value. */
const BYTES_OF_AN_ENTRY = 400;
/** Without its location, as measured. */
const BYTES_OF_A_NODE = 100;
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
  return BYTES_OF_A_CHARACTER * text.length + BYTES_OF_AN_ENTRY;
}

/** About what a parsed document without locations keeps in memory, its text included. */
export function bytesOfDocument(document: DocumentNode): number {
  return bytesOfText(document.loc?.source.body ?? '') + BYTES_OF_A_NODE * countNodes(document);
}
