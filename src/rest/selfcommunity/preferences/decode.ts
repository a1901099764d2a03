import { z } from 'zod';
import { ok, type Result } from '../../../domain/result.ts';
import { decoder, optional } from '../../decoder.ts';
import { decodeSearch, searchQuery, wholeListQuery } from '../pagination.ts';

/** Which preferences are asked for; null for all. */
export interface PreferenceFilter {
  readonly section: string | null;
  /** As `section.name`. */
  readonly keys: ReadonlySet<string> | null;
  /** A part of the name. */
  readonly search: string | null;
}

const filters = {
  search: optional(searchQuery.search.schema, 'A part of the name.'),
  section: optional(z.string(), 'The section that they are in.'),
  keys: optional(z.string(), 'Names with their sections, such as `text.application_name`, with commas between them.'),
};

export const decodePreferenceFilter = decoder(
  { query: { ...filters, ...wholeListQuery } },
  ({ query }): Result<PreferenceFilter> => {
    const keys = query.get('keys');
    return ok({
      section: query.get('section') || null,
      keys: keys ? new Set(keys.split(',').map((key) => key.trim())) : null,
      search: decodeSearch(query),
    });
  },
);

/** Which features are asked for; null for all. */
export interface FeatureFilter {
  readonly name: string | null;
  /** A part of the name. */
  readonly search: string | null;
}

export const decodeFeatureFilter = decoder(
  { query: { name: optional(z.string(), 'The whole name.'), search: filters.search, ...wholeListQuery } },
  ({ query }): Result<FeatureFilter> => ok({ name: query.get('name') || null, search: decodeSearch(query) }),
);
