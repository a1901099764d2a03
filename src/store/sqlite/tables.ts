import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { GroupKind, GroupPrivacy } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import type { PageRequestStatus } from '../../domain/page-request.ts';
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
    /** Named by a directory file, which tokens do not change. */
    imported: integer({ mode: 'boolean' }).notNull().default(false),
    /** When the token was issued that changed the user last. */
    followedAt: integer('followed_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    uniqueIndex('users_username').on(table.username),
    index('users_username_sort').on(table.usernameSort),
    uniqueIndex('users_identity').on(table.issuer, table.subject),
  ],
);

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
    /** What is unique about the slug: `slugKey` of domain/slug.ts, in SQL. */
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
    /** When the group last changed, or someone last joined it. */
    lastActivityAt: integer('last_activity_at', { mode: 'timestamp_ms' }).notNull().default(sql`0`),
    /** Part of an address that lets its holder in. */
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

/** Tells a database from others, and its search index from theirs. */
export const databaseId = sqliteTable('database_id', { id: text().notNull() });

/** What is folded, by whose tables' names, and by which version of what folds it: see fold-anew.ts. */
export const foldings = sqliteTable('foldings', {
  folded: text().$type<'groups' | 'users'>().primaryKey(),
  version: text().notNull(),
  /** The last id that is folded so; null for all. */
  upTo: integer('up_to'),
});

/** Groups of which the search index may have yet to learn, in order: see search-index.ts. */
export const searchChanges = sqliteTable('search_changes', {
  seq: integer().primaryKey(),
  groupId: integer('group_id').notNull(),
});

/** The last groups that changed what searches find them by, in order: see posting-lists.ts. */
export const groupsReworded = sqliteTable('groups_reworded', {
  seq: integer().primaryKey(),
  groupId: integer('group_id').notNull(),
});

/** Kept in the order of the key, WITHOUT ROWID, of which drizzle knows nothing: letting in 10,000 who asked takes a tenth of the time. */
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
    /** Since when the user stands in this way. */
    since: integer({ mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.userId] }),
    // Without the status: a membership that changes stays where it is.
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
    /** Of the token in the mail, which is kept nowhere. */
    tokenHash: text('token_hash').notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.email] }),
    uniqueIndex('email_invitations_token').on(table.tokenHash),
    index('email_invitations_expires_at').on(table.expiresAt),
  ],
);

/** How many mails each user ordered on the last day on which they ordered any. */
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
    /** The group as it was answered, as JSON: a later change does not change the first answer. */
    answer: text({ mode: 'json' }).$type<RememberedGroup>().notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.operation, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);
