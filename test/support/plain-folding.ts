/** SQL for what `foldLines` and `sortKey` give, as long as a text is plain: letters of ASCII, and single blanks between words. */
export const PLAIN_FOLDED = 'lower(name) || char(10) || lower(description)';
export const PLAIN_NAME_SORT = 'lower(name) || char(0) || name';

/** Brings on what was written by SQL. */
export const FOLD_PLAIN_GROUPS = `update groups set name_sort = ${PLAIN_NAME_SORT}, folded = ${PLAIN_FOLDED}
  where folded <> ${PLAIN_FOLDED} or name_sort <> ${PLAIN_NAME_SORT}`;
export const FOLD_PLAIN_USERS = `update users set username_sort = lower(username) || char(0) || username,
  folded = lower(username) || char(10) || lower(real_name)
  where folded <> lower(username) || char(10) || lower(real_name) or username_sort = ''`;
