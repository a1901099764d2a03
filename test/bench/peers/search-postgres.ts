import type pg from 'pg';
import { findCandidates } from '../../../src/store/postgres/search/finds.ts';
import { gramFrequencies } from '../../../src/store/postgres/search/gram-frequencies.ts';
import { readSearch } from '../../../src/store/postgres/search/read-search.ts';
import { relevanceQuery, relevanceValues } from '../../../src/store/postgres/search/relevance.ts';
import { inList, pageSize } from '../../../src/store/postgres/statements/keyset.ts';
import { named, type Runner } from '../../../src/store/postgres/statements/prepared.ts';
import { groups } from '../../../src/store/postgres/tables.ts';
import { VISIBLE } from '../../../src/store/postgres/viewed-groups.ts';
import { preparedOnce } from '../../../src/store/statements/slices.ts';
import type { GroupRow } from './data.ts';
import type { Search } from './search.ts';

const FIRST_PAGE = { fromEnd: false, after: null, before: null } as const;

/** The texts of its statements are taken from Guildhall, and run here without its mapping of rows. */
export function postgresSearch(pool: pg.Pool, runner: Runner): Search {
  const frequencies = gramFrequencies(runner);
  const statements = preparedOnce<ReturnType<typeof named>>();

  return async (viewerId, text, limit) => {
    const search = readSearch(text, await frequencies());
    if (search === null || search === 'nothing') return [];
    const found = await findCandidates(runner, search, 'by relevance');
    if (found?.length === 0) return [];
    const slice = { ...FIRST_PAGE, limit };
    const size = pageSize(slice);
    const prepare = () => {
      const all = { conditions: [VISIBLE], few: false };
      const few = { conditions: [VISIBLE, inList(groups.id, 'candidates')], few: true };
      return named('search', relevanceQuery(found === null ? all : few, false, size));
    };
    const { callOf } = statements(`${found === null} ${size.form}`, prepare);
    const bounds = relevanceValues(slice, false, search);
    const values = { ...search, ...bounds, viewerId, limit, offset: 0, candidates: found };
    const { rows } = await pool.query<GroupRow>(callOf(values));
    return rows.slice(0, limit);
  };
}
