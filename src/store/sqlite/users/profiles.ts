import { eq, getTableColumns, sql } from 'drizzle-orm';
import { areSameProfiles, EMPTY_PROFILE, type Profile } from '../../../domain/profile.ts';
import type { Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { inJson } from '../statements/keyset.ts';
import { prepareSelect, prepareWrite } from '../statements/prepared.ts';
import { profiles } from '../tables.ts';

/** The columns of a `Profile` of the domain. */
const { userId: USER_ID, ...PROFILE } = getTableColumns(profiles);

export function profileReads(db: Database): Pick<Store, 'findProfiles'> {
  const byUsers = prepareSelect(
    db,
    'findProfiles',
    db.select({ userId: USER_ID, profile: PROFILE }).from(profiles).where(inJson(USER_ID, 'ids')),
  );
  return {
    async findProfiles(ids) {
      const rows = ids.length === 0 ? [] : byUsers.all({ ids: JSON.stringify(ids) });
      return new Map(rows.map(({ userId, profile }) => [userId, profile]));
    },
  };
}

/** Reads and writes the profile of one user, within a transaction. An empty profile has no row. */
export function profileWrites(db: Database) {
  const value = sql.placeholder;
  const byUser = prepareSelect(
    db,
    'ensureUser',
    db
      .select(PROFILE)
      .from(profiles)
      .where(eq(USER_ID, value('userId'))),
  );
  const remove = prepareWrite(db, 'ensureUser', db.delete(profiles).where(eq(USER_ID, value('userId'))));
  const upsert = prepareWrite(
    db,
    'ensureUser',
    db
      .insert(profiles)
      .values({
        userId: value('userId'),
        bio: value('bio'),
        location: value('location'),
        website: value('website'),
        tags: value('tags'),
      })
      .onConflictDoUpdate({
        target: USER_ID,
        set: {
          bio: sql`excluded.bio`,
          location: sql`excluded.location`,
          website: sql`excluded.website`,
          tags: sql`excluded.tags`,
        },
      }),
  );

  return {
    profileOf(userId: number): Profile {
      return byUser.get({ userId }) ?? EMPTY_PROFILE;
    },
    keepProfile(userId: number, profile: Profile): void {
      if (areSameProfiles(profile, EMPTY_PROFILE)) remove.run({ userId });
      else upsert.run({ userId, ...profile });
    },
  };
}
