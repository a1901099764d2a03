import { z } from 'zod';
import { MAX_PAGE_SIZE, type OffsetPage } from '../../domain/page.ts';
import type { OffsetSlice } from '../../domain/store.ts';
import type { WireAnswer, WireContext, WireRequest } from '../dialect.ts';
import type { FieldReader } from '../field-reader.ts';
import { refusing } from '../field-reader.ts';

/** How long the pages of a list are. */
export interface PageLimits {
  readonly usual: number;
  readonly max: number;
}

export const LONG_PAGES: PageLimits = { usual: 10, max: MAX_PAGE_SIZE };
/** As documented for the lists of one's own rooms. */
export const SHORT_PAGES: PageLimits = { usual: 5, max: 5 };
export const POST_PAGES: PageLimits = { usual: 20, max: 20 };

const MAX_PAGE = 1_000_000;

/** Pages are counted from 1; unlike elsewhere, a number that cannot be is refused. */
export function readSlice({ query }: WireRequest, { usual, max }: PageLimits, { read }: FieldReader): OffsetSlice {
  const limit = read('first', query.get('limit'), between1And(max)) ?? usual;
  const page = read('after', query.get('page'), between1And(MAX_PAGE)) ?? 1;
  return { limit, offset: (page - 1) * limit };
}

function between1And(max: number) {
  return z.string().transform((text, context) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (number >= 1 && number <= max) return number;
    context.addIssue({ code: 'custom', ...refusing({ reason: 'invalid', cause: 'out_of_range', limit: max }) });
    return z.NEVER;
  });
}

export function encodePage<Item>(limits: PageLimits, encodeItem: (item: Item, context: WireContext) => unknown) {
  return ({ items, count }: OffsetPage<Item>, context: WireContext): WireAnswer => {
    const { limit, page } = shown(context.request.query, limits);
    return {
      status: 200,
      body: {
        total: count,
        currentPage: page,
        limit,
        pages: Math.ceil(count / limit),
        data: items.map((item) => encodeItem(item, context)),
      },
    };
  };
}

/** What `readSlice` has accepted by now. */
function shown(query: URLSearchParams, { usual }: PageLimits) {
  return { limit: Number(query.get('limit') ?? usual), page: Number(query.get('page') ?? 1) };
}
