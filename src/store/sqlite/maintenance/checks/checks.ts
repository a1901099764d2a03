import type { Check } from './check.ts';
import { groupChecks } from './groups.ts';
import { peopleChecks } from './people.ts';
import { search } from './search.ts';
import { storageChecks } from './storage.ts';

/** Every invariant of stored data. They hold once all migrations have run. */
export const CHECKS: readonly Check[] = [...storageChecks, ...groupChecks, ...peopleChecks, search];
