import { queries } from '../../../checks/check.ts';

/**
 * The indexes of the search give what the texts hold: each row is looked for by some of its own keys. An index that a
 * faulty disk has damaged is made anew by REINDEX.
 */
export const search = queries(
  'search',
  `select 'group ' || groups.id || ' has no text that it is found by'
    from groups where not exists (select 1 from group_texts where group_id = groups.id)`,
  `select 'group ' || texts.group_id || ' cannot be found: REINDEX INDEX group_texts_keys'
    from group_texts as texts where texts.indexed and not exists (
      select 1 from group_texts as found
      where found.indexed and search_keys(found.group_id >> 14, found.folded)
          @> (search_keys(texts.group_id >> 14, texts.folded))[1:8]
        and found.group_id + 0 = texts.group_id offset 0)`,
  `select 'user ' || users.id || ' cannot be found: REINDEX INDEX users_keys'
    from users where not exists (
      select 1 from users as found
      where search_keys(0, found.folded) @> (search_keys(0, users.folded))[1:8] and found.id + 0 = users.id offset 0)`,
);
