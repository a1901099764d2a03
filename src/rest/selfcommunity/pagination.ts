/**
 * Lists in SelfCommunity's API: slices by limit and offset, and pages that link to their neighbours. A slice that
 * cannot be read is never refused.
 */

import { z } from 'zod';
import {
  DEFAULT_PAGE_SIZE,
  MAX_MEMBERS_OFFSET,
  MAX_OFFSET,
  MAX_PAGE_SIZE,
  type OffsetPage,
} from '../../domain/pagination.ts';
import type { OffsetSlice } from '../../domain/store.ts';
import { documentedAs, optional } from '../decoder.ts';
import { address, count, encoder, type Shape, shape } from '../encoder.ts';
import { pageWith } from '../samples.ts';
import type { WireContext } from '../wire.ts';

const wholeNumber = documentedAs(
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  { type: 'integer', minimum: 0 },
);

/** Items of a list that is documented without pages, and is given whole unless the caller asks for less. */
const MAX_WHOLE_LIST = 1_000;

const offset = optional(
  wholeNumber,
  `How many items to skip; ignored when unreadable. There are none from ${MAX_OFFSET} on, and from ${MAX_MEMBERS_OFFSET} on in lists of who stands to a group.`,
);

export const sliceQuery = {
  limit: optional(
    wholeNumber,
    `How many items, ${DEFAULT_PAGE_SIZE} by default and at most ${MAX_PAGE_SIZE}; ignored when unreadable.`,
  ),
  offset,
};

export const wholeListQuery = {
  limit: optional(
    wholeNumber,
    `How many items, at most ${MAX_PAGE_SIZE}; ignored when unreadable. Without it, all of them, ${MAX_WHOLE_LIST} at most.`,
  ),
  offset,
};

const search = documentedAs(
  z.string().transform((text) => (['', 'undefined', 'null'].includes(text.trim()) ? null : text.trim())),
  { type: 'string' },
);

export const searchQuery = { search: optional(search, 'Every word must be in any part of a word.') };

type Query<Names extends string> = { get(name: Names): string | null };

type DecodeSlice = (query: Query<keyof typeof sliceQuery>) => OffsetSlice;

export const decodeSlice: DecodeSlice = (query) => readSlice(query, DEFAULT_PAGE_SIZE);
export const decodeWholeSlice: DecodeSlice = (query) => readSlice(query, MAX_WHOLE_LIST);

/** Reads a slice and ignores what cannot be read: the client sends `limit=undefined` and the like. */
function readSlice(query: Query<keyof typeof sliceQuery>, usualLimit: number): OffsetSlice {
  const number = (name: keyof typeof sliceQuery) => wholeNumber.safeParse(query.get(name)).data ?? 0;
  const limit = number('limit');
  return {
    limit: limit === 0 ? usualLimit : Math.min(limit, MAX_PAGE_SIZE),
    offset: number('offset'),
  };
}

export function decodeSearch(query: Query<keyof typeof searchQuery>): string | null {
  return search.parse(query.get('search') ?? '');
}

/** Makes the shape of a page; `name` is its name in the document. */
export function pageOf<Body>(name: string, item: Shape<z.ZodType<Body>>) {
  return shape(() =>
    z
      .object({
        count: count().describe('Of all there are, not of this page.'),
        next: address().nullable().describe('Of the next page, with every other parameter kept; null where pages end.'),
        previous: address().nullable(),
        results: z.array(item()),
      })
      .meta({ id: name }),
  );
}

/** Makes the encoder of a page; `samples` are the items of its example, `sliceOf` reads the slice as decoding does. */
export function encodePage<Item, Body>(
  page: ReturnType<typeof pageOf<Body>>,
  encodeItem: (item: Item, context: WireContext) => NoInfer<Body>,
  samples: readonly NoInfer<Item>[],
  sliceOf: DecodeSlice = decodeSlice,
) {
  return encoder(
    200,
    page,
    ({ items, count, end }: OffsetPage<Item>, context) => ({
      count,
      ...neighbours(sliceOf(context.request.query), end, context),
      results: items.map((item) => encodeItem(item, context)),
    }),
    pageWith(...samples),
  );
}

/** Makes the encoder of a list whose items are all known: the part that is asked for is taken out of it here. */
export function encodeWholeList<Item, Body>(
  page: ReturnType<typeof pageOf<Body>>,
  encodeItem: (item: Item, context: WireContext) => NoInfer<Body>,
  samples: readonly NoInfer<Item>[],
) {
  return encoder(
    200,
    page,
    (all: readonly Item[], context) => {
      const slice = decodeWholeSlice(context.request.query);
      return {
        count: all.length,
        ...neighbours(slice, all.length, context),
        results: all.slice(slice.offset, slice.offset + slice.limit).map((item) => encodeItem(item, context)),
      };
    },
    samples,
  );
}

/** Addresses of the neighbouring pages, with all other parameters; absolute, as the client follows them unchanged. */
function neighbours({ limit, offset }: OffsetSlice, end: number, { links, request }: WireContext) {
  // The page beside a whole list has a length that callers can ask for.
  const pageSize = Math.min(limit, MAX_PAGE_SIZE);
  const at = (start: number) => {
    const query = new URLSearchParams(request.query);
    query.set('limit', String(pageSize));
    query.set('offset', String(start));
    return links.absolute(`${request.path}?${query}`);
  };
  return {
    next: offset + limit < end ? at(offset + limit) : null,
    // From beyond the end, leads to the last page.
    previous: offset > 0 ? at(Math.max(0, Math.min(offset, end) - pageSize)) : null,
  };
}
