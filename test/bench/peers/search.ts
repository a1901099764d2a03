import type Sqlite from 'better-sqlite3';
import type { GroupFilter } from '../../../src/domain/store.ts';
import type { Reading } from '../../../src/store/sqlite/statements/long-reads.ts';
import type { GroupRow } from './data.ts';

export type Search = (viewerId: number, text: string, limit: number) => Promise<GroupRow[]>;

const FIRST_PAGE = { fromEnd: false, after: null, before: null, offset: 0 } as const;

interface Statement {
  readonly run: Sqlite.Statement<unknown[], GroupRow>;
  readonly params: readonly unknown[];
}

/**
 * A search has a statement of its own for each kind of words, so their texts are taken from Guildhall, and run here
 * without its mapping of rows. Loaded when the first search comes: no other workload shall bear what that costs.
 */
export async function openSearch(client: Sqlite.Database): Promise<Search> {
  const [{ drizzle }, { Placeholder }, holdsTerms, relevance, search, { plannedOnce }, viewed] = await Promise.all([
    import('drizzle-orm/better-sqlite3'),
    import('drizzle-orm'),
    import('../../../src/store/sqlite/search/holds-terms.ts'),
    import('../../../src/store/sqlite/search/relevance.ts'),
    import('../../../src/store/sqlite/search/read-search.ts'),
    import('../../../src/store/sqlite/statements/prepared.ts'),
    import('../../../src/store/sqlite/viewed-groups.ts'),
  ]);
  // Each of its reads is a transaction of its own, as is usual.
  const db = Object.assign(drizzle({ client }), { snapshot: { begin() {}, end() {} } });
  holdsTerms.addHoldsTerms(db);
  const read = search.searchReader(db, readingOf(client), 'groups');
  const statements = new Map<string, Statement>();

  return async (viewerId, text, limit) => {
    const words = await read(text, 'list');
    if (words === null) return [];
    const shape = Object.values(words)
      .map((part) => part === null)
      .join();
    const prepare = (): Statement => {
      const findable = { conditions: [viewed.VISIBLE], few: false };
      const page = { slice: { ...FIRST_PAGE, limit }, descending: false };
      const { sql, params } = relevance.relevanceQuery(db, findable, words, page).toSQL();
      return { run: client.prepare<unknown[], GroupRow>(plannedOnce(sql)), params };
    };
    const statement = statements.get(shape) ?? prepare();
    statements.set(shape, statement);

    const filter: GroupFilter = { search: text, kind: null, privacy: null, ...NOTHING };
    const values: Record<string, unknown> = { ...relevance.searchValues(filter, words), viewerId, limit, offset: 0 };
    return statement.run.all(
      statement.params.map((param) => (param instanceof Placeholder ? values[param.name] : param)),
    );
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
    all: async (sql, params) => statementOf(sql).all(params),
    reattach() {},
    async end() {},
  };
}

const NOTHING = { viewerRoles: null, viewerStatuses: null, memberId: null } as const;
