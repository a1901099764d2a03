import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { GroupKind, GroupPrivacy } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import type { PageRequestStatus } from '../../domain/page-request.ts';
import type { Tag } from '../../domain/profile.ts';
import type { RememberedGroup } from '../../domain/replay.ts';
import { FIRST_OPENID_USER_ID } from '../../domain/user.ts';
import type { MailFrequency } from '../../domain/user-settings.ts';

/**
 * The tables, named as in store/sqlite/tables.ts. Texts are compared and ordered as bytes wherever the database was
 * made: the collations of operating systems change with their versions, and leave indexes in a wrong order.
 */
const text = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/**
 * A `sortKey` of domain/folding.ts, whose U+0000 PostgreSQL's texts cannot hold: statements write U+0001 for it, which
 * sorts before every other character of a name, too.
 */
const sortText = customType<{ data: string }>({
  dataType: () => 'text COLLATE "C"',
  fromDriver: (stored) => String(stored).replace('\u0001', '\0'),
});

/** JSON kept as the text that was written: `jsonb` refuses U+0000, and nothing asks for its parts. */
function jsonText<Value>(name: string) {
  return customType<{ data: Value; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (stored) => JSON.parse(stored),
  })(name);
}

/**
 * A time in milliseconds since 1970. `timestamptz` has microseconds, which a `Date` loses: a position in a list would
 * lie beside its row. Positions are these numbers on both engines.
 */
const time = customType<{ data: Date; driverData: number }>({
  dataType: () => 'bigint',
  toDriver: (value) => value.getTime(),
  fromDriver: (stored) => new Date(stored),
});

const id = (name: string) => bigint(name, { mode: 'number' });

export const users = pgTable(
  'users',
  {
    id: id('id').primaryKey(),
    /** Null for community users, whose id is their identity. */
    issuer: text('issuer'),
    subject: text('subject'),
    username: text('username').notNull(),
    /** `sortKey` of domain/folding.ts. */
    usernameSort: sortText('username_sort').notNull(),
    /** `foldLines` of domain/folding.ts, of the username and the real name. */
    folded: text('folded').notNull(),
    realName: text('real_name').notNull(),
    avatarUrl: text('avatar_url'),
    extId: text('ext_id'),
    reviewer: boolean('reviewer').notNull().default(false),
    createdAt: time('created_at').notNull(),
    /** Whether a directory file names the user, whom tokens do not change then. */
    imported: boolean('imported').notNull().default(false),
    /** The time of issue of the last token that changed the user. */
    followedAt: time('followed_at'),
  },
  (table) => [
    uniqueIndex('users_username').on(table.username),
    index('users_username_sort').on(table.usernameSort, table.id),
    uniqueIndex('users_identity').on(table.issuer, table.subject),
  ],
);

/**
 * What users tell of themselves; most have no row. Apart from `users`, whose rows stay small: lists and searches of users
 * read those alone.
 */
export const profiles = pgTable('profiles', {
  userId: id('user_id')
    .primaryKey()
    .references(() => users.id),
  bio: text('bio').notNull(),
  location: text('location').notNull(),
  website: text('website'),
  tags: jsonText<readonly Tag[]>('tags').notNull(),
});

/** The ids of users without a community id. */
export const userIds = pgSequence('user_ids', {
  startWith: FIRST_OPENID_USER_ID,
  minValue: FIRST_OPENID_USER_ID,
});

export const groups = pgTable(
  'groups',
  {
    id: id('id').primaryKey().generatedByDefaultAsIdentity(),
    kind: text('kind').$type<GroupKind>().notNull(),
    name: text('name').notNull(),
    /** `nameKey` of domain/group-fields.ts; null where the group does not claim its name. */
    nameKey: text('name_key'),
    /** `sortKey` of domain/folding.ts. */
    nameSort: sortText('name_sort').notNull(),
    slug: text('slug').notNull(),
    /** `slugKey` of domain/slug.ts, in SQL. */
    slugKey: text('slug_key').generatedAlwaysAs(sql`lower("slug")`),
    description: text('description').notNull(),
    color: text('color'),
    privacy: text('privacy').$type<GroupPrivacy>().notNull(),
    visible: boolean('visible').notNull(),
    active: boolean('active').notNull(),
    verified: boolean('verified').notNull(),
    country: text('country'),
    hideJoinButton: boolean('hide_join_button').notNull(),
    image: text('image'),
    coverImage: text('cover_image'),
    coverImagePosition: integer('cover_image_position').notNull(),
    subscribersCount: integer('subscribers_count').notNull(),
    createdAt: time('created_at').notNull(),
    /** The time of the last activity: see domain/activity.ts. */
    lastActivityAt: time('last_activity_at').notNull(),
    /** Part of an address that makes its holder a member. */
    privateToken: text('private_token').notNull(),
    createdById: id('created_by_id')
      .notNull()
      .references(() => users.id),
    managedById: id('managed_by_id')
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    uniqueIndex('groups_name_key').on(table.nameKey),
    index('groups_name_sort').on(table.nameSort, table.id),
    uniqueIndex('groups_slug_key').on(table.slugKey),
    index('groups_created_at').on(table.createdAt, table.id),
    index('groups_subscribers_count').on(table.subscribersCount, table.id),
    index('groups_last_activity_at').on(table.lastActivityAt, table.id),
    index('groups_image').on(table.image).where(sql`${table.image} is not null`),
    index('groups_cover_image').on(table.coverImage).where(sql`${table.coverImage} is not null`),
    index('groups_public').on(table.kind, table.privacy).where(sql`${table.active} and ${table.visible}`),
    check('groups_public_is_visible', sql`${table.visible} or ${table.privacy} = 'PRIVATE'`),
  ],
);

/**
 * The texts that groups are found by. In `groups`, whose counters change with every member, each change would write all
 * entries of the index of these texts anew.
 */
export const groupTexts = pgTable('group_texts', {
  groupId: id('group_id')
    .primaryKey()
    .references(() => groups.id, { onDelete: 'cascade' }),
  /** `foldLines` of domain/folding.ts, of the name and the description. */
  folded: text('folded').notNull(),
  /** Whether the index of searches knows this text; null for a text that was written lately: see search/index-texts.ts. */
  indexed: boolean('indexed'),
});

/** The version that folded each table's texts: see connection/fold-anew.ts. */
export const foldings = pgTable('foldings', {
  folded: text('folded').$type<'groups' | 'users'>().primaryKey(),
  version: text('version').notNull(),
  /** The last id that is folded by that version; null when all are. */
  upTo: id('up_to'),
});

export const memberships = pgTable(
  'memberships',
  {
    groupId: id('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    userId: id('user_id')
      .notNull()
      .references(() => users.id),
    status: text('status').$type<SubscriptionStatus>().notNull(),
    admin: boolean('admin').notNull(),
    /** The time since which the membership has its status. */
    since: time('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.userId] }),
    index('memberships_user').on(table.userId, table.groupId),
    index('memberships_group').on(table.groupId, table.status, table.since, table.userId),
  ],
);

export const emailInvitations = pgTable(
  'email_invitations',
  {
    groupId: id('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    /** The hash of the token in the mail, which itself is kept nowhere. */
    tokenHash: text('token_hash').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.email] }),
    uniqueIndex('email_invitations_token').on(table.tokenHash),
    index('email_invitations_expires_at').on(table.expiresAt),
  ],
);

/** The number of mails that each user ordered on the last day on which they ordered any. */
export const mailDays = pgTable('mail_days', {
  userId: id('user_id')
    .primaryKey()
    .references(() => users.id),
  /** Days since 1970, in UTC. */
  day: integer('day').notNull(),
  mails: integer('mails').notNull(),
});

/** What users have chosen in domain/user-settings.ts; null for what they have not. */
export const userSettings = pgTable('user_settings', {
  userId: id('user_id')
    .primaryKey()
    .references(() => users.id),
  activityMails: text('activity_mails').$type<MailFrequency>(),
  messageMails: boolean('message_mails'),
  mobileNotifications: boolean('mobile_notifications'),
  toasts: boolean('toasts'),
  toastSounds: boolean('toast_sounds'),
});

export const pageRequests = pgTable(
  'page_requests',
  {
    groupId: id('group_id')
      .primaryKey()
      .references(() => groups.id, { onDelete: 'cascade' }),
    status: text('status').$type<PageRequestStatus>().notNull(),
    jobTitle: text('job_title').notNull(),
    contactNumber: text('contact_number').notNull(),
    organizationName: text('organization_name').notNull(),
    organizationWebsite: text('organization_website'),
    purpose: text('purpose').notNull(),
    additionalDetails: text('additional_details'),
    submittedAt: time('submitted_at').notNull(),
    reviewedAt: time('reviewed_at'),
    reviewedById: id('reviewed_by_id').references(() => users.id),
  },
  (table) => [index('page_requests_status').on(table.status, table.submittedAt, table.groupId)],
);

/** A key without an answer is claimed by a write that is running, or whose process died: see groups/claim-key.ts. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: id('user_id')
      .notNull()
      .references(() => users.id),
    operation: text('operation').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** The group as it was answered first, whatever changed since. */
    answer: jsonText<RememberedGroup>('answer'),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.operation, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);

/** The last batch that each writer has committed, by which a commit whose answer was lost is looked up. */
export const writers = pgTable('writers', {
  id: text('id').primaryKey(),
  batch: id('batch').notNull(),
  wroteAt: time('wrote_at').notNull(),
});
