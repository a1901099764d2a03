import { LRUCache } from 'lru-cache';

/** Makes a cache as Apollo takes them. Beyond `maxBytes` the values used longest ago make way. */
export function boundedCache<Value extends object | string>(maxBytes: number, bytesOf: (value: Value) => number) {
  const values = new LRUCache<string, Value>({ maxSize: maxBytes, sizeCalculation: bytesOf });
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: Value) => void values.set(key, value),
    delete: async (key: string) => values.delete(key),
  };
}
