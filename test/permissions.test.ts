import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import {
  addCast,
  CALLERS,
  type Caller,
  IDS,
  KINDS,
  makeGroup,
  type Person,
  personWith,
  type Row,
  readTable,
  removeGroup,
  STANDINGS,
  type Standing,
  type Standings,
  type State,
  stateOf,
  tokensOfCast,
} from './support/cast.ts';
import { type GroupDoor, groupDoors, type Verb } from './support/group-doors.ts';
import { startServer } from './support/server.ts';

/**
 * "Who sees and does what" of domain.md, cell by cell. `in` names the groups of a row: P is PUBLIC, V is PRIVATE
 * and visible, H is PRIVATE and hidden. Someone `requested` asked to join before the group became what it is.
 */
const TABLE = `
                            in  | anonymous       | stranger   | invited    | requested  | member    | admin     | manager
see it by id                PV  | yes             | yes        | yes        | yes        | yes       | yes       | yes
see it by id                H   | absent          | absent     | yes        | absent     | yes       | yes       | yes
see it by global id         PV  | yes             | yes        | yes        | yes        | yes       | yes       | yes
see it by global id         H   | absent          | absent     | yes        | absent     | yes       | yes       | yes
see it by slug              PV  | yes             | yes        | yes        | yes        | yes       | yes       | yes
see it by slug              H   | absent          | absent     | yes        | absent     | yes       | yes       | yes
find it by search           PV  | yes             | yes        | yes        | yes        | yes       | yes       | yes
find it by search           H   | absent          | absent     | yes        | absent     | yes       | yes       | yes
find it in the list         PV  | yes             | yes        | yes        | yes        | yes       | yes       | yes
find it in the list         H   | absent          | absent     | yes        | absent     | yes       | yes       | yes
find it as a member's       P   | yes             | yes        | yes        | yes        | yes       | yes       | yes
find it as a member's       VH  | absent          | absent     | absent     | absent     | yes       | yes       | yes
find it as an invited's     PVH | absent          | absent     | absent     | absent     | absent    | absent    | absent

list members                P   | yes             | yes        | yes        | yes        | yes       | yes       | yes
list members                V   | unauthenticated | forbidden  | forbidden  | forbidden  | yes       | yes       | yes
list members                H   | absent          | absent     | forbidden  | absent     | yes       | yes       | yes
list the invited            PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | yes       | yes
list the invited            H   | absent          | absent     | forbidden  | absent     | forbidden | yes       | yes
list requests               PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | yes       | yes
list requests               H   | absent          | absent     | forbidden  | absent     | forbidden | yes       | yes

join                        P   | unauthenticated | subscribed | subscribed | subscribed | no change | no change | no change
join                        V   | unauthenticated | requested  | subscribed | no change  | no change | no change | no change
join                        H   | unauthenticated | absent     | subscribed | absent     | no change | no change | no change
join if invited             P   | unauthenticated | subscribed | subscribed | subscribed | no change | no change | no change
join if invited             V   | unauthenticated | forbidden  | subscribed | forbidden  | no change | no change | no change
join if invited             H   | unauthenticated | absent     | subscribed | absent     | no change | no change | no change
leave                       PV  | unauthenticated | no change  | done       | done       | done      | done      | forbidden
leave                       H   | unauthenticated | absent     | done       | done       | done      | done      | forbidden

invite someone              PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
invite someone              H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
invite one who asked        PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
invite one who asked        H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
invite an invited           PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | no change | no change
invite an invited           H   | unauthenticated | absent     | forbidden  | absent     | forbidden | no change | no change
invite a member             PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | no change | no change
invite a member             H   | unauthenticated | absent     | forbidden  | absent     | forbidden | no change | no change
invite nobody known         PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | invalid   | invalid
invite nobody known         H   | unauthenticated | absent     | forbidden  | absent     | forbidden | invalid   | invalid
cancel an invitation        PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
cancel an invitation        H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
approve a request           PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
approve a request           H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
reject a request            PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
reject a request            H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
add someone unasked         PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
add someone unasked         H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
remove a member             PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
remove a member             H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
remove an admin             PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
remove an admin             H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
remove the manager          PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | forbidden | forbidden
remove the manager          H   | unauthenticated | absent     | forbidden  | absent     | forbidden | forbidden | forbidden
remove no member            PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | invalid   | invalid
remove no member            H   | unauthenticated | absent     | forbidden  | absent     | forbidden | invalid   | invalid
remove an invited           PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | invalid   | invalid
remove an invited           H   | unauthenticated | absent     | forbidden  | absent     | forbidden | invalid   | invalid
remove one who asked        PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | invalid   | invalid
remove one who asked        H   | unauthenticated | absent     | forbidden  | absent     | forbidden | invalid   | invalid
remove no member anyway     PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | no change | no change
remove no member anyway     H   | unauthenticated | absent     | forbidden  | absent     | forbidden | no change | no change

make a member admin         PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
make a member admin         H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
make no member admin        PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | invalid   | invalid
make no member admin        H   | unauthenticated | absent     | forbidden  | absent     | forbidden | invalid   | invalid
make an admin a member      PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
make an admin a member      H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
make the manager a member   PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | forbidden | forbidden
make the manager a member   H   | unauthenticated | absent     | forbidden  | absent     | forbidden | forbidden | forbidden
update                      PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | done      | done
update                      H   | unauthenticated | absent     | forbidden  | absent     | forbidden | done      | done
hand over to a member       PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | forbidden | done
hand over to a member       H   | unauthenticated | absent     | forbidden  | absent     | forbidden | forbidden | done
hand over to no member      PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | forbidden | invalid
hand over to no member      H   | unauthenticated | absent     | forbidden  | absent     | forbidden | forbidden | invalid
delete                      PV  | unauthenticated | forbidden  | forbidden  | forbidden  | forbidden | forbidden | done
delete                      H   | unauthenticated | absent     | forbidden  | absent     | forbidden | forbidden | done
`;

interface Operation {
  readonly ask: Verb;
  /** Whom it is done to. */
  readonly to?: Person;
  /** How they stand afterwards, if it is done; undefined is not at all. */
  readonly makes?: Standings;
  /** Whom it lists, if it does. */
  readonly lists?: readonly Standing[];
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'see it by id': { ask: 'seeById' },
  'see it by global id': { ask: 'seeByGlobalId' },
  'see it by slug': { ask: 'seeBySlug' },
  'find it by search': { ask: 'search' },
  'find it in the list': { ask: 'list' },
  "find it as a member's": { ask: 'listGroupsOf', to: 'otherMember' },
  "find it as an invited's": { ask: 'listGroupsOf', to: 'otherInvited' },
  'list members': { ask: 'listMembers', lists: ['MANAGER', 'ADMIN', 'MEMBER'] },
  'list the invited': { ask: 'listInvited', lists: ['INVITED'] },
  'list requests': { ask: 'listRequests', lists: ['REQUESTED'] },
  join: { ask: 'join' },
  'join if invited': { ask: 'joinIfInvited' },
  leave: { ask: 'leave' },
  'invite someone': { ask: 'invite', to: 'newcomer', makes: { newcomer: 'INVITED' } },
  'invite one who asked': { ask: 'invite', to: 'otherRequested', makes: { otherRequested: 'MEMBER' } },
  'invite an invited': { ask: 'invite', to: 'otherInvited' },
  'invite a member': { ask: 'invite', to: 'otherMember' },
  'invite nobody known': { ask: 'invite', to: 'nobody' },
  'cancel an invitation': { ask: 'cancelInvitation', to: 'otherInvited', makes: { otherInvited: undefined } },
  'approve a request': { ask: 'approve', to: 'otherRequested', makes: { otherRequested: 'MEMBER' } },
  'reject a request': { ask: 'reject', to: 'otherRequested', makes: { otherRequested: undefined } },
  'add someone unasked': { ask: 'add', to: 'newcomer', makes: { newcomer: 'MEMBER' } },
  'remove a member': { ask: 'remove', to: 'otherMember', makes: { otherMember: undefined } },
  'remove an admin': { ask: 'remove', to: 'otherAdmin', makes: { otherAdmin: undefined } },
  'remove the manager': { ask: 'remove', to: 'manager' },
  'remove no member': { ask: 'removeMember', to: 'newcomer' },
  'remove an invited': { ask: 'removeMember', to: 'otherInvited' },
  'remove one who asked': { ask: 'removeMember', to: 'otherRequested' },
  'remove no member anyway': { ask: 'removeAnyway', to: 'newcomer' },
  'make a member admin': { ask: 'grantAdmin', to: 'otherMember', makes: { otherMember: 'ADMIN' } },
  'make no member admin': { ask: 'grantAdmin', to: 'newcomer' },
  'make an admin a member': { ask: 'revokeAdmin', to: 'otherAdmin', makes: { otherAdmin: 'MEMBER' } },
  'make the manager a member': { ask: 'revokeAdmin', to: 'manager' },
  update: { ask: 'update' },
  'hand over to a member': { ask: 'transfer', to: 'otherMember', makes: { otherMember: 'MANAGER', manager: 'ADMIN' } },
  'hand over to no member': { ask: 'transfer', to: 'otherInvited' },
  delete: { ask: 'delete' },
};

const ROWS = readTable(TABLE);

const server = await startServer();
afterAll(() => server.stop());
await addCast(server);
const tokens = await tokensOfCast(server);

const NEVER_WAS = { id: 987_654_321, name: 'Runners of the road', slug: 'runners' };
const NEW: State = { description: '', standings: STANDINGS, subscribersCount: 5 };

/** What has to become of a new group, going by the word in the table. */
function stateAfter(word: string | undefined, { ask, makes }: Operation, caller: Caller): State | null {
  if (word === 'subscribed') return changed({ [caller]: 'MEMBER' });
  if (word === 'requested') return changed({ [caller]: 'REQUESTED' });
  if (word !== 'done') return NEW;
  if (ask === 'delete') return null;
  if (ask === 'leave') return changed({ [caller]: undefined });
  return { ...changed(makes), description: ask === 'update' ? 'new' : '' };
}

function changed(changes: Standings | undefined): State {
  const standings = Object.entries({ ...STANDINGS, ...changes }).filter(([, standing]) => standing !== undefined);
  const members = standings.filter(([, standing]) => standing !== 'INVITED' && standing !== 'REQUESTED');
  return { ...NEW, standings: Object.fromEntries(standings), subscribersCount: members.length };
}

describe.each(Object.entries(groupDoors))('through the %s door', (_door, door) => {
  const rows = ROWS.filter(({ name }) => door[OPERATIONS[name]?.ask ?? 'seeById'] !== undefined);

  it.each(rows)('$name, in a $in group', async (row) => {
    const outcomes: Record<string, string> = {};
    for (const caller of CALLERS) outcomes[caller] = await outcomeFor(caller, door, row);

    expect(outcomes).toEqual({ ...row.words, ...(door.wantsToken && { anonymous: 'unauthenticated' }) });
  });
});

async function outcomeFor(caller: Caller, door: GroupDoor, { name, kind, words }: Row): Promise<string> {
  const operation = OPERATIONS[name];
  const run = operation && door[operation.ask];
  if (!run) throw new Error(`nothing is known of "${name}"`);
  const group = await makeGroup(server, kind);
  const call = { serverUrl: server.url, token: tokens[caller], group, userId: IDS[operation.to ?? 'nobody'] };

  const reply = await run(call);

  const state = await stateOf(server, group.id);
  await removeGroup(server, group.id);
  expect(state, `the group after the call of the ${caller}`).toEqual(stateAfter(words[caller], operation, caller));
  if (reply.listed) {
    const listed = Object.entries(STANDINGS).filter(([, standing]) => operation.lists?.some((one) => one === standing));
    expect(reply.listed.map(personWith).toSorted()).toEqual(listed.map(([who]) => who).toSorted());
  }
  if (kind === KINDS.H && ['absent', 'unauthenticated'].includes(reply.word)) {
    // Hidden is the same as never having been, to the last byte.
    expect(reply.told).toEqual((await run({ ...call, group: NEVER_WAS })).told);
  }

  if (reply.word !== 'done') return reply.word;
  if (isDeepStrictEqual(state, NEW)) return 'no change';
  if (operation.ask.startsWith('join')) return state?.standings[caller] === 'MEMBER' ? 'subscribed' : 'requested';
  return 'done';
}

describe('the table', () => {
  it('has every operation once for each kind of group', () => {
    const cells = ROWS.map((row) => `${row.name}, ${row.in}`);
    const all = Object.keys(OPERATIONS).flatMap((name) => Object.values(KINDS).map(({ words }) => `${name}, ${words}`));

    expect(cells.toSorted()).toEqual(all.toSorted());
  });
});
