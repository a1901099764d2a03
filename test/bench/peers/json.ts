import { FOLDING_VERSION } from '../../../src/domain/folding.ts';
import type { GroupRow, MemberRow, ProfileRow, UserRow } from './data.ts';

/** The answers of (f), written by hand: what the GraphQL documents of the workloads ask for, and no more. */
type Users = ReadonlyMap<number, UserRow>;

export const globalId = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');
export const moment = (at: number): string => new Date(at).toISOString();
export const cursor = (order: string, value: string | number, id: number): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString('base64url');

function owner(users: Users, id: number): UserRow {
  const user = users.get(id);
  if (user === undefined) throw new Error(`user ${id} owns a group but does not exist`);
  return user;
}

function userFields({ id, username, real_name, avatar_url }: UserRow) {
  return { id: globalId('User', id), username, realName: real_name, avatarUrl: avatar_url };
}

export function groupFields(group: GroupRow, users: Users) {
  return {
    id: globalId('Group', group.id),
    databaseId: group.id,
    name: group.name,
    slug: group.slug,
    description: group.description,
    privacy: group.privacy,
    visible: Boolean(group.visible),
    subscribersCount: group.subscribers_count,
    createdAt: moment(group.created_at),
    createdBy: userFields(owner(users, group.created_by_id)),
    managedBy: userFields(owner(users, group.managed_by_id)),
  };
}

export function groupPage(groups: readonly GroupRow[], users: Users, hasNextPage: boolean) {
  const last = groups.at(-1);
  const endCursor = last && endOf(last);
  return {
    nodes: groups.map((group) => groupFields(group, users)),
    pageInfo: { hasNextPage, endCursor: endCursor ?? null },
  };
}

export function endOf({ place, name_sort, id }: GroupRow): string {
  return place === undefined
    ? cursor(`NAME ${FOLDING_VERSION}`, asOnSqlite(name_sort), id)
    : cursor(`RELEVANCE ${FOLDING_VERSION}`, asOnSqlite(place), id);
}

/** PostgreSQL holds no U+0000, and has another character in its place. */
function asOnSqlite(sortKey: string): string {
  return sortKey.replace('\u0001', '\0');
}

export function memberPage(group: GroupRow, members: readonly MemberRow[], users: Users, hasNextPage: boolean) {
  const last = members.at(-1);
  return {
    id: globalId('Group', group.id),
    name: group.name,
    members: {
      totalCount: group.subscribers_count,
      nodes: members.map((member) => ({
        status: member.status,
        since: moment(member.since),
        user: userFields(owner(users, member.user_id)),
      })),
      pageInfo: { hasNextPage, endCursor: last ? cursor('SINCE', last.since, last.user_id) : null },
    },
  };
}

type Profiles = ReadonlyMap<number, ProfileRow>;

function communityUser({ id, username, real_name, avatar_url, ext_id, created_at }: UserRow, profiles: Profiles) {
  const { bio = '', location = '', website = null, tags = '[]' } = profiles.get(id) ?? {};
  return {
    id,
    username,
    real_name,
    date_joined: moment(created_at),
    bio,
    location,
    location_lat_lng: null,
    position_lat_lng: null,
    date_of_birth: null,
    description: '',
    gender: 'Unspecified',
    status: 'a',
    reg_approved: true,
    website: website ?? '',
    avatar: avatar_url,
    cover: null,
    ext_id,
    tags: JSON.parse(tags),
    reputation: 0,
    community_badge: false,
    connection_status: null,
    connection_requests_sent_counter: 0,
    connection_requests_received_counter: 0,
    connections_counter: 0,
    followings_counter: 0,
    followers_counter: 0,
    posts_counter: 0,
    discussions_counter: 0,
    statuses_counter: 0,
    polls_counter: 0,
    categories_counter: 0,
    deleted: false,
  };
}

/** The JSON of Guildhall's SelfCommunity door. */
export function communityGroup(group: GroupRow, users: Users, profiles: Profiles, base: string) {
  const status = group.status === null ? null : group.status.toLowerCase();
  const image = `${base}/media/${group.image ?? 'default'}`;
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    slug: group.slug,
    color: group.color,
    privacy: group.privacy.toLowerCase(),
    visible: Boolean(group.visible),
    active: Boolean(group.active),
    subscription_status: status,
    subscribed: status === 'subscribed',
    image_bigger: `${image}-bigger.webp`,
    image_big: `${image}-big.webp`,
    image_medium: `${image}-medium.webp`,
    image_small: `${image}-small.webp`,
    emotional_image: `${base}/media/${group.cover_image ?? 'default'}-cover.webp`,
    emotional_image_position: group.cover_image_position,
    subscribers_counter: group.subscribers_count,
    created_at: moment(group.created_at),
    created_by: communityUser(owner(users, group.created_by_id), profiles),
    managed_by: communityUser(owner(users, group.managed_by_id), profiles),
  };
}
