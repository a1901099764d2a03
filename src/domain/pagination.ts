import type { InvalidField } from './errors.ts';
import { ok, type Result, refuse } from './result.ts';
import type { KeysetSlice, OffsetSlice, Position } from './store.ts';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
/** The number of finds is exact up to here: a search that finds more is not worth the time to count it. */
export const MAX_COUNTED_FINDS = 10_000;
/** Items of a list of groups or users that can be skipped, which takes 25 ms. To find what lies beyond, one searches. */
export const MAX_OFFSET = 10_000;
/** The same for lists of members, of which an index is walked alone: 5 ms. */
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

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Whether these are all that there are, on any page. */
  readonly whole: boolean;
}

/** A page by number of items skipped, with the number of all there are. */
export interface OffsetPage<Item> {
  readonly items: readonly Item[];
  readonly count: number;
  /** Where pages end: none begins at this number of items, or at a higher one. */
  readonly end: number;
}

export interface Count {
  readonly count: number;
  /** Whether there are no more than that: the finds of a search are counted up to `MAX_COUNTED_FINDS`. */
  readonly isExact: boolean;
}

/** Reads one page; asks for one item more than it shows, to know whether there are more. */
export async function readPage<Item>(
  input: SliceInput,
  read: (slice: KeysetSlice) => Promise<readonly Item[]>,
): Promise<Result<Page<Item>>> {
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

/** A page with the number of all items, which need not be counted when they are all on it. */
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

/** What a store has counted, which of a search goes one beyond what is told. */
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
