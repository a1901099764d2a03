import type Sqlite from 'better-sqlite3';
import type { Reading } from '../../../src/store/sqlite/statements/long-reads.ts';
import type { Values } from '../../../src/store/sqlite/statements/prepared.ts';
import type { GroupRow } from './data.ts';

export type Search = (viewerId: number, text: string, limit: number) => Promise<GroupRow[]>;

const FIRST_PAGE = { fromEnd: false, after: null, before: null, offset: 0 } as const;

type Statement = (values: Values) => GroupRow[];

/**
 * A search has a statement of its own for each kind of words, so their texts are taken from Guildhall, and run here
 * without its mapping of rows. Loaded when the first search comes: no other workload shall bear what that costs.
 */
export async function openSearch(client: Sqlite.Database): Promise<Search> {
  const [
    { drizzle },
    holdsTerms,
    relevance,
    search,
    plans,
    { GROUPS },
    { named, plannedOnce },
    { withoutLooks },
    viewed,
  ] = await Promise.all([
    import('drizzle-orm/better-sqlite3'),
    import('../../../src/store/sqlite/search/holds-terms.ts'),
    import('../../../src/store/sqlite/search/relevance.ts'),
    import('../../../src/store/sqlite/search/read-search.ts'),
    import('../../../src/store/sqlite/search/search-plan.ts'),
    import('../../../src/store/sqlite/search/search-source.ts'),
    import('../../../src/store/sqlite/statements/prepared.ts'),
    import('../../../src/store/sqlite/statements/row-budget.ts'),
    import('../../../src/store/sqlite/viewed-groups.ts'),
  ]);
  // Each of its reads is a transaction of its own, as is usual.
  const db = Object.assign(drizzle({ client }), { snapshot: { begin() {}, end() {} } });
  holdsTerms.addHoldsTerms(db);
  const read = search.searchReader(db, readingOf(client), GROUPS);
  const statements = new Map<string, Statement>();

  return async (viewerId, text, limit) => {
    const plan = await read(text, 'list');
    if (plan === null) return [];
    const form = plans.planForm(plan);
    const prepare = (): Statement => {
      const findable = { conditions: [viewed.VISIBLE], few: false };
      const page = { slice: { ...FIRST_PAGE, limit }, descending: false };
      const { text: sql, bind } = named('search', relevance.relevanceQuery(db, findable, plan, page));
      const statement = client.prepare<[Values], GroupRow>(withoutLooks(plannedOnce(sql)));
      return (values) => statement.all(bind(values));
    };
    const statement = statements.get(form) ?? prepare();
    statements.set(form, statement);
    return statement({ ...relevance.searchValues(text, plan), viewerId, limit, offset: 0 });
  };
}

/** In the thread that answers, as is usual, where Guildhall has one for reads that take long. */
function readingOf(client: Sqlite.Database): Reading {
  const statements = new Map<string, Sqlite.Statement<unknown[], unknown[]>>();
  const statementOf = (sql: string) => {
    const statement = statements.get(sql) ?? client.prepare<unknown[], unknown[]>(sql).raw();
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: async (sql, values) => statementOf(sql).all(values),
    reattach() {},
    async end() {},
  };
}
