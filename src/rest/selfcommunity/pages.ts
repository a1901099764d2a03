import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type OffsetPage } from '../../domain/page.ts';
import type { OffsetSlice } from '../../domain/store.ts';
import type { WireAnswer, WireContext } from '../dialect.ts';

/** The client sends `limit=undefined` and the like: what cannot be read is as if it were not there. */
export function decodeSlice(query: URLSearchParams): OffsetSlice {
  const limit = wholeNumber(query.get('limit')) ?? 0;
  return {
    limit: limit === 0 ? DEFAULT_PAGE_SIZE : Math.min(limit, MAX_PAGE_SIZE),
    offset: wholeNumber(query.get('offset')) ?? 0,
  };
}

export function decodeSearch(query: URLSearchParams): string | null {
  const search = query.get('search')?.trim() ?? '';
  return ['', 'undefined', 'null'].includes(search) ? null : search;
}

export function encodePage<Item>(encodeItem: (item: Item, context: WireContext) => unknown) {
  return ({ items, count }: OffsetPage<Item>, context: WireContext): WireAnswer => ({
    status: 200,
    body: { count, ...neighbours(count, context), results: items.map((item) => encodeItem(item, context)) },
  });
}

/** Absolute, because the client follows them as they are, with every other parameter kept. */
function neighbours(count: number, { links, request }: WireContext) {
  const { limit, offset } = decodeSlice(request.query);
  const at = (start: number) => {
    const query = new URLSearchParams(request.query);
    query.set('limit', String(limit));
    query.set('offset', String(start));
    return links.absolute(`${request.path}?${query}`);
  };
  return {
    next: offset + limit < count ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
