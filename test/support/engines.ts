import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { INITIAL_FIELDS, nameKey } from '../../src/domain/group-fields.ts';
import type { GroupChange, GroupInsertion, NewGroup } from '../../src/domain/group-writes.ts';
import { type Member, type Membership, SUBSCRIPTION_STATUSES } from '../../src/domain/membership.ts';
import { EMPTY_PROFILE } from '../../src/domain/profile.ts';
import { Refused } from '../../src/domain/refused.ts';
import { ok } from '../../src/domain/result.ts';
import type { GroupFilter, GroupOrder, KeysetSlice, Store, UserFilter } from '../../src/domain/store.ts';
import type { ImportedUser } from '../../src/domain/user.ts';
import { openStore } from '../../src/store/open.ts';
import { emptyDatabase, POOLER_URL, pooledUrl } from './postgres.ts';

export interface TestDatabase {
  readonly store: Store;
  /** Another connection to the same database. */
  connect(): Promise<Store>;
  remove(): Promise<void>;
}

export interface SqliteTestDatabase extends TestDatabase {
  /** Plain SQL on a connection of its own, for what no method of the store can make or show. */
  execute(statement: string): void;
  select(query: string): unknown[];
}

const ENGINES: Readonly<Record<string, () => Promise<TestDatabase>>> = {
  sqlite: emptySqlite,
  postgres: emptyPostgres,
  // Where it is installed.
  ...(process.env[POOLER_URL] !== undefined && { pgbouncer: emptyPooledPostgres }),
};

/** The engines that the contract is held against, all or those that `ENGINES` lists; each opens an empty database. */
export const engines = chosenEngines(process.env['ENGINES']);

function chosenEngines(names: string | undefined): typeof ENGINES {
  if (names === undefined) return ENGINES;
  return Object.fromEntries(
    names.split(',').map((name) => {
      const open = ENGINES[name];
      if (open === undefined) throw new Error(`ENGINES: ${name} is none of ${Object.keys(ENGINES).join(', ')}`);
      return [name, open];
    }),
  );
}

export async function emptySqlite(): Promise<SqliteTestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-store-'));
  const file = join(folder, 'guildhall.db');
  const stores: Store[] = [];
  const connect = async () => {
    const opened = await openStore(`file:${file}`);
    stores.push(opened);
    return opened;
  };

  const store = await connect();
  const beside = new Sqlite(file);
  beside.pragma('foreign_keys = ON');
  return {
    store,
    connect,
    execute: (statement) => void beside.exec(statement),
    select: (query) => beside.prepare(query).all(),
    async remove() {
      beside.close();
      await Promise.all(stores.map((opened) => opened.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/** A database of its own on the server of this run. */
export function emptyPostgres(): Promise<TestDatabase & { readonly url: string }> {
  return openEmpty((url) => url, true);
}

/** The same through a pooler that gives each transaction another connection, and knows no prepared statements. */
function emptyPooledPostgres(): Promise<TestDatabase> {
  return openEmpty(pooledUrl, false);
}

async function openEmpty(addressOf: (url: string) => string, prepare: boolean) {
  const { url, drop } = await emptyDatabase();
  const stores: Store[] = [];
  const connect = async () => {
    const opened = await openStore(addressOf(url), { postgres: { connections: 4, timeoutMs: 60_000, prepare } });
    stores.push(opened);
    return opened;
  };
  return {
    url,
    store: await connect(),
    connect,
    async remove() {
      await Promise.all(stores.map((opened) => opened.close()));
      await drop();
    },
  };
}

export const NOON = new Date('2026-03-04T12:00:00.123Z');

/** A community user as a directory file has them, with the username `user-<id>`. */
export function person(id: number, changes: Partial<ImportedUser> = {}): ImportedUser {
  return {
    key: { communityId: id },
    username: `user-${id}`,
    realName: '',
    avatarUrl: null,
    extId: null,
    reviewer: false,
    profile: EMPTY_PROFILE,
    ...changes,
  };
}

export async function addUsers(store: Store, ...ids: number[]): Promise<void> {
  await store.importUsers(
    ids.map((id) => person(id)),
    NOON,
  );
}

/** A public group of user 1, with the slug that is given or the next free one of `group`. */
export function groupNamed(name: string, changes: Partial<NewGroup> = {}): NewGroup {
  return {
    kind: 'GROUP',
    active: true,
    organization: null,
    privateToken: 'secret',
    name,
    nameKey: nameKey(name),
    slug: { base: 'group' },
    ...INITIAL_FIELDS,
    privacy: 'PUBLIC',
    visible: true,
    image: null,
    coverImage: null,
    createdAt: NOON,
    creatorId: 1,
    inviteUserIds: [],
    ...changes,
  };
}

/** Inserts a group that nothing is in the way of; answers with its id. */
export async function addGroup(store: Store, name: string, changes: Partial<NewGroup> = {}): Promise<number> {
  return insertedId(await store.insertGroup(groupNamed(name, changes), null));
}

/** Changes a group in a way that nobody decides about. */
export async function change(store: Store, id: number, what: GroupChange, now = NOON): Promise<void> {
  const { outcome } = await store.changeGroup({ id, viewerId: 1, userIds: [] }, () => ok(what), now);
  if (outcome !== 'changed') throw new Error(`was not changed: ${outcome}`);
}

/** Gives users these memberships in a group, since this moment; null ends one. */
export function stand(
  store: Store,
  id: number,
  memberships: Iterable<readonly [userId: number, membership: Membership | null]>,
  since = NOON,
): Promise<void> {
  return change(store, id, { memberships: new Map(memberships) }, since);
}

/** Deletes all groups of user 1. */
export async function deleteGroups(store: Store): Promise<void> {
  for (const { group } of await store.listGroups(EVERYTHING, BY_NAME, ALL, 1)) {
    await change(store, group.id, { deleted: true });
  }
}

/** How users stand to these groups, as the store lists them. */
export async function membersOf(store: Store, ...groupIds: number[]): Promise<Member[]> {
  const lists = await Promise.all(SUBSCRIPTION_STATUSES.map((status) => store.listMembers(groupIds, status, ALL)));
  return lists
    .flatMap((byGroup) => groupIds.flatMap((id) => byGroup.get(id) ?? []))
    .map(({ member }) => member)
    .sort((one, other) => one.userId - other.userId);
}

export const SUBSCRIBED: Membership = { status: 'SUBSCRIBED', admin: false };
export const ADMINISTERING: Membership = { status: 'SUBSCRIBED', admin: true };
export const INVITED: Membership = { status: 'INVITED', admin: false };
export const REQUESTED: Membership = { status: 'REQUESTED', admin: false };

export function insertedId(insertion: GroupInsertion): number {
  if (insertion.outcome !== 'inserted') throw new Error(`was not inserted: ${JSON.stringify(insertion)}`);
  return insertion.group.id;
}

export const EVERYTHING: GroupFilter = {
  search: null,
  kind: null,
  privacy: null,
  viewerRoles: null,
  viewerStatuses: null,
  memberId: null,
};

/** What a search gives once it is not refused any more. */
export async function onceWhole<Value>(search: () => Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await search();
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause;
      await wait(20);
    }
  }
}

export const EVERYONE: UserFilter = { search: null, exceptId: null, outsideGroupId: null };

export const BY_NAME: GroupOrder = { field: 'NAME', descending: false };

export const ALL: KeysetSlice = { after: null, before: null, fromEnd: false, limit: 1000 };
