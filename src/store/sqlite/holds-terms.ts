import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { termsFinder } from './folding.js';

/** Whether one of these texts, or several together, hold all terms of a search. */
export function holdsTerms(...texts: readonly (SQL | { getSQL(): SQL })[]): SQL {
  const joined = sql.join(
    texts.map((text) => sql`${text}`),
    sql` || char(10) || `,
  );
  return sql`holds_terms(${joined}, ${sql.placeholder('terms')})`;
}

/** What `holdsTerms` calls. */
export function addHoldsTerms(db: Database): void {
  db.$client.function('holds_terms', { deterministic: true }, termsFinder());
}
