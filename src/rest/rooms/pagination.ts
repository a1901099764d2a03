import { z } from 'zod';
import { MAX_MEMBERS_OFFSET, MAX_OFFSET, MAX_PAGE_SIZE, type OffsetPage } from '../../domain/pagination.ts';
import type { OffsetSlice } from '../../domain/store.ts';
import { documentedAs, optional } from '../decoder.ts';
import { count, encoder, type Shape, shape } from '../encoder.ts';
import type { FieldReader } from '../field-reader.ts';
import { refusing } from '../field-reader.ts';
import { pageWith } from '../samples.ts';
import type { WireContext } from '../wire.ts';

/** Items of a page of a list, and items that can be skipped. */
export interface PageLimits {
  readonly usual: number;
  readonly max: number;
  readonly maxOffset: number;
}

export const LONG_PAGES: PageLimits = { usual: 10, max: MAX_PAGE_SIZE, maxOffset: MAX_OFFSET };
export const MEMBER_PAGES: PageLimits = { ...LONG_PAGES, maxOffset: MAX_MEMBERS_OFFSET };
/** Pages of the lists of one's own rooms, as documented. */
export const SHORT_PAGES: PageLimits = { usual: 5, max: 5, maxOffset: MAX_OFFSET };
export const POST_PAGES: PageLimits = { usual: 20, max: 20, maxOffset: MAX_OFFSET };

type PageQuery = ReturnType<typeof pageQuery>;

/** Declares the page and its length. Pages are counted from 1; unlike elsewhere, an impossible number is refused. */
export function pageQuery({ usual, max, maxOffset }: PageLimits) {
  return {
    limit: optional(between1And(max), `How many items, ${usual} by default.`),
    page: optional(between1And(maxOffset), `Counted from 1, up to the page with the item ${maxOffset} of the list.`),
  };
}

export function readSlice({ usual, maxOffset }: PageLimits, reader: FieldReader<PageQuery>): OffsetSlice {
  const limit = reader.read('first', 'limit') ?? usual;
  const page = reader.read('after', 'page') ?? 1;
  const offset = (page - 1) * limit;
  if (offset >= maxOffset) {
    reader.refuse('after', { reason: 'invalid', cause: 'out_of_range', limit: Math.ceil(maxOffset / limit) });
  }
  return { limit, offset };
}

function between1And(max: number) {
  const number = z.string().transform((text, context) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (number >= 1 && number <= max) return number;
    context.addIssue({ code: 'custom', ...refusing({ reason: 'invalid', cause: 'out_of_range', limit: max }) });
    return z.NEVER;
  });
  return documentedAs(number, { type: 'integer', minimum: 1, maximum: max });
}

/** Makes the encoder of a page; `name` is its name in the document, `samples` are the items of its example. */
export function encodePage<Item, Body>(
  name: string,
  limits: PageLimits,
  item: Shape<z.ZodType<Body>>,
  encodeItem: (item: Item, context: WireContext) => NoInfer<Body>,
  samples: readonly NoInfer<Item>[],
) {
  const page = shape(() =>
    z
      .object({
        total: count().describe('Of all there are, not of this page.'),
        currentPage: z.int().positive(),
        limit: z.int().positive(),
        pages: count().describe('Of those that can be asked for.'),
        data: z.array(item()),
      })
      .meta({ id: name }),
  );
  const encode = ({ items, count, end }: OffsetPage<Item>, context: WireContext) => {
    const { limit, page } = shown(context.request.query, limits);
    return {
      total: count,
      currentPage: page,
      limit,
      pages: Math.ceil(end / limit),
      data: items.map((item) => encodeItem(item, context)),
    };
  };
  return encoder(200, page, encode, pageWith(...samples));
}

/** The slice of a request that `readSlice` has accepted. */
function shown(query: URLSearchParams, { usual }: PageLimits) {
  return { limit: Number(query.get('limit') ?? usual), page: Number(query.get('page') ?? 1) };
}
