import { or, sql } from 'drizzle-orm';
import type { GroupConflicts } from '../../../domain/group-writes.ts';
import { slugKey } from '../../../domain/slug.ts';
import type { Store } from '../../../domain/store.ts';
import { db, listOf, prepareSelect, type Runner } from '../statements/prepared.ts';
import { groups, users } from '../tables.ts';

export type WantedGroup = Parameters<Store['findConflicts']>[0];

/** Looks for what writes would collide with; called inside their transaction, or before it. */
export function conflictReads(reads: Runner): Pick<Store, 'findConflicts'> {
  return {
    async findConflicts(group) {
      const [conflicts = NO_CONFLICTS] = await conflictsOf(reads, [group]);
      return conflicts;
    },
  };
}

const NO_CONFLICTS: GroupConflicts = { nameTaken: false, slugTaken: false, unknownUserIds: [] };

/** What each of these groups would collide with now. */
export async function conflictsOf(on: Runner, wanted: readonly WantedGroup[]): Promise<readonly GroupConflicts[]> {
  const nameKeys = wanted.flatMap(({ nameKey }) => nameKey ?? []);
  const slugKeys = wanted.flatMap(({ slug }) => (slug === null ? [] : slugKey(slug)));
  const [holders, unknown] = await Promise.all([
    nameKeys.length + slugKeys.length === 0 ? [] : HOLDERS.all(on, { nameKeys, slugKeys }),
    unknownUsers(
      on,
      wanted.flatMap(({ userIds }) => userIds),
    ),
  ]);
  const byName = new Map(holders.map(({ nameKey, id }) => [nameKey, id]));
  const bySlug = new Map(holders.map(({ slugKey, id }) => [slugKey, id]));

  const isAnother = (holder: number | undefined, exceptId: number | null) =>
    holder !== undefined && holder !== exceptId;
  return wanted.map(({ exceptId, nameKey, slug, userIds }) => ({
    nameTaken: nameKey !== null && isAnother(byName.get(nameKey), exceptId),
    slugTaken: slug !== null && isAnother(bySlug.get(slugKey(slug)), exceptId),
    unknownUserIds: userIds.filter((id) => unknown.has(id)),
  }));
}

/** The ids among these of users who do not exist. */
export async function unknownUsers(on: Runner, userIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (userIds.length === 0) return new Set();
  const known = await KNOWN_USERS.all(on, { ids: [...new Set(userIds)] });
  const unknown = new Set(userIds);
  for (const { id } of known) unknown.delete(id);
  return unknown;
}

/** The keys among these of slugs that groups have. */
export async function takenSlugs(on: Runner, slugKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const holders = await HOLDERS.all(on, { nameKeys: [], slugKeys });
  return new Set(holders.flatMap(({ slugKey }) => slugKey ?? []));
}

const HOLDERS = prepareSelect(
  'findConflicts',
  db
    .select({ id: groups.id, nameKey: groups.nameKey, slugKey: groups.slugKey })
    .from(groups)
    .where(
      or(
        sql`${groups.nameKey} = any(${listOf('nameKeys', groups.nameKey)})`,
        sql`${groups.slugKey} = any(${listOf('slugKeys', groups.slugKey)})`,
      ),
    ),
);

const KNOWN_USERS = prepareSelect(
  'findConflicts',
  db
    .select({ id: users.id })
    .from(users)
    .where(sql`${users.id} = any(${listOf('ids', users.id)})`),
);
