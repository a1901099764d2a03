import type { Founding, NewGroup } from './actions.ts';
import { type Desk, describe, NO_CHANGE, ownPlaces, type Write } from './desk.ts';
import { type Change, type Fact, type GroupFacts, groupKey, standingKey } from './ledger.ts';

/** Groups of one writer; more are not made before some are deleted. */
const MAX_GROUPS = 8;
const PICTURED = 0.1;
const COVERED = 0.02;
/** So few that writers meet at them. */
const RACED_NAMES = ['Race 1', 'Race 2', 'Race 3'];

export function create(desk: Desk): Write | null {
  const { random, users } = desk;
  if (ownPlaces(desk).length >= MAX_GROUPS) return null;
  const userId = random.pick(users);
  const { name, slug } = desk.newName();
  const group = {
    ...newGroup(desk, userId, name),
    slug: random.chance(0.5) ? slug : null,
    idempotencyKey: random.chance(0.6) ? `key of ${slug}` : null,
  };
  return found(userId, { kind: 'create', group }, slug);
}

/** One of all who claim the name gets it; rooms claim none. */
export function createInRace(desk: Desk): Write | null {
  const { random, users } = desk;
  if (ownPlaces(desk).length >= MAX_GROUPS) return null;
  const userId = random.pick(users);
  const { slug } = desk.newName();
  const group = { ...newGroup(desk, userId, random.pick(RACED_NAMES)), slug };
  return { ...found(userId, { kind: 'create', group }, slug), expected: 'either' };
}

export function requestPage(desk: Desk): Write | null {
  const { random, users } = desk;
  if (ownPlaces(desk).length >= MAX_GROUPS) return null;
  const userId = random.pick(users);
  const { name, slug } = desk.newName();
  const isPublic = random.chance(0.8);
  const group: NewGroup = {
    name,
    slug,
    description: describe(random),
    privacy: isPublic ? 'PUBLIC' : 'PRIVATE',
    visible: isPublic,
    inviteUserIds: [],
    picture: null,
    cover: null,
    idempotencyKey: random.chance(0.6) ? `key of ${slug}` : null,
  };
  return found(userId, { kind: 'request page', group }, slug);
}

/** With a name that a shared group claims; with a picture at times, which is to leave nothing behind. */
export function createWithTakenName(desk: Desk): Write | null {
  const userId = desk.random.pick(desk.users);
  const taken = desk.random.pick(desk.shared);
  const group = newGroup(desk, userId, taken.slug.toUpperCase());
  return { action: { kind: 'create', group }, userId, expected: 'refused', change: NO_CHANGE };
}

function newGroup({ random, users, pictures }: Desk, userId: number, name: string): NewGroup {
  const visible = random.chance(0.7);
  const others = users.filter((user) => user !== userId);
  return {
    name,
    slug: null,
    description: describe(random),
    privacy: visible && random.chance(0.7) ? 'PUBLIC' : 'PRIVATE',
    visible,
    inviteUserIds: random.chance(0.3) ? random.some(others) : [],
    picture: random.chance(PICTURED) ? random.pick(pictures) : null,
    cover: random.chance(COVERED) ? random.pick(pictures) : null,
    idempotencyKey: null,
  };
}

function found(userId: number, action: Founding, slug: string): Write {
  const { kind, group } = action;
  const isPage = kind === 'request page';
  const facts: GroupFacts = {
    kind: isPage ? 'PAGE' : 'GROUP',
    name: group.name,
    description: group.description,
    privacy: group.privacy,
    visible: group.visible,
    active: !isPage,
    review: isPage ? 'PENDING' : null,
    picture: group.picture?.name ?? null,
    cover: group.cover?.name ?? null,
    createdBy: userId,
  };
  const invited = group.inviteUserIds.map((user): [string, Fact] => [standingKey(slug, user), 'INVITED']);
  const change: Change = new Map<string, Fact>([
    [groupKey(slug), facts],
    [standingKey(slug, userId), 'MANAGER'],
    ...invited,
  ]);
  return { action, userId, expected: 'done', change, founds: slug };
}
