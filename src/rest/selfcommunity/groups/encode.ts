import type { ViewedGroup } from '../../../domain/group.ts';
import type { GroupWithUsers } from '../../../domain/operations/view-groups.ts';
import type { OffsetPage } from '../../../domain/page.ts';
import type { Links } from '../../../links.ts';
import type { WireAnswer, WireContext } from '../../dialect.ts';
import { encodePage } from '../pages.ts';
import { encodeUser } from '../users/encode.ts';

export function encodeCreated(created: GroupWithUsers, { links }: WireContext): WireAnswer {
  return { status: 201, body: encodeGroup(created, links) };
}

export function encodeFound(found: GroupWithUsers, { links }: WireContext): WireAnswer {
  return { status: 200, body: encodeGroup(found, links) };
}

export const encodeGroupPage = encodePage<GroupWithUsers>((item, { links }) => encodeGroup(item, links));

/** Guildhall keeps no posts. */
export const encodeEmptyFeed = encodePage<never>(() => null);

/** The one list of the API without an envelope, and of fewer fields. */
export function encodeReduced({ items }: OffsetPage<ViewedGroup>, { links }: WireContext): WireAnswer {
  return { status: 200, body: items.map((group) => reduced(group, links)) };
}

export function encodeStatus(group: ViewedGroup): WireAnswer {
  return { status: 200, body: { status: statusOf(group) } };
}

/** The client takes an empty answer for done. */
export function encodeDone(): WireAnswer {
  return { status: 204, body: undefined };
}

function encodeGroup({ group, createdBy, managedBy }: GroupWithUsers, links: Links) {
  return {
    id: group.id,
    name: group.name,
    // Never null: the vendor's edit form would send it back as the text "null".
    description: group.description,
    slug: group.slug,
    color: group.color,
    privacy: group.privacy.toLowerCase(),
    visible: group.visible,
    active: group.active,
    // Always there: the client asks another endpoint when the key is missing.
    subscription_status: statusOf(group),
    subscribed: statusOf(group) === 'subscribed',
    ...pictures(group, links),
    emotional_image: links.cover(group.coverImage),
    // Always there: the client tells a group from other things by this key.
    emotional_image_position: group.coverImagePosition,
    subscribers_counter: group.subscribersCount,
    created_at: group.createdAt.toISOString(),
    created_by: encodeUser(createdBy),
    managed_by: encodeUser(managedBy),
  };
}

function reduced(group: ViewedGroup, links: Links) {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    slug: group.slug,
    privacy: group.privacy.toLowerCase(),
    ...pictures(group, links),
    subscribers_counter: group.subscribersCount,
    subscription_status: statusOf(group),
  };
}

function pictures({ image }: ViewedGroup, links: Links) {
  return {
    image_bigger: links.picture(image, 'bigger'),
    image_big: links.picture(image, 'big'),
    image_medium: links.picture(image, 'medium'),
    image_small: links.picture(image, 'small'),
  };
}

function statusOf({ viewerMembership }: ViewedGroup): string | null {
  return viewerMembership?.status.toLowerCase() ?? null;
}
