import type { GroupChange } from '../../src/domain/group-writes.ts';
import { ok } from '../../src/domain/result.ts';
import { ALL, addGroup, NOON } from './engines.ts';
import type { TestServer } from './server.ts';

/** User ids; `nobody` is none. */
export const IDS = {
  manager: 1,
  admin: 2,
  member: 3,
  requested: 4,
  invited: 5,
  stranger: 6,
  otherAdmin: 7,
  otherMember: 8,
  otherRequested: 9,
  otherInvited: 10,
  newcomer: 11,
  nobody: 999,
};
export type Person = keyof typeof IDS;
export type Standing = 'MANAGER' | 'ADMIN' | 'MEMBER' | 'REQUESTED' | 'INVITED';
export type Standings = Readonly<Partial<Record<Person, Standing | undefined>>>;

/** Every group of the cast begins so; whoever calls has another like them to do things to. */
export const STANDINGS: Standings = {
  manager: 'MANAGER',
  admin: 'ADMIN',
  otherAdmin: 'ADMIN',
  member: 'MEMBER',
  otherMember: 'MEMBER',
  requested: 'REQUESTED',
  otherRequested: 'REQUESTED',
  invited: 'INVITED',
  otherInvited: 'INVITED',
};

export const CALLERS = ['anonymous', 'stranger', 'invited', 'requested', 'member', 'admin', 'manager'] as const;
export type Caller = (typeof CALLERS)[number];

/** The kinds of group, by the letters that tables have for them. */
export const KINDS = {
  P: { words: 'public', privacy: 'PUBLIC', visible: true },
  V: { words: 'private visible', privacy: 'PRIVATE', visible: true },
  H: { words: 'private hidden', privacy: 'PRIVATE', visible: false },
} as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];

export interface Row {
  readonly name: string;
  readonly kind: Kind;
  readonly in: string;
  /** What each caller gets. */
  readonly words: Readonly<Record<string, string | undefined>>;
}

/** Reads lines of `name  PVH | a word | for each | caller`, after a heading; a row for each of its kinds of group. */
export function readTable(text: string): readonly Row[] {
  const [, ...lines] = text.split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const [head = '', ...cells] = line.split('|').map((cell) => cell.trim());
    const [, name = '', letters = ''] = /^(.*?) +([PVH]+)$/.exec(head) ?? [];
    const words = Object.fromEntries(CALLERS.map((caller, index) => [caller, cells[index]]));
    const kinds = (['P', 'V', 'H'] as const).filter((letter) => letters.includes(letter));
    return kinds.map((letter) => ({ name, kind: KINDS[letter], in: KINDS[letter].words, words }));
  });
}

export async function addCast(server: TestServer): Promise<void> {
  await server.addUsers(...Object.values(IDS).filter((id) => id !== IDS.nobody));
}

/** Null for the anonymous caller. */
export async function tokensOfCast(server: TestServer): Promise<Readonly<Record<Caller, string | null>>> {
  const tokens = await Promise.all(CALLERS.map(async (who) => (who === 'anonymous' ? null : server.token(IDS[who]))));
  return Object.fromEntries(CALLERS.map((who, index) => [who, tokens[index] ?? null])) as Record<Caller, string | null>;
}

/** A group with the whole cast in it: those who asked did so before it became of this kind. */
export async function makeGroup(server: TestServer, { privacy, visible }: Kind) {
  const names = { name: 'Rowers of the river', slug: 'rowers' };
  const id = await addGroup(server.store, names.name, {
    slug: { given: names.slug },
    privacy: 'PRIVATE',
    creatorId: IDS.manager,
  });
  const { manager: _manager, ...others } = STANDINGS;
  const memberships = new Map(
    Object.entries(others).map(([who, standing]) => [
      IDS[who as Person],
      {
        status: standing === 'INVITED' || standing === 'REQUESTED' ? standing : ('SUBSCRIBED' as const),
        admin: standing === 'ADMIN',
      },
    ]),
  );
  await change(server, id, { memberships });
  await change(server, id, { fields: { privacy, visible } });
  return { id, ...names };
}

export async function removeGroup(server: TestServer, id: number): Promise<void> {
  await change(server, id, { deleted: true });
}

async function change({ store }: TestServer, id: number, what: GroupChange): Promise<void> {
  await store.changeGroup({ id, viewerId: IDS.manager, userIds: [] }, () => ok(what), NOON);
}

/** What can be done to a group. */
export interface State {
  readonly description: string;
  readonly standings: Readonly<Record<string, string | undefined>>;
  readonly subscribersCount: number;
}

/** Null when the group is gone. */
export async function stateOf({ store }: TestServer, id: number): Promise<State | null> {
  const [group] = await store.findGroups({ by: 'id', ids: [id] }, null);
  if (group === undefined) return null;
  const lists = await Promise.all(
    (['SUBSCRIBED', 'REQUESTED', 'INVITED'] as const).map((status) => store.listMembers([id], status, ALL)),
  );
  const members = lists.flatMap((list) => list.get(id) ?? []).map(({ member }) => member);
  return {
    description: group.description,
    standings: Object.fromEntries(members.map(({ userId, role, status }) => [personWith(userId), role ?? status])),
    subscribersCount: group.subscribersCount,
  };
}

export function personWith(id: number): string {
  return Object.entries(IDS).find(([, known]) => known === id)?.[0] ?? String(id);
}
