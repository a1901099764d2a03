import { z } from 'zod';
import { canAdminister, canSeePrivateToken, type Group } from '../../../domain/group.ts';
import type { GroupWithUsers } from '../../../domain/steps/with-users.ts';
import type { User } from '../../../domain/user.ts';
import { isoTime } from '../../../iso-time.ts';
import { address, count, encoder, type Shaped, shape, time } from '../../encoder.ts';
import { READERS, READING_ROOM } from '../../samples.ts';
import type { WireContext } from '../../wire.ts';

const roomFields = () => ({
  id: count(),
  name: z.string(),
  description: z.string(),
  roomType: z.enum(['group', 'page']),
  isActive: z.boolean(),
  isVerified: z.boolean(),
  isPublic: z.boolean(),
  isOwner: z.boolean().describe('Whether the caller is; likewise `isAdmin` and `isMember`.'),
  isAdmin: z.boolean(),
  isMember: z.boolean(),
  ownerId: z.string().describe('An OpenID subject, or the number of a community user.'),
  postsCount: count(),
  membersCount: count(),
  url: z.string().optional().describe('Of a group.'),
  subdomain: z.string().optional().describe('Of a page.'),
  avatarUrls: z.object({ thumb: address(), original: address() }),
  createdAt: time(),
  country: z.string().optional(),
  hideFollowJoinButton: z.boolean(),
});

export const room = shape(() => z.object(roomFields()).meta({ id: 'Room' }));

const profile = shape(() => {
  const privateToken = z
    .string()
    .optional()
    .describe('For those who administer the room, by a token that may invite to it.');
  return z.object({ ...roomFields(), privateToken }).meta({ id: 'RoomProfile' });
});

export const encodeCreated = encoder(
  201,
  shape(() => z.object({ success: z.literal(true), data: room() })),
  (created: GroupWithUsers, context) => ({ success: true as const, data: encodeRoom(created, context) }),
  READERS,
);

export const encodePageRequested = encoder(
  201,
  shape(() => z.object({ success: z.literal(true), data: room(), message: z.string() })),
  (created: GroupWithUsers, context) => {
    const message = 'Page request submitted for admin review';
    return { success: true as const, data: encodeRoom(created, context), message };
  },
  READING_ROOM,
);

/** Encodes a profile, which unlike a created room is not wrapped. */
function encodeProfile(found: GroupWithUsers, context: WireContext): Shaped<typeof profile> {
  const { group } = found;
  const token = canSeePrivateToken(group, context.viewer) ? { privateToken: group.privateToken } : {};
  return { ...encodeRoom(found, context), ...token };
}
export const encodeGroupProfile = encoder(200, profile, encodeProfile, READERS);
export const encodePageProfile = encoder(200, profile, encodeProfile, READING_ROOM);

const updated = shape(() => z.object({ success: z.literal(true), room: room() }));
const encodeUpdated = (found: GroupWithUsers, context: WireContext) => ({
  success: true as const,
  room: encodeRoom(found, context),
});
export const encodeUpdatedGroup = encoder(200, updated, encodeUpdated, READERS);
export const encodeUpdatedPage = encoder(200, updated, encodeUpdated, READING_ROOM);

export function encodeRoom({ group, managedBy }: GroupWithUsers, { viewer, links }: WireContext): Shaped<typeof room> {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    roomType: group.kind === 'PAGE' ? 'page' : 'group',
    isActive: group.active,
    isVerified: group.verified,
    isPublic: group.privacy === 'PUBLIC',
    isOwner: group.managedById === viewer?.userId,
    isAdmin: canAdminister(group, viewer),
    isMember: group.viewerMembership?.status === 'SUBSCRIBED',
    ownerId: encodeUserId(managedBy),
    postsCount: 0, // Guildhall keeps no posts
    membersCount: group.subscribersCount,
    ...addressOf(group),
    avatarUrls: {
      thumb: links.picture(group.image, 'medium'),
      original: links.picture(group.image, 'original'),
    },
    createdAt: isoTime(group.createdAt),
    // Left out instead of null, as the definition does not mark it nullable.
    ...(group.country !== null && { country: group.country }),
    hideFollowJoinButton: group.hideJoinButton,
  };
}

/** The slug of a room, which is the `url` of a group and the `subdomain` of a page. */
function addressOf({ kind, slug }: Group) {
  return kind === 'PAGE' ? { subdomain: slug } : { url: slug };
}

/** A user's id, which is text here: the OpenID subject, or the number of a community user. */
export function encodeUserId(user: User): string {
  return user.subject ?? String(user.id);
}
