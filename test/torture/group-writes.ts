import type { GroupAction } from './actions.ts';
import {
  changeOfStandings,
  type Desk,
  describe,
  NO_CHANGE,
  NOBODY,
  type OwnPlace,
  openPlaces,
  ownPlaces,
  type Place,
  type Write,
} from './desk.ts';
import { type Change, type Fact, type GroupFacts, groupKey, type Standing, standingKey } from './ledger.ts';

type ListKind = Extract<GroupAction, { readonly userIds: readonly number[] }>['kind'];

/** Who a list may name, by where they stand (undefined: not at all), and where they stand afterwards. */
const LISTS: Readonly<Record<ListKind, readonly (readonly [from: Standing | undefined, to: Standing | null])[]>> = {
  invite: [
    [undefined, 'INVITED'],
    ['REQUESTED', 'MEMBER'],
  ],
  'cancel invitation': [['INVITED', null]],
  approve: [['REQUESTED', 'MEMBER']],
  reject: [['REQUESTED', null]],
  add: [
    [undefined, 'MEMBER'],
    ['INVITED', 'MEMBER'],
    ['REQUESTED', 'MEMBER'],
  ],
  remove: [
    ['MEMBER', null],
    ['ADMIN', null],
  ],
};

const ACCESSES = [
  { privacy: 'PUBLIC', visible: true },
  { privacy: 'PRIVATE', visible: true },
  { privacy: 'PRIVATE', visible: false },
] as const;

export function update(desk: Desk): Write | null {
  const { random, pictures } = desk;
  const place = pickFit(desk, ownPlaces(desk), () => true);
  if (place === null) return null;
  const picture = random.chance(0.7) ? random.pick(pictures) : null;
  const access = random.chance(0.4) ? random.pick(ACCESSES) : null;
  const text = {
    ...(random.chance(0.4) && { name: desk.newName().name }),
    description: describe(random),
    ...access,
  };
  const isPictured = random.chance(0.2);
  // A page with a new name stays, and waits for another review.
  const isReviewedAgain = place.facts.kind === 'PAGE' && place.facts.active && text.name !== undefined;
  const facts: GroupFacts = {
    ...place.facts,
    ...text,
    ...(isPictured && { picture: picture?.name ?? null }),
    ...(isReviewedAgain && { review: 'PENDING' }),
  };
  const changes = { ...text, ...(isPictured && { picture }) };
  const change = new Map<string, Fact | null>([[groupKey(place.slug), facts], ...settledRequests(place, facts)]);
  return byAdministrator(desk, place, { kind: 'update', to: place.to, changes }, change);
}

/** Who asked is let in where a private group becomes public, and forgotten where one becomes hidden. */
function settledRequests(place: OwnPlace, { privacy, visible }: GroupFacts): Change {
  const opens = place.facts.privacy === 'PRIVATE' && privacy === 'PUBLIC';
  const hides = place.facts.visible && !visible;
  const waiting = [...place.standings].filter(([, standing]) => standing === 'REQUESTED');
  if (!opens && !hides) return NO_CHANGE;
  return changeOfStandings(
    place,
    waiting.map(([user]) => [user, opens ? 'MEMBER' : null]),
  );
}

export function join(desk: Desk): Write | null {
  const joining = ({ facts, standings }: Place) =>
    desk.users.filter((user) => {
      const standing = standings.get(user);
      return standing === 'INVITED' || (standing === undefined && (facts?.visible ?? true));
    });
  const place = pickFit(desk, openPlaces(desk), (at) => joining(at).length > 0);
  if (place === null) return null;
  const userId = desk.random.pick(joining(place));
  const asks = place.facts?.privacy === 'PRIVATE' && !place.standings.has(userId);
  const change = changeOfStandings(place, [[userId, asks ? 'REQUESTED' : 'MEMBER']]);
  return { action: { kind: 'join', to: place.to, asks }, userId, expected: 'done', change };
}

export function leave(desk: Desk): Write | null {
  const leaving = (place: Place) => standingAs(desk, place, ['MEMBER', 'ADMIN', 'INVITED', 'REQUESTED']);
  const place = pickFit(desk, openPlaces(desk), (at) => leaving(at).length > 0);
  if (place === null) return null;
  const userId = desk.random.pick(leaving(place));
  const change = changeOfStandings(place, [[userId, null]]);
  return { action: { kind: 'leave', to: place.to }, userId, expected: 'done', change };
}

export function administer(kind: ListKind) {
  const rule = new Map(LISTS[kind]);
  return (desk: Desk): Write | null => {
    // Only the SelfCommunity door adds people, and it shows no pages.
    const isOffered = ({ to }: Place) => kind !== 'add' || to.kind === 'GROUP';
    const named = (place: Place) => (isOffered(place) ? standingAs(desk, place, [...rule.keys()]) : []);
    const place = pickFit(desk, openPlaces(desk), (at) => named(at).length > 0);
    if (place === null) return null;
    const userId = desk.random.pick(administrators(place));
    // Who removes themselves leaves, which is another write.
    const userIds = desk.random.some(named(place)).filter((user) => user !== userId);
    if (userIds.length === 0) return null;
    const entries = userIds.map((user) => [user, rule.get(place.standings.get(user)) ?? null] as const);
    const change = changeOfStandings(place, entries);
    return { action: { kind, to: place.to, userIds }, userId, expected: 'done', change };
  };
}

export function setRole(desk: Desk): Write | null {
  const place = pickFit(desk, openPlaces(desk), (at) => standingAs(desk, at, ['MEMBER', 'ADMIN']).length > 0);
  if (place === null) return null;
  const userId = desk.random.pick(standingAs(desk, place, ['MEMBER', 'ADMIN']));
  const role = place.standings.get(userId) === 'MEMBER' ? 'ADMIN' : 'MEMBER';
  const change = changeOfStandings(place, [[userId, role]]);
  return byAdministrator(desk, place, { kind: 'set role', to: place.to, userId, role }, change);
}

export function transfer(desk: Desk): Write | null {
  const place = pickFit(desk, ownPlaces(desk), (at) => standingAs(desk, at, ['MEMBER', 'ADMIN']).length > 0);
  if (place === null) return null;
  const from = managerOf(place);
  const userId = desk.random.pick(standingAs(desk, place, ['MEMBER', 'ADMIN']));
  const change = changeOfStandings(place, [
    [userId, 'MANAGER'],
    [from, 'ADMIN'],
  ]);
  return { action: { kind: 'transfer', to: place.to, userId }, userId: from, expected: 'done', change };
}

export function remove(desk: Desk): Write | null {
  const place = pickFit(desk, ownPlaces(desk), () => true);
  if (place === null) return null;
  const change: Change = new Map<string, Fact | null>([
    [groupKey(place.slug), null],
    ...desk.users.map((user) => [standingKey(place.slug, user), null] as const),
  ]);
  return { action: { kind: 'delete', to: place.to }, userId: managerOf(place), expected: 'done', change };
}

export function review(desk: Desk): Write | null {
  const place = pickFit(desk, ownPlaces(desk), ({ facts }) => facts.review === 'PENDING');
  if (place === null) return null;
  const approve = desk.random.chance(0.8);
  const active = approve || place.facts.active;
  const facts: GroupFacts = { ...place.facts, review: approve ? 'APPROVED' : 'REJECTED', active };
  const change = new Map([[groupKey(place.slug), facts]]);
  return { action: { kind: 'review', to: place.to, approve }, userId: desk.reviewerId, expected: 'done', change };
}

/** One whom nobody knows refuses all that are named with them. */
export function inviteNobody(desk: Desk): Write | null {
  const place = pickFit(desk, openPlaces(desk), (at) => standingAs(desk, at, [undefined]).length > 0);
  if (place === null) return null;
  const userIds = [...standingAs(desk, place, [undefined]), NOBODY];
  const write = byAdministrator(desk, place, { kind: 'invite', to: place.to, userIds }, NO_CHANGE);
  return { ...write, expected: 'refused' };
}

export function deleteAsStranger(desk: Desk): Write | null {
  const others = (place: Place) => desk.users.filter((user) => user !== managerOf(place));
  const place = pickFit(desk, openPlaces(desk), (at) => others(at).length > 0);
  if (place === null) return null;
  const userId = desk.random.pick(others(place));
  return { action: { kind: 'delete', to: place.to }, userId, expected: 'refused', change: NO_CHANGE };
}

function pickFit<At extends Place>({ random }: Desk, places: readonly At[], isFit: (place: At) => boolean): At | null {
  const fit = places.filter(isFit);
  return fit.length > 0 ? random.pick(fit) : null;
}

function byAdministrator({ random }: Desk, place: Place, action: GroupAction, change: Change): Write {
  return { action, userId: random.pick(administrators(place)), expected: 'done', change };
}

function standingAs({ users }: Desk, { standings }: Place, ways: readonly (Standing | undefined)[]): number[] {
  return users.filter((user) => ways.includes(standings.get(user)));
}

function administrators({ standings }: Place): number[] {
  return [...standings].filter(([, standing]) => standing === 'MANAGER' || standing === 'ADMIN').map(([user]) => user);
}

function managerOf({ standings }: Place): number {
  return [...standings].find(([, standing]) => standing === 'MANAGER')?.[0] ?? NOBODY;
}
