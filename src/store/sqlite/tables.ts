import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { GroupKind, GroupPrivacy } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import type { PageRequestStatus } from '../../domain/page-request.ts';
import type { Tag } from '../../domain/profile.ts';
import type { RememberedGroup } from '../../domain/replay.ts';

export const users = sqliteTable(
  'users',
  {
    id: integer().primaryKey(),
    /** Null for community users, whose id is their identity. */
    issuer: text(),
    subject: text(),
    username: text().notNull(),
    /** `sortKey` of domain/folding.ts. */
    usernameSort: text('username_sort').notNull().default(''),
    /** `foldLines` of domain/folding.ts, of the username and the real name. */
    folded: text().notNull().default(''),
    realName: text('real_name').notNull(),
    avatarUrl: text('avatar_url'),
    extId: text('ext_id'),
    reviewer: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    /** Whether a directory file names the user, whom tokens do not change then. */
    imported: integer({ mode: 'boolean' }).notNull().default(false),
    /** The time of issue of the last token that changed the user. */
    followedAt: integer('followed_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    uniqueIndex('users_username').on(table.username),
    index('users_username_sort').on(table.usernameSort),
    uniqueIndex('users_identity').on(table.issuer, table.subject),
  ],
);

/**
 * What users tell of themselves; most have no row. Apart from `users`, whose rows stay small: lists and searches of users
 * read those alone.
 */
export const profiles = sqliteTable('profiles', {
  userId: integer('user_id')
    .primaryKey()
    .references(() => users.id),
  bio: text().notNull(),
  location: text().notNull(),
  website: text(),
  tags: text({ mode: 'json' }).$type<readonly Tag[]>().notNull(),
});

export const groups = sqliteTable(
  'groups',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text().$type<GroupKind>().notNull(),
    name: text().notNull(),
    /** `nameKey` of domain/group-fields.ts; null where the group does not claim its name. */
    nameKey: text('name_key'),
    /** `sortKey` of domain/folding.ts. */
    nameSort: text('name_sort').notNull().default(''),
    /** `foldLines` of domain/folding.ts, of the name and the description. */
    folded: text().notNull().default(''),
    slug: text().notNull(),
    /** `slugKey` of domain/slug.ts, in SQL. */
    slugKey: text('slug_key').generatedAlwaysAs(sql`lower("slug")`, { mode: 'virtual' }),
    description: text().notNull(),
    color: text(),
    privacy: text().$type<GroupPrivacy>().notNull(),
    visible: integer({ mode: 'boolean' }).notNull(),
    active: integer({ mode: 'boolean' }).notNull(),
    verified: integer({ mode: 'boolean' }).notNull(),
    country: text(),
    hideJoinButton: integer('hide_join_button', { mode: 'boolean' }).notNull(),
    image: text(),
    coverImage: text('cover_image'),
    coverImagePosition: integer('cover_image_position').notNull(),
    subscribersCount: integer('subscribers_count').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    /** The time of the last activity: see domain/activity.ts. */
    lastActivityAt: integer('last_activity_at', { mode: 'timestamp_ms' }).notNull().default(sql`0`),
    /** Part of an address that makes its holder a member. */
    privateToken: text('private_token').notNull().default(''),
    createdById: integer('created_by_id')
      .notNull()
      .references(() => users.id),
    managedById: integer('managed_by_id')
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    uniqueIndex('groups_name_key').on(table.nameKey),
    index('groups_name_sort').on(table.nameSort),
    uniqueIndex('groups_slug_key').on(table.slugKey),
    index('groups_created_at').on(table.createdAt, table.id),
    index('groups_subscribers_count').on(table.subscribersCount, table.id),
    index('groups_last_activity_at').on(table.lastActivityAt, table.id),
    index('groups_image').on(table.image).where(sql`${table.image} is not null`),
    index('groups_cover_image').on(table.coverImage).where(sql`${table.coverImage} is not null`),
    index('groups_public').on(table.kind, table.privacy).where(sql`${table.active} and ${table.visible}`),
    check('groups_public_is_visible', sql`${table.visible} = 1 or ${table.privacy} = 'PRIVATE'`),
  ],
);

/** Identifies the database, so that another database's search index is not taken for its own. */
export const databaseId = sqliteTable('database_id', { id: text().notNull() });

/** The version that folded each table's texts: see connection/fold-anew.ts. */
export const foldings = sqliteTable('foldings', {
  folded: text().$type<'groups' | 'users'>().primaryKey(),
  version: text().notNull(),
  /** The last id that is folded by that version; null when all are. */
  upTo: integer('up_to'),
});

/** Groups of which the search index may have yet to learn, in order: see search/index-file.ts. */
export const searchChanges = sqliteTable('search_changes', {
  seq: integer().primaryKey(),
  groupId: integer('group_id').notNull(),
});

/** The groups whose texts changed last, in order: see search/posting-lists.ts. */
export const groupsReworded = sqliteTable('groups_reworded', {
  seq: integer().primaryKey(),
  groupId: integer('group_id').notNull(),
});

/**
 * The migrations make it WITHOUT ROWID, which drizzle cannot say: rows are kept in the order of the key, and admitting
 * 10,000 requests takes a tenth of the time.
 */
export const memberships = sqliteTable(
  'memberships',
  {
    groupId: integer('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    status: text().$type<SubscriptionStatus>().notNull(),
    admin: integer({ mode: 'boolean' }).notNull(),
    /** The time since which the membership has its status. */
    since: integer({ mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.userId] }),
    // Without the status, so that a membership whose status changes keeps its place.
    index('memberships_user').on(table.userId, table.groupId),
    index('memberships_group').on(table.groupId, table.status, table.since, table.userId),
  ],
);

export const emailInvitations = sqliteTable(
  'email_invitations',
  {
    groupId: integer('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    /** The hash of the token in the mail, which itself is kept nowhere. */
    tokenHash: text('token_hash').notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.email] }),
    uniqueIndex('email_invitations_token').on(table.tokenHash),
    index('email_invitations_expires_at').on(table.expiresAt),
  ],
);

/** The number of mails that each user ordered on the last day on which they ordered any. */
export const mailDays = sqliteTable('mail_days', {
  userId: integer('user_id')
    .primaryKey()
    .references(() => users.id),
  /** Days since 1970, in UTC. */
  day: integer().notNull(),
  mails: integer().notNull(),
});

export const pageRequests = sqliteTable(
  'page_requests',
  {
    groupId: integer('group_id')
      .primaryKey()
      .references(() => groups.id, { onDelete: 'cascade' }),
    status: text().$type<PageRequestStatus>().notNull(),
    jobTitle: text('job_title').notNull(),
    contactNumber: text('contact_number').notNull(),
    organizationName: text('organization_name').notNull(),
    organizationWebsite: text('organization_website'),
    purpose: text().notNull(),
    additionalDetails: text('additional_details'),
    submittedAt: integer('submitted_at', { mode: 'timestamp_ms' }).notNull(),
    reviewedAt: integer('reviewed_at', { mode: 'timestamp_ms' }),
    reviewedById: integer('reviewed_by_id').references(() => users.id),
  },
  (table) => [index('page_requests_status').on(table.status, table.submittedAt, table.groupId)],
);

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    operation: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    /** The group as it was answered first, whatever changed since. */
    answer: text({ mode: 'json' }).$type<RememberedGroup>().notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.operation, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);
