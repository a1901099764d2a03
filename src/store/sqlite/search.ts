import { sql } from 'drizzle-orm';
import { nameKey } from '../../domain/group-fields.ts';
import type { Database } from './database.ts';

/** An FTS5 expression; null when there is nothing to search for. */
export type Match = string | null;

const MAX_TERMS = 10;
const MAX_LENGTH = 500;
const TRIGRAM = 3;
/** How many trigrams stand in for one shorter term. */
const MAX_TRIGRAMS = 300;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/** Reads what people type: every word has to be found, each as any part of a word. */
export function searchReader(db: Database, trigrams: 'groups_trigrams' | 'users_trigrams') {
  const beginningWith = db
    .select({ term: sql<string>`term` })
    .from(sql.raw(trigrams))
    .where(sql`term >= ${sql.placeholder('from')} and term < ${sql.placeholder('to')}`)
    .limit(MAX_TRIGRAMS)
    .prepare();

  // The index knows nothing shorter than a trigram, but which of its trigrams begin so.
  const expand = (spelling: string): string[] =>
    [...new Set([spelling, withoutMarks(spelling)])]
      .filter(Boolean)
      .flatMap((from) => beginningWith.all({ from, to: `${from}${LAST_CHARACTER}` }).map(({ term }) => term));

  const anyOf = (terms: readonly string[]): string =>
    terms.length > 0 ? `(${terms.map(phrase).join(' OR ')})` : phrase(LAST_CHARACTER.repeat(TRIGRAM));

  return (text: string | null): Match => {
    const words = (text ?? '').slice(0, MAX_LENGTH).normalize('NFC').replaceAll('\0', ' ').split(/\s+/).filter(nameKey);
    const terms = [...new Set(words)].slice(0, MAX_TERMS);
    if (terms.length === 0) return null;
    return terms
      .map((term) => {
        // As people write it, and as the keys of names do: without the differences that names may not differ in.
        const spellings = [...new Set([term, nameKey(term)])];
        return anyOf(
          spellings.flatMap((spelling) =>
            [...withoutMarks(spelling)].length < TRIGRAM ? expand(spelling) : [spelling],
          ),
        );
      })
      .join(' AND ');
  };
}

function withoutMarks(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Quoted, so that nothing in it is read as an operator. */
function phrase(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
