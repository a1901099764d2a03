import type { Storage } from '../../../checks/check.ts';
import { groupChecks } from '../../../checks/groups.ts';
import { peopleChecks } from '../../../checks/people.ts';
import type { Check } from './check.ts';
import { search } from './search.ts';
import { storageChecks } from './storage.ts';

const STORAGE: Storage = {
  groupsWithTexts: 'groups left join group_texts on group_texts.group_id = groups.id',
  stored: (sortKey) => sortKey.replace('\0', '\u0001'),
};

/** Every invariant of stored data. They hold once all migrations have run. */
export const CHECKS: readonly Check[] = [...storageChecks, ...groupChecks(STORAGE), ...peopleChecks(STORAGE), search];
