import { canAdminister, type Group } from '../../../domain/group.ts';
import type { GroupWithUsers } from '../../../domain/operations/view-groups.ts';
import type { User } from '../../../domain/user.ts';
import type { WireAnswer, WireContext } from '../../dialect.ts';

export function encodeCreated(created: GroupWithUsers, context: WireContext): WireAnswer {
  return { status: 201, body: { success: true, data: encodeRoom(created, context) } };
}

export function encodePageRequested(created: GroupWithUsers, context: WireContext): WireAnswer {
  const message = 'Page request submitted for admin review';
  return { status: 201, body: { success: true, data: encodeRoom(created, context), message } };
}

/** Unlike the created room, a profile is not wrapped. */
export function encodeProfile(found: GroupWithUsers, context: WireContext): WireAnswer {
  const { group } = found;
  // Only for those who could make a new one.
  const token = canAdminister(group, context.viewer) ? { privateToken: group.privateToken } : {};
  return { status: 200, body: { ...encodeRoom(found, context), ...token } };
}

export function encodeUpdated(updated: GroupWithUsers, context: WireContext): WireAnswer {
  return { status: 200, body: { success: true, room: encodeRoom(updated, context) } };
}

export function encodeRoom({ group, managedBy }: GroupWithUsers, { viewer, links }: WireContext) {
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
    ...address(group),
    avatarUrls: {
      thumb: links.picture(group.image, 'medium'),
      original: links.picture(group.image, 'original'),
    },
    createdAt: group.createdAt.toISOString(),
    // Left out and not null: the definition does not mark it nullable.
    ...(group.country !== null && { country: group.country }),
    hideFollowJoinButton: group.hideJoinButton,
  };
}

/** Groups have a url and pages a subdomain: the same slug, under another name. */
function address({ kind, slug }: Group) {
  return kind === 'PAGE' ? { subdomain: slug } : { url: slug };
}

/** A user's id is text here: the OpenID subject, or the number of a community user. */
export function encodeUserId(user: User): string {
  return user.subject ?? String(user.id);
}
