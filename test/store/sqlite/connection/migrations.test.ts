import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdempotentWrite } from '../../../../src/domain/group-writes.ts';
import type { Store } from '../../../../src/domain/store.ts';
import { openStore } from '../../../../src/store/open.ts';
import { knownMigrations } from '../../../../src/store/sqlite/connection/migrations.ts';
import { ALL, BY_NAME, EVERYONE, EVERYTHING, groupNamed, NOON } from '../../../support/engines.ts';
import { releaseOf } from '../../../support/old-database.ts';

/** How many migrations each release had. */
const FIRST_RELEASE = 2;
const SECOND_RELEASE = 3;
/** The migrations before websites had to be links. */
const ANY_WEBSITE = 10;
/** The migrations before nobody could wait to be let into a public group. */
const ANY_REQUESTS = 12;

const at = (minutes: number) => NOON.getTime() + minutes * 60_000;

/** A group's row as it was, in the words of its JSON: with no time of its latest activity. */
const OLD_GROUP = {
  kind: 'GROUP',
  description: '',
  color: null,
  privacy: 'PUBLIC',
  visible: true,
  active: true,
  verified: false,
  country: null,
  hideJoinButton: false,
  image: null,
  coverImage: null,
  coverImagePosition: 50,
  subscribersCount: 1,
  createdById: 1,
  managedById: 1,
};

// Made in another order than that of their ids, and of their names.
const OLD_GROUPS = [
  { ...OLD_GROUP, id: 1, name: 'Chess', nameKey: 'chess', slug: 'chess', createdAt: at(30), subscribersCount: 2 },
  { ...OLD_GROUP, id: 2, name: 'Ärger', nameKey: 'ärger', slug: 'arger', createdAt: at(10), privacy: 'PRIVATE' },
  {
    ...OLD_GROUP,
    id: 5,
    name: '猫の会',
    nameKey: '猫の会',
    slug: 'neko',
    createdAt: at(20),
    description: 'On Mondays',
  },
];

const TOKEN = /^[0-9a-f]{48}$/;

const WRITE: IdempotentWrite = {
  key: 'once',
  operation: 'createGroup',
  fingerprint: 'of the first body',
  forgetBefore: NOON,
};

describe('a database of the first release', () => {
  let folder: string;
  let store: Store;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    const old = await releaseOf(folder, FIRST_RELEASE);
    old.exec(`
      insert into users values
        (1, null, null, 'anna', 'Anna Bell', 'https://example.org/a.png', 'ext-1', ${at(0)}),
        (2, null, null, 'bo', '', null, null, ${at(1)}),
        (4294967296, 'https://issuer.example', 'sub-1', 'cleo', 'Cleo', null, null, ${at(2)})`);
    const insert = old.prepare(`insert into groups values (
      @id, @kind, @name, @nameKey, @slug, @description, @color, @privacy, @visible, @active, @verified, @country,
      @hideJoinButton, @image, @coverImage, @coverImagePosition, @subscribersCount, @createdAt, @createdById, @managedById)`);
    for (const { visible, active, verified, hideJoinButton, ...group } of OLD_GROUPS) {
      const flags = { visible, active, verified, hideJoinButton };
      insert.run({
        ...group,
        ...Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, Number(flag)])),
      });
    }
    old.exec(`
      insert into memberships values
        (1, 1, 'SUBSCRIBED', 0, ${at(30)}), (1, 2, 'SUBSCRIBED', 1, ${at(31)}), (1, 4294967296, 'INVITED', 0, ${at(30)}),
        (2, 1, 'SUBSCRIBED', 0, ${at(10)}), (2, 2, 'REQUESTED', 0, ${at(11)}), (5, 1, 'SUBSCRIBED', 0, ${at(20)})`);
    old
      .prepare("insert into idempotency_keys values (1, 'createGroup', 'once', 'of the first body', ?, ?)")
      .run(JSON.stringify(OLD_GROUPS[0]), at(30));
    old.close();
    store = await openStore(`file:${join(folder, 'guildhall.db')}`);
  });

  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const asNow = OLD_GROUPS.map(({ nameKey: _key, createdAt, ...group }) => ({
    ...group,
    createdAt: new Date(createdAt),
    lastActivityAt: new Date(createdAt),
  }));

  const names = async (search: string | null, order = BY_NAME) =>
    (await store.listGroups({ ...EVERYTHING, search }, order, ALL, 1)).map(({ group }) => group.name);

  it('was really one: it is brought up to date by what came later alone', async () => {
    const client = new Sqlite(join(folder, 'guildhall.db'), { readonly: true });

    expect(client.prepare('select count(*) from __drizzle_migrations').pluck().get()).toBe(knownMigrations().length);
    expect(knownMigrations().length).toBeGreaterThan(FIRST_RELEASE);
    expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(client.pragma('foreign_key_check')).toEqual([]);
    client.close();
  });

  it('keeps its groups, last active when they were created', async () => {
    const groups = await store.findGroups({ by: 'id', ids: [1, 2, 3, 4, 5] }, null);

    expect(groups.sort((one, other) => one.id - other.id)).toEqual(
      asNow.map((group) => ({ ...group, privateToken: expect.stringMatching(TOKEN), viewerMembership: null })),
    );
  });

  it('keeps its users', async () => {
    expect(await store.listUsers(EVERYONE, ALL)).toEqual([
      {
        id: 1,
        username: 'anna',
        realName: 'Anna Bell',
        avatarUrl: 'https://example.org/a.png',
        extId: 'ext-1',
        reviewer: false,
        subject: null,
        createdAt: new Date(at(0)),
      },
      {
        id: 2,
        username: 'bo',
        realName: '',
        avatarUrl: null,
        extId: null,
        reviewer: false,
        subject: null,
        createdAt: new Date(at(1)),
      },
      {
        id: 2 ** 32,
        username: 'cleo',
        realName: 'Cleo',
        avatarUrl: null,
        extId: null,
        reviewer: false,
        subject: 'sub-1',
        createdAt: new Date(at(2)),
      },
    ]);
  });

  it('keeps who is in its groups, is invited and has asked', async () => {
    const members = async (groupId: number, status: 'SUBSCRIBED' | 'INVITED' | 'REQUESTED') =>
      (await store.listMembers([groupId], status, ALL)).get(groupId)?.map(({ member }) => member);

    expect(await members(1, 'SUBSCRIBED')).toEqual([
      { userId: 1, status: 'SUBSCRIBED', role: 'MANAGER', since: new Date(at(30)) },
      { userId: 2, status: 'SUBSCRIBED', role: 'ADMIN', since: new Date(at(31)) },
    ]);
    expect(await members(1, 'INVITED')).toEqual([
      { userId: 2 ** 32, status: 'INVITED', role: null, since: new Date(at(30)) },
    ]);
    expect(await members(2, 'REQUESTED')).toEqual([
      { userId: 2, status: 'REQUESTED', role: null, since: new Date(at(11)) },
    ]);
  });

  it.each([
    ['ess', ['Chess']],
    ['ärg', ['Ärger']],
    ['猫', ['猫の会']],
    ['monday', ['猫の会']],
    [null, ['Ärger', 'Chess', '猫の会']],
  ])('finds its groups by %s', async (search, found) => {
    expect(await names(search)).toEqual(found);
  });

  it('finds its users', async () => {
    const found = await store.listUsers({ ...EVERYONE, search: 'bell' }, ALL);

    expect(found.map(({ username }) => username)).toEqual(['anna']);
  });

  it('orders its groups by latest activity as by creation', async () => {
    for (const descending of [false, true]) {
      expect(await names(null, { field: 'LATEST_ACTIVITY', descending })).toEqual(
        await names(null, { field: 'CREATED_AT', descending }),
      );
    }
    expect(await names(null, { field: 'LATEST_ACTIVITY', descending: false })).toEqual(['Ärger', '猫の会', 'Chess']);
  });

  it('gives an answer of that time again, last active when the group was created', async () => {
    const replayed = {
      outcome: 'replayed',
      group: {
        ...asNow[0],
        privateToken: expect.stringMatching(TOKEN),
        viewerMembership: { status: 'SUBSCRIBED', admin: false },
      },
    };

    expect(await store.findAnswer(1, WRITE)).toMatchObject(replayed);
    expect(await store.insertGroup(groupNamed('Another'), WRITE)).toMatchObject(replayed);
    expect(await store.findAnswer(1, { ...WRITE, fingerprint: 'of another' })).toEqual({ outcome: 'key_reused' });
    expect(await store.findAnswer(2, WRITE)).toBeNull();
  });
});

describe('a database of the second release', () => {
  it('gets a private token for each group, and no reviewers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    const old = await releaseOf(folder, SECOND_RELEASE);
    const ids = Array.from({ length: 50 }, (_none, index) => index + 1);
    const addUser = old.prepare("insert into users values (?, null, null, 'user-' || ?, '', null, null, 0)");
    const addGroup = old.prepare(`insert into groups values (
      @id, 'GROUP', 'Group ' || @id, 'group ' || @id, 'group-' || @id, '', null, 'PUBLIC', 1, 1, 0, null,
      0, null, null, 50, 1, @at, 1, 1, @at)`);
    for (const id of ids) addUser.run(id, id);
    for (const id of ids) addGroup.run({ id, at: at(id) });
    old.close();

    const store = await openStore(`file:${join(folder, 'guildhall.db')}`);
    const groups = await store.findGroups({ by: 'id', ids }, null);
    const reviewers = (await store.findUsers(ids)).map(({ reviewer }) => reviewer);
    const requests = await store.countPageRequests('PENDING');
    await store.close();
    await rm(folder, { recursive: true });

    expect(groups.map(({ lastActivityAt }) => lastActivityAt.getTime()).sort()).toEqual(ids.map((id) => at(id)).sort());
    expect(groups.filter(({ privateToken }) => !TOKEN.test(privateToken))).toEqual([]);
    expect(new Set(groups.map(({ privateToken }) => privateToken)).size).toBe(ids.length);
    expect([new Set(reviewers), requests]).toEqual([new Set([false]), 0]);
  });
});

describe('a database with requests to join any group', () => {
  it('lets in who asked before a group was public, and drops who asked before one was hidden', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    const old = await releaseOf(folder, ANY_REQUESTS);
    const addUser = old.prepare(
      "insert into users (id, username, real_name, created_at) values (?, 'user-' || ?, '', 0)",
    );
    for (const id of [1, 2, 3, 4]) addUser.run(id, id);
    const addGroup =
      old.prepare(`insert into groups (id, kind, name, name_key, slug, description, privacy, visible, active,
      verified, hide_join_button, cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
      values (?, 'GROUP', 'Group ' || ?, 'group ' || ?, 'group-' || ?, '', ?, ?, 1, 0, 0, 50, 2, 0, 1, 1)`);
    const kinds = [['PUBLIC', 1] as const, ['PRIVATE', 1] as const, ['PRIVATE', 0] as const];
    for (const [index, kind] of kinds.entries()) addGroup.run(...Array(4).fill(index + 1), ...kind);
    old.exec(`insert into memberships select groups.id, users.id,
      iif(users.id in (1, 2), 'SUBSCRIBED', 'REQUESTED'), 0, 5 from groups, users`);
    old.close();

    const begun = Date.now();
    const store = await openStore(`file:${join(folder, 'guildhall.db')}`);
    const groups = await store.findGroups({ by: 'id', ids: [1, 2, 3] }, 3);
    const subscribed = await store.listMembers([1, 2, 3], 'SUBSCRIBED', ALL);
    const requested = await store.countMembers([1, 2, 3], 'REQUESTED');
    await store.close();
    await rm(folder, { recursive: true });

    const byId = new Map(groups.map((group) => [group.id, group]));
    const counts = [1, 2, 3].map((id) => [byId.get(id)?.subscribersCount, byId.get(id)?.viewerMembership?.status]);
    expect(counts).toEqual([
      [4, 'SUBSCRIBED'],
      [2, 'REQUESTED'],
      [2, undefined],
    ]);
    expect([1, 2, 3].map((id) => subscribed.get(id)?.length)).toEqual([4, 2, 2]);
    expect([...requested]).toEqual([[2, 2]]);
    const since = subscribed.get(1)?.map(({ member }) => member.since.getTime()) ?? [];
    expect(since.slice(0, 2)).toEqual([5, 5]);
    expect(Math.min(...since.slice(2), byId.get(1)?.lastActivityAt.getTime() ?? 0)).toBeGreaterThanOrEqual(begun - 1);
    expect(byId.get(3)?.lastActivityAt.getTime()).toBe(0);
  });
});

describe('a database in which websites were any text', () => {
  it.each([
    ['https://example.org/about', 'https://example.org/about'],
    ['HTTP://example.org', 'HTTP://example.org'],
    ['javascript:alert(1)', null],
    ['data:text/html,hello', null],
    ['https://', null],
    ['example.org', null],
    [null, null],
  ])('keeps a link, and nothing else: %s', async (website, kept) => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    const old = await releaseOf(folder, ANY_WEBSITE);
    old.exec(`
      insert into users (id, username, real_name, created_at) values (1, 'user-1', '', 0);
      insert into groups (id, kind, name, name_key, slug, description, privacy, visible, active, verified, hide_join_button,
        cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
        values (1, 'PAGE', 'Club', 'club', 'club', '', 'PUBLIC', 1, 1, 1, 0, 50, 1, 0, 1, 1)`);
    old
      .prepare(`insert into page_requests (group_id, status, job_title, contact_number, organization_name,
        organization_website, purpose, submitted_at) values (1, 'APPROVED', 'a', 'b', 'c', ?, 'd', 0)`)
      .run(website);
    old.close();

    const store = await openStore(`file:${join(folder, 'guildhall.db')}`);
    const [request] = await store.findPageRequests([1]);
    await store.close();
    await rm(folder, { recursive: true });

    expect(request?.organizationWebsite).toBe(kept);
  });
});
