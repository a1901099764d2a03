import { LRUCache } from 'lru-cache';
import type { KeysetSlice, OffsetSlice } from '../../domain/store.ts';

export function isKeyset(slice: KeysetSlice | OffsetSlice): slice is KeysetSlice {
  return 'fromEnd' in slice;
}

/** The values of the placeholders that a slice adds to a statement. */
export function sliceValues(slice: KeysetSlice | OffsetSlice): Record<string, unknown> {
  if (!isKeyset(slice)) return { limit: slice.limit, offset: slice.offset };
  return {
    limit: slice.limit,
    offset: 0,
    afterValue: slice.after?.value,
    afterId: slice.after?.id,
    beforeValue: slice.before?.value,
    beforeId: slice.before?.id,
  };
}

/** The names of the values that are given. They alone decide a statement's text, because values are placeholders. */
export function presence(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== false)
    .map(([name]) => name)
    .sort()
    .join();
}

/** Prepares each statement once for its key; beyond 256, the least recently used make way. */
export function preparedOnce<Statement extends object>() {
  const statements = new LRUCache<string, Statement>({ max: 256 });
  return (key: string, prepare: () => Statement): Statement => {
    const known = statements.get(key);
    if (known !== undefined) return known;
    const statement = prepare();
    statements.set(key, statement);
    return statement;
  };
}
