import { IS_BEHIND } from './index-file.ts';

/** What is searched: a table, and the full-text index of the folded texts of its rows. The names stand in SQL. */
export interface SearchSource {
  readonly table: 'groups' | 'users';
  /** Its rowids are the ids of the table. */
  readonly index: string;
  /** A row for each place in a text at which a trigram stands. */
  readonly instances: string;
  /** A row for each trigram of each name, where finds in names come before others; else null. */
  readonly namesInstances: string | null;
  /**
   * Gives `version`, which is another with every write of this connection, with every commit of another, and with what
   * the index learns; and `isBehind`, whether the index has yet to learn of a change.
   */
  readonly state: string;
}

/** The index of groups is a file of its own, which learns of changes after they are committed: see index-file.ts. */
export const GROUPS: SearchSource = {
  table: 'groups',
  index: 'groups_search',
  instances: 'groups_instances',
  namesInstances: 'groups_names_instances',
  state: `select total_changes() || ' ' || data_version || ' ' || known_changes as version, ${IS_BEHIND} as isBehind
    from pragma_data_version, search_state`,
};

/** The index of users is part of the database, where triggers keep it. */
export const USERS: SearchSource = {
  table: 'users',
  index: 'users_search',
  instances: 'users_instances',
  namesInstances: null,
  state: `select total_changes() || ' ' || data_version as version, false as isBehind from pragma_data_version`,
};
