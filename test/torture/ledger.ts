import { isDeepStrictEqual } from 'node:util';

export type Standing = 'INVITED' | 'REQUESTED' | 'MEMBER' | 'ADMIN' | 'MANAGER';

/** All that is told of a group in a write; who is in it, and as what, are facts of their own. */
export interface GroupFacts {
  readonly kind: 'GROUP' | 'PAGE';
  readonly name: string;
  readonly description: string;
  readonly privacy: 'PUBLIC' | 'PRIVATE';
  readonly visible: boolean;
  readonly active: boolean;
  readonly review: 'PENDING' | 'APPROVED' | 'REJECTED' | null;
  /** The names of what was uploaded. */
  readonly picture: string | null;
  readonly cover: string | null;
  readonly createdBy: number;
}

export type Fact = GroupFacts | Standing;

/** What a write makes of facts, all of it or nothing; null ends one. */
export type Change = ReadonlyMap<string, Fact | null>;

/** What one writer knows: nobody but them writes these facts, and never two writes at a time. */
export interface Account {
  /** State of what was acknowledged. */
  readonly facts: Map<string, Fact>;
  /** By slug. */
  readonly ids: Map<string, number>;
  /** State of the write that was sent and is not answered. */
  pending: Change | null;
}

/** All facts of a database. */
export interface Findings {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly ids: ReadonlyMap<string, number>;
}

export interface Violation {
  readonly check: Check;
  readonly detail: string;
}

/** `lost`: acknowledged, but not there. `half`: a part of a write. `unexpected`: there, but nobody's doing. */
export type Check =
  | 'lost'
  | 'half'
  | 'unexpected'
  | 'answer'
  | 'fault'
  | 'door'
  | 'start'
  | 'end'
  | 'integrity'
  | 'foreign keys'
  | 'search index'
  | 'manager'
  | 'counter'
  | 'request'
  | 'image'
  | 'doctor'
  | 'outage'
  | 'orphan';

// A slug never changes here, and is known before the answer comes.
const GROUP = 'group ';
export const groupKey = (slug: string) => `${GROUP}${slug}`;
export const standingKey = (slug: string, userId: number) => `standing ${slug} ${userId}`;

export function openAccount(): Account {
  return { facts: new Map(), ids: new Map(), pending: null };
}

export function apply({ facts, ids }: Account, change: Change): void {
  for (const [key, fact] of change) {
    if (fact !== null) facts.set(key, fact);
    else facts.delete(key);
    if (fact === null && key.startsWith(GROUP)) ids.delete(key.slice(GROUP.length));
  }
}

export interface Settlement {
  readonly violations: readonly Violation[];
  /** Writes without an answer that turned out to be there, and not to be there. */
  readonly written: number;
  readonly unwritten: number;
}

/** Compares everything that is there with everything that must be, and learns what became of unanswered writes. */
export function settle(accounts: readonly Account[], found: Findings): Settlement {
  const halves: Violation[] = [];
  const outcomes = accounts.map((account) => settlePending(account, found, halves));
  const known = new Map(accounts.flatMap(({ facts }) => [...facts]));
  return {
    violations: [...halves, ...missing(known, found), ...unexpected(known, found), ...renumbered(accounts, found)],
    written: outcomes.filter((outcome) => outcome === 'written').length,
    unwritten: outcomes.filter((outcome) => outcome === 'unwritten').length,
  };
}

function settlePending(account: Account, found: Findings, halves: Violation[]): 'written' | 'unwritten' | null {
  const { facts, pending } = account;
  account.pending = null;
  if (pending === null) return null;

  const isThere = (key: string, fact: Fact | null) => isDeepStrictEqual(found.facts.get(key) ?? null, fact);
  if ([...pending].every(([key, fact]) => isThere(key, fact))) {
    apply(account, pending);
    return 'written';
  }
  if ([...pending.keys()].every((key) => isThere(key, facts.get(key) ?? null))) return 'unwritten';

  const keys = [...pending.keys()].map((key) => `${key}: ${told(facts.get(key))}, found ${told(found.facts.get(key))}`);
  halves.push({ check: 'half', detail: keys.join('; ') });
  return null;
}

function missing(known: ReadonlyMap<string, Fact>, { facts }: Findings): Violation[] {
  return [...known]
    .filter(([key, fact]) => !isDeepStrictEqual(facts.get(key), fact))
    .map(([key, fact]) => ({ check: 'lost', detail: `${key}: ${told(fact)}, found ${told(facts.get(key))}` }));
}

function unexpected(known: ReadonlyMap<string, Fact>, { facts }: Findings): Violation[] {
  return [...facts]
    .filter(([key]) => !known.has(key))
    .map(([key, fact]) => ({ check: 'unexpected', detail: `${key}: ${told(fact)}` }));
}

/** A group that is there under another number was made twice. */
function renumbered(accounts: readonly Account[], found: Findings): Violation[] {
  return accounts.flatMap(({ facts, ids }) =>
    [...found.ids].flatMap(([slug, id]): Violation[] => {
      const known = ids.get(slug);
      if (!facts.has(groupKey(slug)) || known === id) return [];
      ids.set(slug, id);
      return known === undefined ? [] : [{ check: 'unexpected', detail: `${slug}: ${known} became ${id}` }];
    }),
  );
}

function told(fact: Fact | undefined): string {
  return fact === undefined ? 'nothing' : JSON.stringify(fact);
}
