import type Sqlite from 'better-sqlite3';
import { foldLines, sortKey } from '../../src/domain/folding.ts';

/** SQL for what `foldLines` and `sortKey` give, as long as a text is plain: letters of ASCII, and single blanks between words. */
export const PLAIN_FOLDED = 'lower(name) || char(10) || lower(description)';
export const PLAIN_NAME_SORT = 'lower(name) || char(0) || name';

/** Brings on what was written by SQL. */
export const FOLD_PLAIN_GROUPS = `update groups set name_sort = ${PLAIN_NAME_SORT}, folded = ${PLAIN_FOLDED}
  where folded <> ${PLAIN_FOLDED} or name_sort <> ${PLAIN_NAME_SORT}`;

/** The same for any text, on a connection that can fold. */
export const FOLD_GROUPS = `update groups set name_sort = sort_key(name), folded = fold_lines(name, description)
  where name_sort <> sort_key(name) or folded <> fold_lines(name, description)`;
export const FOLD_USERS = `update users set username_sort = sort_key(username), folded = fold_lines(username, real_name)
  where username_sort <> sort_key(username) or folded <> fold_lines(username, real_name)`;

export function addFolding(client: Sqlite.Database): void {
  client.function('fold_lines', { deterministic: true }, foldLines);
  client.function('sort_key', { deterministic: true }, sortKey);
}
