import type { GroupWithUsers } from '../../domain/operations/view-groups.ts';
import type { OffsetPage } from '../../domain/page.ts';
import type { User } from '../../domain/user.ts';
import type { Links } from '../../links.ts';
import type { WireAnswer, WireContext } from '../dialect.ts';
import { sliceIn } from './decode.ts';

export function encodeCreated(created: GroupWithUsers, { links }: WireContext): WireAnswer {
  return { status: 201, body: encodeGroup(created, links) };
}

export function encodeFound(found: GroupWithUsers, { links }: WireContext): WireAnswer {
  return { status: 200, body: encodeGroup(found, links) };
}

export function encodeGroupPage({ items, count }: OffsetPage<GroupWithUsers>, context: WireContext): WireAnswer {
  const results = items.map((item) => encodeGroup(item, context.links));
  return { status: 200, body: { count, ...neighbours(count, context), results } };
}

function encodeGroup({ group, createdBy, managedBy }: GroupWithUsers, links: Links) {
  const status = group.viewerMembership?.status.toLowerCase() ?? null;
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
    subscription_status: status,
    subscribed: status === 'subscribed',
    image_bigger: links.picture(group.image, 'bigger'),
    image_big: links.picture(group.image, 'big'),
    image_medium: links.picture(group.image, 'medium'),
    image_small: links.picture(group.image, 'small'),
    emotional_image: links.cover(group.coverImage),
    // Always there: the client tells a group from other things by this key.
    emotional_image_position: group.coverImagePosition,
    subscribers_counter: group.subscribersCount,
    created_at: group.createdAt.toISOString(),
    created_by: encodeUser(createdBy),
    managed_by: encodeUser(managedBy),
  };
}

function encodeUser(user: User) {
  return {
    id: user.id,
    username: user.username,
    real_name: user.realName,
    avatar: user.avatarUrl,
    ext_id: user.extId,
    deleted: false, // nobody is ever half deleted here
    community_badge: false, // Guildhall has no staff
    date_joined: user.createdAt.toISOString(),
  };
}

/** Absolute, because the client follows them as they are, with every other parameter kept. */
function neighbours(count: number, { links, request }: WireContext) {
  const { limit, offset } = sliceIn(request.query);
  const at = (start: number) => {
    const query = new URLSearchParams(request.query);
    query.set('limit', String(limit));
    query.set('offset', String(start));
    return links.absolute(`${request.path}?${query}`);
  };
  return {
    next: offset + limit < count ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
  };
}
