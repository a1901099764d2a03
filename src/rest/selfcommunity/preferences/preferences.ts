/**
 * All that apps are told beforehand about this server, as SelfCommunity's dynamic preferences. Whatever is told here is
 * so: what Guildhall does not have is off, and what a setting decides is told as the setting decides it.
 */

import type { Links } from '../../../links.ts';
import { CHOICES, type Choice } from './choices.ts';
import type { Taste } from './taste.ts';

export type PreferenceValue = boolean | string;

export interface Preference {
  readonly id: number;
  readonly section: string;
  readonly name: string;
  readonly value: (links: Links) => PreferenceValue;
}

interface Policy {
  /** Whether callers without a token may read what is public. */
  readonly anonymousRead: boolean;
}

/** What Guildhall does not have, nor restrict. */
const OFF = {
  addons: [
    'incubator_enabled',
    'loyalty_points_collection',
    'polls_enabled',
    'post_geolocation_enabled',
    'private_messages_enabled',
    'share_post_enabled',
    'share_post_on_facebook_enabled',
    'share_post_on_linkedin_enabled',
    'share_post_on_twitter_enabled',
  ],
  advertising: ['custom_adv_enabled', 'custom_adv_only_for_anonymous_users_enabled'],
  configurations: [
    'category_follow_enabled',
    'comments_enabled',
    'connection_enabled',
    'courses_enabled',
    'discussion_type_enabled',
    'events_enabled',
    'explore_stream_enabled',
    'follow_enabled',
    'groups_only_staff_enabled',
    'live_stream_enabled',
    'onboarding_enabled',
    'payments_enabled',
    'people_search_enabled',
    'post_type_enabled',
    'scheduled_posts_enabled',
    'status_type_enabled',
    'users_approval_enabled',
  ],
  providers: ['web_push_enabled'],
};

const ON = {
  configurations: [
    'groups_enabled',
    'groups_private_enabled',
    'groups_visibility_enabled',
    // There is no staff: components offer no box to write posts in, which there are not.
    'post_only_staff_enabled',
  ],
};

/** The preferences of a server, numbered in an order that no setting changes. */
export function preferencesOf(taste: Taste, { anonymousRead }: Policy): readonly Preference[] {
  return [
    ...switches(OFF, false),
    ...switches(ON, true),
    { section: 'configurations', name: 'content_availability', value: () => anonymousRead },
    { section: 'images', name: 'user_default_cover', value: (links: Links) => links.cover(null) },
    ...Object.entries(CHOICES).map(([name, choice]) => chosen(name, choice, taste[name])),
  ].flatMap(({ section, name, value }, index) => (value === null ? [] : [{ id: index + 1, section, name, value }]));
}

function switches(sections: Readonly<Record<string, readonly string[]>>, isOn: boolean) {
  return Object.entries(sections).flatMap(([section, names]) =>
    names.map((name) => ({ section, name, value: () => isOn })),
  );
}

function chosen(name: string, { section, kind, usual }: Choice, given: string | undefined) {
  if (given !== undefined) return { section, name, value: () => given };
  if (usual === null) return { section, name, value: null };
  const value = (links: Links) => (kind === 'address' ? links.absolute(usual) : usual);
  return { section, name, value };
}

/** The vendor's features that are on. Its components show groups where both are. */
export const FEATURES = [
  { id: 1, name: 'tagging' },
  { id: 2, name: 'grouping' },
] as const;

export type Feature = (typeof FEATURES)[number];
