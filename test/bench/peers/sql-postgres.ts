/**
 * What Guildhall asks PostgreSQL, word for word, but for what it reads and writes of several requests by one statement:
 * (p) has a statement for each, as is usual. See `onStatement` of src/store/postgres/connection/pool.ts for what it runs.
 */
const COLUMNS = `id kind name slug description color privacy visible active verified country hide_join_button
  image cover_image cover_image_position subscribers_count created_at last_activity_at private_token created_by_id
  managed_by_id`.split(/\s+/);

const GROUP = COLUMNS.map((column) => `"groups"."${column}"`).join(', ');
const VIEWED = `select ${GROUP}, "memberships"."status", "memberships"."admin", "groups"."name_sort" from "groups"
  left join "memberships" on ("memberships"."group_id" = "groups"."id" and "memberships"."user_id" = $1)`;
const VISIBLE = `("memberships"."status" is not distinct from 'SUBSCRIBED'
  or ("groups"."active" and ("groups"."visible" or "memberships"."status" is not distinct from 'INVITED')))`;
const isAmong = (column: string, list: string) => `${column} = any(array(select unnest(${list}::bigint[])))`;

export const GROUPS_BY_IDS = `${VIEWED} where ${isAmong('"groups"."id"', '$2')}`;

/** The limit stands in it, as in Guildhall's: see src/store/postgres/statements/keyset.ts. */
export const groupsByName = (limit: number): string =>
  `${VIEWED} where ${VISIBLE} order by "groups"."name_sort" asc, "groups"."id" asc limit ${limit}`;

export const USERS_BY_IDS = `select "id", "subject", "username", "real_name", "avatar_url", "ext_id", "reviewer",
  "created_at" from "users" where ${isAmong('"users"."id"', '$1')}`;

export const members = (limit: number): string => `select "memberships"."group_id", "memberships"."user_id",
  "memberships"."status", "memberships"."admin", "memberships"."since", "groups"."managed_by_id"
  from unnest(array(select unnest($1::bigint[]))) as wanted(id)
  inner join lateral (
    select "group_id", "user_id", "status", "admin", "since" from "memberships" "listed"
    where ("listed"."group_id" = wanted.id and "listed"."status" = $2)
    order by "listed"."since" asc, "listed"."user_id" asc limit ${limit}) "memberships" on true
  inner join "groups" on "groups"."id" = "memberships"."group_id"
  order by "memberships"."since" asc, "memberships"."user_id" asc`;

export const INSERT_GROUP = `insert into "groups" (kind, name, name_key, name_sort, slug, description, privacy, visible,
    active, verified, hide_join_button, cover_image_position, subscribers_count, created_at, last_activity_at,
    private_token, created_by_id, managed_by_id)
  values ('GROUP', $1, $2, $3, $4, $5, $6, $7, true, false, false, 50, 1, $8, $8, $9, $10, $10)
  on conflict do nothing returning ${COLUMNS.join(', ')}`;

export const INSERT_CREATOR = `insert into "memberships" ("group_id", "user_id", "status", "admin", "since")
  values ($1, $2, 'SUBSCRIBED', false, $3)`;

export const INSERT_TEXT = 'insert into "group_texts" ("group_id", "folded") values ($1, $2)';

export const HOLDERS = `select "id", "name_key", "slug_key" from "groups" where "groups"."name_key" = $1
  or "groups"."slug_key" = $2`;

export const PROFILES_BY_USERS = `select "user_id", "bio", "location", "website", "tags"::text as "tags" from "profiles"
  where ${isAmong('"profiles"."user_id"', '$1')}`;
