import { getTableColumns, sql } from 'drizzle-orm';
import { areSameProfiles, EMPTY_PROFILE, type Profile } from '../../../domain/profile.ts';
import type { Store } from '../../../domain/store.ts';
import type { ReadTogether } from '../connection/read-together.ts';
import { inList } from '../statements/keyset.ts';
import {
  columnsOf,
  db,
  given,
  listOf,
  prepareSelect,
  prepareWrite,
  type Runner,
  wholeWrite,
} from '../statements/prepared.ts';
import { profiles } from '../tables.ts';

const { userId: USER_ID, ...columns } = getTableColumns(profiles);

/** The columns of a `Profile` of the domain. */
export const PROFILE = columns;

/** The profile that a left join found. */
export function profileIn(row: Profile | null): Profile {
  return (row?.bio ?? null) === null ? EMPTY_PROFILE : (row ?? EMPTY_PROFILE);
}

export function profileReads(reads: Runner, readTogether: ReadTogether): Pick<Store, 'findProfiles'> {
  const findRows = readTogether<number, { readonly userId: number; readonly profile: Profile }>({
    read: (ids) => FIND.all(reads, { ids }),
    idOf: (id) => id,
    idOfRow: ({ userId }) => userId,
  });
  return {
    async findProfiles(ids) {
      return new Map((await findRows(ids)).map(({ userId, profile }) => [userId, profile]));
    },
  };
}

/** Writes the profiles of users, within a transaction. An empty profile has no row. */
export async function keepProfiles(
  on: Runner,
  kept: readonly { readonly id: number; readonly record: { readonly profile: Profile } }[],
): Promise<void> {
  const isEmpty = ({ record }: (typeof kept)[number]) => areSameProfiles(record.profile, EMPTY_PROFILE);
  const empty = kept.filter(isEmpty);
  const rows = kept.filter((one) => !isEmpty(one)).map(({ id, record }) => ({ ...record.profile, userId: id }));
  await Promise.all([
    empty.length > 0 && REMOVE.run(on, { ids: empty.map(({ id }) => id) }),
    rows.length > 0 && KEEP.run(on, columnsOf(['userId', 'bio', 'location', 'website', 'tags'], rows)),
  ]);
}

const ofUsers = sql`${USER_ID} = any(${listOf('ids', USER_ID)})`;

const FIND = prepareSelect(
  'findProfiles',
  db.select({ userId: USER_ID, profile: PROFILE }).from(profiles).where(inList(USER_ID, 'ids')),
);

const REMOVE = prepareWrite('ensureUser', db.delete(profiles).where(ofUsers));

const KEEP = prepareWrite(
  'ensureUser',
  wholeWrite(sql`insert into ${profiles} (user_id, bio, location, website, tags)
    select * from ${given({ userId: USER_ID, ...PROFILE })}
    on conflict (user_id) do update set bio = excluded.bio, location = excluded.location,
      website = excluded.website, tags = excluded.tags`),
);
