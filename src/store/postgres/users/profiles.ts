import { getTableColumns, sql } from 'drizzle-orm';
import { areSameProfiles, EMPTY_PROFILE, type Profile } from '../../../domain/profile.ts';
import type { Store } from '../../../domain/store.ts';
import { inList } from '../statements/keyset.ts';
import { columnsOf, db, given, prepareSelect, prepareWrite, type Runner, wholeWrite } from '../statements/prepared.ts';
import { profiles } from '../tables.ts';

/** The columns of a `Profile` of the domain. */
const { userId: USER_ID, ...columns } = getTableColumns(profiles);

export const PROFILE = columns;

export function profileReads(reads: Runner): Pick<Store, 'findProfiles'> {
  return {
    async findProfiles(ids) {
      const rows = ids.length === 0 ? [] : await byUsers.all(reads, { ids });
      return new Map(rows.map(({ userId, profile }) => [userId, profile]));
    },
  };
}

interface Profiled {
  readonly userId: number;
  readonly profile: Profile;
}

export function isEmpty(profile: Profile): boolean {
  return areSameProfiles(profile, EMPTY_PROFILE);
}

/** Writes the profiles of users, each of them once. An empty profile has no row. */
export async function keepProfiles(on: Runner, profiled: readonly Profiled[]): Promise<void> {
  const { empty = [], told = [] } = Object.groupBy(profiled, ({ profile }) => (isEmpty(profile) ? 'empty' : 'told'));
  if (empty.length > 0) await REMOVE.run(on, { ids: empty.map(({ userId }) => userId) });
  if (told.length === 0) return;
  const rows = told.map(({ userId, profile }) => ({ ...profile, userId }));
  await UPSERT.run(on, columnsOf(['userId', 'bio', 'location', 'website', 'tags'], rows));
}

const byUsers = prepareSelect(
  'findProfiles',
  db.select({ userId: USER_ID, profile: PROFILE }).from(profiles).where(inList(USER_ID, 'ids')),
);

const REMOVE = prepareWrite('ensureUser', db.delete(profiles).where(inList(USER_ID, 'ids')));

const { bio, location, website, tags } = PROFILE;

const UPSERT = prepareWrite(
  'ensureUser',
  wholeWrite(sql`insert into ${profiles} (user_id, bio, location, website, tags)
    select * from ${given({ userId: USER_ID, bio, location, website, tags })} order by 1
    on conflict (user_id) do update set bio = excluded.bio, location = excluded.location,
      website = excluded.website, tags = excluded.tags`),
);
