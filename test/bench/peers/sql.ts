/**
 * What Guildhall asks SQLite, word for word, with `?` for its values: see `onStatement` of
 * src/store/sqlite/connection/database.ts for what it runs. Searches are in search.ts. When Guildhall finds a better statement, it belongs here too.
 */
const COLUMNS = `id kind name name_sort slug description color privacy visible active verified country hide_join_button
  image cover_image cover_image_position subscribers_count created_at last_activity_at private_token created_by_id
  managed_by_id`.split(/\s+/);

const GROUP = COLUMNS.map((column) => `"groups"."${column}"`).join(', ');
const OWN = `left join "memberships" on ("memberships"."group_id" = "groups"."id" and "memberships"."user_id" = ?)`;
const VISIBLE = `("memberships"."status" is 'SUBSCRIBED'
  or ("groups"."active" and ("groups"."visible" or "memberships"."status" is 'INVITED')))`;
const VIEWED = `select ${GROUP}, "memberships"."status", "memberships"."admin"`;

export const GROUPS_BY_IDS = `${VIEWED} from "groups" ${OWN} where "groups"."id" in (select value from json_each(?))`;

export const GROUPS_BY_NAME = `${VIEWED} from "groups" ${OWN} where ${VISIBLE}
  order by "groups"."name_sort" asc, "groups"."id" asc limit ? offset 0`;

export const USERS_BY_IDS = `select "id", "issuer", "subject", "username", "real_name", "avatar_url", "ext_id",
  "reviewer", "created_at" from "users" where "users"."id" in (select value from json_each(?))`;

export const INSERT_GROUP = `insert into "groups" (${[...COLUMNS, 'name_key', 'folded'].map((column) => `"${column}"`).join(', ')})
  values (null, 'GROUP', ?, ?, ?, ?, null, ?, ?, 1, 0, null, 0, null, null, 50, 1, ?, ?, ?, ?, ?, ?, ?)
  on conflict do nothing returning ${COLUMNS.map((column) => `"${column}"`).join(', ')}`;

export const INSERT_CREATOR = `insert into "memberships" ("group_id", "user_id", "status", "admin", "since")
  values (?, ?, 'SUBSCRIBED', 0, ?)`;

export const GROUP_BY_NAME_KEY = `select "id" from "groups" where "groups"."name_key" = ?`;
export const GROUP_BY_SLUG = `select "id" from "groups" where "groups"."slug" = ?`;

export const MEMBERS = `select "memberships"."group_id", "memberships"."user_id", "memberships"."status",
  "memberships"."admin", "memberships"."since", "groups"."managed_by_id" from json_each(?) as wanted
  inner join "memberships" on "memberships"."group_id" = wanted.value and "memberships"."user_id" in (
    select user_id from memberships as listed where (listed.group_id = wanted.value and listed.status = 'SUBSCRIBED')
    order by listed.since asc, listed.user_id asc limit ? offset 0)
  inner join "groups" on "groups"."id" = "memberships"."group_id"
  order by "memberships"."since" asc, "memberships"."user_id" asc`;

export const PROFILES_BY_USERS = `select "user_id", "bio", "location", "website", "tags" from "profiles"
  where "profiles"."user_id" in (select value from json_each(?))`;
