import type { Check } from './check.ts';
import { groupChecks } from './groups.ts';
import { peopleChecks } from './people.ts';
import { search } from './search.ts';
import { storageChecks } from './storage.ts';

/** Every invariant that is about stored data; `migrations` comes before them. */
export const CHECKS: readonly Check[] = [...storageChecks, ...groupChecks, ...peopleChecks, search];
