import type { Action, Target } from './actions.ts';
import { type Account, type Change, type GroupFacts, groupKey, type Standing, standingKey } from './ledger.ts';
import type { Picture } from './pictures.ts';
import type { Random } from './random.ts';

/** A group in which every writer has members of its own. */
export interface SharedGroup {
  readonly slug: string;
  readonly id: number;
  readonly managerId: number;
}

/** All that a writer chooses its next write from. */
export interface Desk {
  readonly random: Random;
  readonly account: Account;
  /** Nobody but this writer changes where they stand. */
  readonly users: readonly number[];
  readonly reviewerId: number;
  readonly shared: readonly SharedGroup[];
  readonly pictures: readonly Picture[];
  /** A name that no group has had, and the slug that is made of it. */
  readonly newName: () => { readonly name: string; readonly slug: string };
}

export interface Write {
  readonly action: Action;
  readonly userId: number;
  /** What it must be answered; of groups that race for a name, some are refused. */
  readonly expected: 'done' | 'refused' | 'either';
  /** What it makes of the facts when it is done. */
  readonly change: Change;
  /** The slug of the group that it makes. */
  readonly founds?: string;
}

/** A group as its writer knows it. */
export interface Place {
  readonly slug: string;
  readonly to: Target;
  /** Null for a shared group. */
  readonly facts: GroupFacts | null;
  readonly standings: ReadonlyMap<number, Standing>;
}

export type OwnPlace = Place & { readonly facts: GroupFacts };

export const NO_CHANGE: Change = new Map();
export const NOBODY = 2_000_000_000;

export function ownPlaces({ account, users }: Desk): OwnPlace[] {
  return [...account.ids].flatMap(([slug, id]) => {
    const facts = account.facts.get(groupKey(slug));
    if (typeof facts !== 'object') return [];
    return [{ slug, to: { id, kind: facts.kind }, facts, standings: standingsIn(account, slug, users) }];
  });
}

/** Where people come and go: everywhere but in a page that is not approved. */
export function openPlaces(desk: Desk): Place[] {
  const { account, users, shared } = desk;
  const common = shared.map(({ slug, id, managerId }): Place => {
    const standings = standingsIn(account, slug, users).set(managerId, 'MANAGER');
    return { slug, to: { id, kind: 'GROUP' }, facts: null, standings };
  });
  return [...ownPlaces(desk).filter(({ facts }) => facts.active), ...common];
}

function standingsIn({ facts }: Account, slug: string, users: readonly number[]): Map<number, Standing> {
  return new Map(
    users.flatMap((user) => {
      const standing = facts.get(standingKey(slug, user));
      return typeof standing === 'string' ? [[user, standing] as const] : [];
    }),
  );
}

export function changeOfStandings(
  { slug }: Place,
  entries: readonly (readonly [userId: number, standing: Standing | null])[],
): Change {
  return new Map(entries.map(([userId, standing]) => [standingKey(slug, userId), standing]));
}

export function describe(random: Random): string {
  const words = ['chess', 'walks', 'Straße', 'libri', 'forêt', '読書', 'football', 'seeds'];
  return Array.from({ length: random.below(12) }, () => random.pick(words)).join(' ');
}
