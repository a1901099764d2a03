import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../connection/database.ts';
import { termsFinder } from './terms-finder.js';

/** SQL: whether a folded text holds all terms of a search. */
export function holdsTerms(text: SQL | SQLiteColumn): SQL {
  return sql`holds_terms(${text}, :terms)`;
}

/** Gives a connection the function that `holdsTerms` calls. */
export function addHoldsTerms(db: Database): void {
  db.$client.function('holds_terms', { deterministic: true }, termsFinder());
}
