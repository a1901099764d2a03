import type { InvalidField } from './errors.ts';
import { ok, type Result, refuse } from './result.ts';
import type { KeysetSlice, OffsetSlice, Position } from './store.ts';

/** Items of a page, where the caller does not say how many. */
export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
/** Finds of a search that are counted; the exact number of more is not worth the time. */
export const MAX_COUNTED_FINDS = 10_000;
/** Items of a list of groups or users that can be skipped, which takes 25 ms. Items beyond are found by searching. */
export const MAX_OFFSET = 10_000;
/** Items of a list of members that can be skipped: walking their index takes 5 ms. */
export const MAX_MEMBERS_OFFSET = 100_000;

/** Relay's arguments; the positions come from cursors. */
export interface SliceInput {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: Position | null | undefined;
  readonly before?: Position | null | undefined;
  /** Cursors that the door could not read. */
  readonly unreadable?: readonly InvalidField[];
}

/** A part of a list, in its order. What is called a page alone is a kind of group. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Whether these are all items of the list. */
  readonly whole: boolean;
}

/** A part of a list by the number of skipped items, with the number of all items. */
export interface OffsetPage<Item> {
  readonly items: readonly Item[];
  readonly count: number;
  /** The first offset at which no page begins. */
  readonly end: number;
}

export interface Count {
  readonly count: number;
  /** Whether there are no more: the finds of a search are counted up to `MAX_COUNTED_FINDS`. */
  readonly isExact: boolean;
}

/** Reads one page, and one item more, which tells whether there is another page. */
export async function readPage<Item>(
  input: SliceInput,
  read: (slice: KeysetSlice) => Promise<readonly Item[]>,
): Promise<Result<ListPage<Item>>> {
  const slice = readSlice(input);
  if (!slice.ok) return slice;

  const { fromEnd, limit, after, before } = slice.value;
  const found = await read({ ...slice.value, limit: limit + 1 });
  const more = found.length > limit;
  const items = fromEnd ? found.slice(more ? 1 : 0) : found.slice(0, limit);
  return ok({
    items,
    hasNextPage: fromEnd ? before !== null : more,
    hasPreviousPage: fromEnd ? more : after !== null,
    whole: !more && after === null && before === null,
  });
}

/** Reads a page with the number of all items, which are counted only when they are not all on it. */
export async function readOffsetPage<Item>(
  { offset, limit }: OffsetSlice,
  maxOffset: number,
  read: () => Promise<readonly Item[]>,
  count: () => Promise<number>,
): Promise<OffsetPage<Item>> {
  const items = offset < maxOffset ? await read() : [];
  const whole = offset === 0 && items.length < limit;
  const total = whole ? items.length : await count();
  return { items, count: total, end: Math.min(total, maxOffset) };
}

/** The count to tell a caller. A store counts the finds of a search up to one beyond `MAX_COUNTED_FINDS`. */
export function countOf(search: string | null, counted: number): Count {
  if (search === null || counted <= MAX_COUNTED_FINDS) return { count: counted, isExact: true };
  return { count: MAX_COUNTED_FINDS, isExact: false };
}

function readSlice(input: SliceInput): Result<KeysetSlice> {
  const first = input.first ?? null;
  const last = input.last ?? null;
  const invalid: InvalidField[] = [...(input.unreadable ?? [])];
  for (const [field, size] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (size !== null && (size < 0 || size > MAX_PAGE_SIZE)) {
      invalid.push({ field, reason: 'invalid', cause: 'out_of_range', limit: MAX_PAGE_SIZE });
    }
  }
  if (first !== null && last !== null) invalid.push({ field: 'last', reason: 'invalid', cause: 'both_ends' });
  if (invalid.length > 0) return refuse({ code: 'INVALID', fields: invalid });

  return ok({
    after: input.after ?? null,
    before: input.before ?? null,
    fromEnd: last !== null,
    limit: first ?? last ?? DEFAULT_PAGE_SIZE,
  });
}
