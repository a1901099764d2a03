import { eq, sql } from 'drizzle-orm';
import type { GroupConflicts } from '../../../domain/group-writes.ts';
import { slugKey } from '../../../domain/slug.ts';
import type { Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { prepareSelect } from '../statements/prepared.ts';
import { groups, users } from '../tables.ts';

export interface ConflictChecks {
  find(group: Parameters<Store['findConflicts']>[0]): GroupConflicts;
  isSlugTaken(slug: string): boolean;
  unknownUsers(userIds: readonly number[]): readonly number[];
}

/** Looks for what a write would collide with; called inside its transaction. */
export function conflictChecks(db: Database): ConflictChecks {
  const byName = prepareSelect(
    db,
    'findConflicts',
    db
      .select({ id: groups.id })
      .from(groups)
      .where(eq(groups.nameKey, sql.placeholder('nameKey'))),
  );
  const bySlug = prepareSelect(
    db,
    'findConflicts',
    db
      .select({ id: groups.id })
      .from(groups)
      .where(eq(groups.slugKey, sql.placeholder('slugKey'))),
  );
  const unknown = prepareSelect(
    db,
    'findConflicts',
    db
      .select({ id: sql<number>`value` })
      .from(sql`json_each(${sql.placeholder('ids')})`)
      .where(sql`value not in (select ${users.id} from ${users})`),
  );

  const unknownUsers = (userIds: readonly number[]): readonly number[] =>
    userIds.length === 0 ? [] : unknown.all({ ids: JSON.stringify(userIds) }).map(({ id }) => id);

  const isAnother = (found: { readonly id: number } | undefined, exceptId: number | null) =>
    found !== undefined && found.id !== exceptId;

  return {
    find: ({ exceptId, nameKey, slug, userIds }) => ({
      nameTaken: nameKey !== null && isAnother(byName.get({ nameKey }), exceptId),
      slugTaken: slug !== null && isAnother(bySlug.get({ slugKey: slugKey(slug) }), exceptId),
      unknownUserIds: unknownUsers(userIds),
    }),
    isSlugTaken: (slug) => bySlug.get({ slugKey: slugKey(slug) }) !== undefined,
    unknownUsers,
  };
}
