/*
 * The example community as data: who is in it, and which groups they have. The same each time, so that pictures of it
 * can be made again; groups and members follow from their numbers, and nothing is random.
 */
import type { GroupPrivacy } from '../domain/group.ts';
import { EMPTY_PROFILE, type Profile } from '../domain/profile.ts';
import type { ImportedUser } from '../domain/user.ts';
import { LOCALES, type Locale } from './locales.ts';

/** Ids of the users whose tokens the demo prints. */
export const CAST = { manager: 1, member: 2, stranger: 3, reviewer: 4 } as const;
const FIRST_EXTRA = 5;

export interface PlannedGroup {
  readonly name: string;
  readonly description: string;
  readonly country: string;
  readonly color: string | null;
  readonly privacy: GroupPrivacy;
  readonly visible: boolean;
  readonly creatorId: number;
  readonly memberIds: readonly number[];
  readonly adminId: number | null;
  readonly requesterIds: readonly number[];
  readonly invitedIds: readonly number[];
  readonly hasPicture: boolean;
  readonly hasCover: boolean;
}

export interface PlannedPage {
  readonly name: string;
  readonly purpose: string;
  readonly country: string;
  readonly ownerId: number;
  /** The reviewer's answer; null for a page that still waits. */
  readonly approve: boolean | null;
}

const PEOPLE_OF_LOCALE = 12;
const COLORS = ['#1d4ed8', '#b45309', '#047857', '#be123c', '#6d28d9', '#0e7490'];
/** Number of groups that the manager of the cast made; the member is in all of them. */
const OWN_GROUPS = 10;
/** Distance between the ids of members of one group; it shares no divisor with the number of extras, so nobody comes twice. */
const STEP = 7;

const MANAGER_PROFILE: Profile = {
  bio: 'J’organise les jeudis du club d’échecs.\nÉcrivez-moi pour toute question.',
  location: 'Besançon',
  website: 'https://echecs.example.org/',
  tags: [{ id: 1, name: 'Fondatrice', description: 'Elle a ouvert cette communauté.', color: '#b45309' }],
};

/** The users to import. `toAscii` makes usernames of names in any script. */
export function people(toAscii: (text: string) => string): readonly ImportedUser[] {
  const names = LOCALES.flatMap((locale) => Array.from({ length: PEOPLE_OF_LOCALE }, (_, n) => fullName(locale, n)));
  return names.map((realName, index) => ({
    key: { communityId: index + 1 },
    username: `${toAscii(realName)
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.join('.')}.${index + 1}`,
    realName,
    avatarUrl: null,
    extId: null,
    reviewer: index + 1 === CAST.reviewer,
    profile: index + 1 === CAST.manager ? MANAGER_PROFILE : EMPTY_PROFILE,
  }));
}

function fullName({ given, family, space, familyFirst }: Locale, n: number): string {
  const [first = '', last = ''] = [given[n % given.length], family[(n + Math.floor(n / given.length)) % family.length]];
  return familyFirst ? `${last}${space}${first}` : `${first}${space}${last}`;
}

export function groups(): readonly PlannedGroup[] {
  const named = LOCALES.flatMap(({ country, places, topics }) =>
    places.flatMap((place) =>
      topics.map(([topic, description]) => ({ name: `${topic} · ${place}`, description, country })),
    ),
  );
  return named.map((group, index) => ({ ...group, ...planned(index) }));
}

/** Among ten groups one is hidden, two are private and can be seen, and seven are public. */
function planned(index: number): Omit<PlannedGroup, 'name' | 'description' | 'country'> {
  const isOwn = index < OWN_GROUPS;
  const isHidden = index % 10 === 4;
  const isPrivate = isHidden || index % 5 === 3;
  const size = 3 + ((index * STEP) % 38);
  const requests = isPrivate && !isHidden ? 1 + (index % 4) : 0;
  const invitations = isPrivate ? 1 + (index % 3) : 0;
  const creatorId = isOwn ? CAST.manager : extra(index * 11);
  const others = Array.from({ length: size + requests + invitations }, (_, n) => extra(index * 13 + n * STEP));
  const memberIds = others.slice(0, size).filter((id) => id !== creatorId);

  return {
    color: index % 3 === 2 ? null : (COLORS[index % COLORS.length] ?? null),
    privacy: isPrivate ? 'PRIVATE' : 'PUBLIC',
    visible: !isHidden,
    creatorId,
    memberIds: isOwn || index % 9 === 0 ? [CAST.member, ...memberIds] : memberIds,
    adminId: index % 2 === 0 ? (memberIds[0] ?? null) : null,
    requesterIds: others.slice(size, size + requests).filter((id) => id !== creatorId),
    invitedIds: others.slice(size + requests).filter((id) => id !== creatorId),
    hasPicture: index % 4 === 0,
    hasCover: index % 56 === 0,
  };
}

function extra(number: number): number {
  return FIRST_EXTRA + (number % (LOCALES.length * PEOPLE_OF_LOCALE - FIRST_EXTRA + 1));
}

/** Among five pages two are approved, one is rejected, and two wait. */
export function pages(): readonly PlannedPage[] {
  return LOCALES.map(({ country, organization: [name, purpose] }, index) => ({
    name,
    purpose,
    country,
    ownerId: index === 2 ? CAST.manager : extra(index * 17),
    approve: [true, false, null, true, null][index % 5] ?? null,
  }));
}
