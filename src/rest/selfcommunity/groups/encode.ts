/**
 * Writes groups as SelfCommunity's API defines them. Every documented key is always present, as its client tells things
 * apart by keys.
 */

import { z } from 'zod';
import type { ViewedGroup } from '../../../domain/group.ts';
import type { OffsetPage } from '../../../domain/pagination.ts';
import type { GroupWithProfiles } from '../../../domain/steps/with-profiles.ts';
import { isoTime } from '../../../iso-time.ts';
import type { Links } from '../../../links.ts';
import { address, count, encoder, type Shaped, shape, time } from '../../encoder.ts';
import { pageWith, RUNNERS, RUNNERS_WITH_PROFILES } from '../../samples.ts';
import { decodeWholeSlice, encodePage, pageOf } from '../pagination.ts';
import { encodeUser, user } from '../users/encode.ts';

const status = shape(() => z.enum(['invited', 'requested', 'subscribed']).nullable().meta({ id: 'Status' }));

const commonFields = () => ({
  id: count(),
  name: z.string(),
  description: z.string(),
  slug: z.string(),
  privacy: z.enum(['public', 'private']),
  image_bigger: address(),
  image_big: address(),
  image_medium: address(),
  image_small: address(),
  subscribers_counter: count(),
  subscription_status: status().describe("The caller's status in it; null for strangers."),
});

const group = shape(() =>
  z
    .object({
      ...commonFields(),
      color: z.string().nullable(),
      visible: z.boolean(),
      active: z.boolean(),
      subscribed: z.boolean(),
      emotional_image: address().describe('The cover.'),
      emotional_image_position: z.int().min(0).max(100),
      created_at: time(),
      created_by: user(),
      managed_by: user(),
    })
    .meta({ id: 'Group' }),
);

const reducedGroup = shape(() => z.object(commonFields()).meta({ id: 'ReducedGroup' }));

const encode = (found: GroupWithProfiles, { links }: { readonly links: Links }) => encodeGroup(found, links);

export const encodeCreated = encoder(201, group, encode, RUNNERS_WITH_PROFILES);

export const encodeFound = encoder(200, group, encode, RUNNERS_WITH_PROFILES);

const groupPage = pageOf('GroupPage', group);
export const encodeGroupPage = encodePage(groupPage, encode, [RUNNERS_WITH_PROFILES]);
export const encodeWholeGroupPage = encodePage(groupPage, encode, [RUNNERS_WITH_PROFILES], decodeWholeSlice);

/** A page of a feed, always empty: Guildhall keeps no posts. */
export const encodeEmptyFeed = encodePage(pageOf('Feed', z.never), (post: never) => post, []);

/** The only list of this API without an envelope, and with fewer fields. */
export const encodeReduced = encoder(
  200,
  shape(() => z.array(reducedGroup())),
  ({ items }: OffsetPage<ViewedGroup>, { links }) => items.map((group) => reduced(group, links)),
  pageWith(RUNNERS.group),
);

export const encodeStatus = encoder(
  200,
  shape(() => z.object({ status: status() })),
  (group: ViewedGroup) => ({ status: statusOf(group) }),
  RUNNERS.group,
);

function encodeGroup({ group: shown, createdBy, managedBy }: GroupWithProfiles, links: Links): Shaped<typeof group> {
  return {
    id: shown.id,
    name: shown.name,
    // Never null: the vendor's edit form would send it back as the text "null".
    description: shown.description,
    slug: shown.slug,
    color: shown.color,
    privacy: PRIVACIES[shown.privacy],
    visible: shown.visible,
    active: shown.active,
    // Always present: the client asks another endpoint when the key is missing.
    subscription_status: statusOf(shown),
    subscribed: statusOf(shown) === 'subscribed',
    ...pictures(shown, links),
    emotional_image: links.cover(shown.coverImage),
    // Always present: the client tells a group from other things by this key.
    emotional_image_position: shown.coverImagePosition,
    subscribers_counter: shown.subscribersCount,
    created_at: isoTime(shown.createdAt),
    created_by: encodeUser(createdBy),
    managed_by: encodeUser(managedBy),
  };
}

function reduced(shown: ViewedGroup, links: Links): Shaped<typeof reducedGroup> {
  return {
    id: shown.id,
    name: shown.name,
    description: shown.description,
    slug: shown.slug,
    privacy: PRIVACIES[shown.privacy],
    ...pictures(shown, links),
    subscribers_counter: shown.subscribersCount,
    subscription_status: statusOf(shown),
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

const PRIVACIES = { PUBLIC: 'public', PRIVATE: 'private' } as const;
const STATUSES = { INVITED: 'invited', REQUESTED: 'requested', SUBSCRIBED: 'subscribed' } as const;

function statusOf({ viewerMembership }: ViewedGroup): Shaped<typeof status> {
  return viewerMembership === null ? null : STATUSES[viewerMembership.status];
}
