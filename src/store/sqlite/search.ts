import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/** The trigram index knows nothing shorter than three characters. */
const INDEXED_LENGTH = 3;
const MAX_TERMS = 10;

export interface Search {
  /** An FTS5 expression; null when no term is long enough for the index. */
  readonly match: string | null;
  /** Terms too short for the index, in lower case, as a JSON array. */
  readonly short: string | null;
}

/** Every word of the text has to be found, each as any part of a word. */
export function parseSearch(text: string | null): Search {
  const terms = (text ?? '').normalize('NFC').replaceAll('\0', ' ').split(/\s+/).filter(Boolean).slice(0, MAX_TERMS);
  const long = terms.filter((term) => [...term].length >= INDEXED_LENGTH);
  const short = terms.filter((term) => [...term].length < INDEXED_LENGTH);
  return {
    match: long.length > 0 ? long.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ') : null,
    short: short.length > 0 ? JSON.stringify(short.map((term) => term.toUpperCase().toLowerCase())) : null,
  };
}

/** The conditions for what `parseSearch` found; they read the placeholders `match` and `short`. */
export function searchConditions(
  search: Search,
  index: { readonly table: SQLWrapper; readonly id: SQLWrapper; readonly short: SQLWrapper },
): (SQL | undefined)[] {
  return [
    search.match === null
      ? undefined
      : sql`${index.id} in (select rowid from ${index.table} where ${index.table} match ${sql.placeholder('match')})`,
    search.short === null
      ? undefined
      : sql`not exists (select 1 from json_each(${sql.placeholder('short')}) where instr(${index.short}, value) = 0)`,
  ];
}
