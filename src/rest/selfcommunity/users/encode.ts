/**
 * Writes users as SelfCommunity's API defines them, alone, inside groups and in lists. Every documented key is always
 * present: the vendor's pages read most of them without a look whether they are there.
 */

import { z } from 'zod';
import type { Tag } from '../../../domain/profile.ts';
import type { UserWithProfile } from '../../../domain/steps/with-profiles.ts';
import { isoTime } from '../../../iso-time.ts';
import { address, count, encoder, type Shaped, shape, time } from '../../encoder.ts';
import { ANNA_WITH_PROFILE } from '../../samples.ts';
import { permission, permissionOf } from './encode-caller.ts';

const tag = shape(() =>
  z
    .object({
      id: count(),
      type: z.literal('user'),
      name: z.string(),
      description: z.string(),
      color: z.string().describe('A hex colour.'),
      visible: z.boolean(),
      visibility_boost: z.boolean(),
      active: z.boolean(),
      deleted: z.boolean(),
    })
    .meta({ id: 'Tag', description: 'A mark that the operator gives to users.' }),
);

const notKept = () => z.string().nullable().describe('Null: Guildhall does not keep it.');
const nothingCounted = () => count().describe('0: Guildhall has none of them.');

const userFields = () => ({
  id: count(),
  username: z.string(),
  real_name: z.string().describe('Empty when unknown.'),
  date_joined: time(),
  bio: z.string(),
  location: z.string(),
  location_lat_lng: notKept(),
  position_lat_lng: notKept(),
  date_of_birth: notKept(),
  description: z.string().describe('Empty: Guildhall does not keep it.'),
  gender: z.enum(['Male', 'Female', 'Unspecified']),
  status: z.enum(['a', 'b', 'd', 'u']),
  reg_approved: z.boolean(),
  website: z.string().describe('An http(s) address; empty for none.'),
  avatar: address().nullable(),
  cover: address().nullable(),
  ext_id: z.string().nullable(),
  tags: z.array(tag()),
  reputation: nothingCounted(),
  community_badge: z.boolean(),
  connection_status: notKept(),
  connection_requests_sent_counter: nothingCounted(),
  connection_requests_received_counter: nothingCounted(),
  connections_counter: nothingCounted(),
  followings_counter: nothingCounted(),
  followers_counter: nothingCounted(),
  posts_counter: nothingCounted(),
  discussions_counter: nothingCounted(),
  statuses_counter: nothingCounted(),
  polls_counter: nothingCounted(),
  categories_counter: nothingCounted(),
  deleted: z.boolean(),
});

export const user = shape(() =>
  z.object(userFields()).meta({ id: 'User', description: 'A user as it stands alone, inside a group and in lists.' }),
);

const me = shape(() =>
  z
    .object({
      ...userFields(),
      email: z.string().describe('Empty: Guildhall does not keep it.'),
      email_isvalid: z.boolean(),
      role: z.null(),
      permission: permission(),
      unseen_interactions_counter: nothingCounted(),
      unseen_notification_banners_counter: nothingCounted(),
    })
    .meta({ id: 'Me', description: 'The user that the token speaks for.' }),
);

export const encodeFound = encoder(200, user, encodeUser, ANNA_WITH_PROFILE);

export const encodeMe = encoder(
  200,
  me,
  (found: UserWithProfile, { viewer }) => ({
    ...encodeUser(found),
    email: '',
    email_isvalid: false,
    role: null, // Guildhall has no staff
    permission: permissionOf(viewer),
    unseen_interactions_counter: 0,
    unseen_notification_banners_counter: 0,
  }),
  ANNA_WITH_PROFILE,
);

export function encodeUser({ user: given, profile }: UserWithProfile): Shaped<typeof user> {
  return {
    id: given.id,
    username: given.username,
    real_name: given.realName,
    date_joined: isoTime(given.createdAt),
    bio: profile.bio,
    location: profile.location,
    location_lat_lng: null,
    position_lat_lng: null,
    date_of_birth: null,
    description: '',
    gender: 'Unspecified',
    status: 'a', // approved: nobody is ever blocked or half deleted here
    reg_approved: true,
    website: profile.website ?? '',
    avatar: given.avatarUrl,
    cover: null,
    ext_id: given.extId,
    tags: profile.tags.map(encodeTag),
    reputation: 0,
    community_badge: false, // Guildhall has no staff
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

function encodeTag({ id, name, description, color }: Tag): Shaped<typeof tag> {
  return {
    id,
    type: 'user',
    name,
    description,
    color,
    visible: true, // the vendor's pages leave out the others
    visibility_boost: false,
    active: true,
    deleted: false,
  };
}
