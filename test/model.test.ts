import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import anyAscii from 'any-ascii';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../src/domain/deps.ts';
import { addMembers } from '../src/domain/operations/add-members.ts';
import { approveRequests } from '../src/domain/operations/approve-requests.ts';
import { cancelInvitations } from '../src/domain/operations/cancel-invitations.ts';
import { createGroup } from '../src/domain/operations/create-group.ts';
import { deleteGroup } from '../src/domain/operations/delete-group.ts';
import { getGroups } from '../src/domain/operations/get-group.ts';
import { inviteToGroup } from '../src/domain/operations/invite-to-group.ts';
import { joinGroup } from '../src/domain/operations/join-group.ts';
import { leaveGroup } from '../src/domain/operations/leave-group.ts';
import { countGroups, listGroups } from '../src/domain/operations/list-groups.ts';
import { rejectRequests } from '../src/domain/operations/reject-requests.ts';
import { removeMembers } from '../src/domain/operations/remove-members.ts';
import { searchGroups } from '../src/domain/operations/search-groups.ts';
import { setMemberRole } from '../src/domain/operations/set-member-role.ts';
import { transferGroup } from '../src/domain/operations/transfer-group.ts';
import { updateGroup } from '../src/domain/operations/update-group.ts';
import type { Result } from '../src/domain/result.ts';
import { folderFiles } from '../src/images/folder-files.ts';
import { openImages } from '../src/images/images.ts';
import { addUsers, BY_NAME, EVERYTHING, emptySqlite, NOON, type SqliteTestDatabase } from './support/engines.ts';
import { IMAGE_MEMORY } from './support/pictures.ts';

const USERS = [1, 2, 3, 4];
const UNKNOWN = 99;
const EVERYBODY = [null, ...USERS];
const WORD = 'everywhere';

// The model: what domain.md says, in the fewest words, and with no regard to how it is done.

type Standing = 'INVITED' | 'REQUESTED' | 'MEMBER' | 'ADMIN' | 'MANAGER';

interface ModelGroup {
  name: string;
  privacy: 'PUBLIC' | 'PRIVATE';
  visible: boolean;
  readonly standings: Map<number, Standing>;
}

/** By id; a group that was deleted is not in it. */
type Model = Map<number, ModelGroup>;

const isSubscribed = (standing?: Standing) => standing !== undefined && !['INVITED', 'REQUESTED'].includes(standing);

const sees = ({ visible, standings }: ModelGroup, who: number | null) => {
  const standing = who === null ? undefined : standings.get(who);
  return visible || standing === 'INVITED' || isSubscribed(standing);
};

const isNameTaken = (model: Model, name: string | undefined, exceptId?: number) =>
  [...model].some(([id, group]) => id !== exceptId && group.name === name);

// Mostly those who may, and often the same ones: what happens to a group depends on what happened to it.
const who = fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, null);
const whom = fc.constantFrom(1, 2, 2, 2, 3, 3, 3, 4, 4, UNKNOWN);
const name = fc.constantFrom('Ants', 'Bees', 'Cats', 'Dogs');
const privacy = fc.constantFrom('PUBLIC', 'PRIVATE');
/** Which of the groups made so far, the last one first, deleted or not. */
const at = fc.constantFrom(0, 0, 0, 1, 1, 2);
const several = fc.array(whom, { minLength: 1, maxLength: 3 });

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ act: fc.constant('create'), who, name, privacy, visible: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { act: fc.constant('update'), who, at, name, privacy, visible: fc.boolean() },
      { requiredKeys: ['act', 'who', 'at'] },
    ),
  },
  { weight: 6, arbitrary: fc.record({ act: fc.constantFrom('join', 'join', 'leave'), who, at }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('delete'), who, at }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('invite', 'cancelInvitations'), who, at, several }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('approve', 'reject'), who, at, several }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('addMembers', 'removeMembers'), who, at, several }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('setMemberRole'),
      who,
      at,
      whom,
      role: fc.constantFrom('ADMIN', 'ADMIN', 'MEMBER', 'MANAGER'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('transfer'), who, at, whom }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type GroupStep = Exclude<Step, { act: 'create' }>;

/** What an administrator's call makes of one user's standing; null ends it. */
const BECOMES: Readonly<Record<string, (standing?: Standing) => Standing | null | undefined>> = {
  invite: (standing) => (standing === 'REQUESTED' ? 'MEMBER' : (standing ?? 'INVITED')),
  cancelInvitations: (standing) => (standing === 'INVITED' ? null : standing),
  approve: (standing) => (standing === 'REQUESTED' ? 'MEMBER' : standing),
  reject: (standing) => (standing === 'REQUESTED' ? null : standing),
  addMembers: (standing) => (isSubscribed(standing) ? standing : 'MEMBER'),
  removeMembers: () => null,
};

/** A group that is public and stays so is visible; beside a privacy, as forms send both, it does not matter. */
const hidesPublicGroup = (group: ModelGroup, { privacy, visible }: GroupStep & { act: 'update' }) =>
  group.privacy === 'PUBLIC' && privacy === undefined && visible === false;

/** Who asked is let in where a private group becomes public, and forgotten where one becomes hidden. */
function settleRequests({ privacy, visible, standings }: ModelGroup, step: GroupStep & { act: 'update' }): void {
  const opens = privacy === 'PRIVATE' && step.privacy === 'PUBLIC';
  const hides = visible && (step.privacy ?? privacy) === 'PRIVATE' && step.visible === false;
  for (const [user, standing] of [...standings]) {
    if (standing !== 'REQUESTED') continue;
    if (opens) standings.set(user, 'MEMBER');
    else if (hides) standings.delete(user);
  }
}

/** Takes a step in the model, and says what the caller must be told. */
function predict(model: Model, id: number, step: GroupStep): string {
  if (step.who === null) return 'UNAUTHENTICATED';
  const group = model.get(id);
  const own = group?.standings.get(step.who);
  if (!group || !sees(group, step.who)) return 'NOT_FOUND';
  const { standings } = group;
  const administers = own === 'MANAGER' || own === 'ADMIN';

  switch (step.act) {
    case 'join':
      if (isSubscribed(own)) return 'done';
      standings.set(step.who, group.privacy === 'PUBLIC' || own === 'INVITED' ? 'MEMBER' : 'REQUESTED');
      return 'done';
    case 'leave':
      if (own === 'MANAGER') return 'FORBIDDEN';
      standings.delete(step.who);
      return 'done';
    case 'delete':
      if (own !== 'MANAGER') return 'FORBIDDEN';
      model.delete(id);
      return 'done';
    case 'update':
      if (!administers) return 'FORBIDDEN';
      if (isNameTaken(model, step.name, id)) return 'INVALID';
      if (hidesPublicGroup(group, step)) return 'INVALID';
      group.name = step.name ?? group.name;
      settleRequests(group, step);
      group.privacy = step.privacy ?? group.privacy;
      group.visible = group.privacy === 'PUBLIC' || (step.visible ?? group.visible);
      return 'done';
    case 'setMemberRole':
      if (!administers) return 'FORBIDDEN';
      if (!isSubscribed(standings.get(step.whom)) || step.role === 'MANAGER') return 'INVALID';
      if (standings.get(step.whom) === 'MANAGER') return 'FORBIDDEN';
      standings.set(step.whom, step.role);
      return 'done';
    case 'transfer':
      if (own !== 'MANAGER') return 'FORBIDDEN';
      if (!isSubscribed(standings.get(step.whom))) return 'INVALID';
      standings.set(step.who, 'ADMIN');
      standings.set(step.whom, 'MANAGER');
      return 'done';
    default:
      if (!administers) return 'FORBIDDEN';
      if (step.several.includes(UNKNOWN)) return 'INVALID';
      if (step.act === 'removeMembers' && !step.several.every((user) => isSubscribed(standings.get(user)))) {
        return 'INVALID';
      }
      if (step.act === 'removeMembers' && step.several.some((user) => standings.get(user) === 'MANAGER')) {
        return 'FORBIDDEN';
      }
      for (const user of step.several) {
        const next = BECOMES[step.act]?.(standings.get(user));
        if (next) standings.set(user, next);
        else standings.delete(user);
      }
      return 'done';
  }
}

// The real thing.

const LISTS = {
  invite: inviteToGroup,
  cancelInvitations,
  approve: approveRequests,
  reject: rejectRequests,
  addMembers,
  removeMembers,
};

const viewerOf = (userId: number | null) => (userId === null ? null : { userId, scopes: null });

function take(deps: Deps, groupId: number, step: GroupStep): Promise<Result<unknown>> {
  const viewer = viewerOf(step.who);
  switch (step.act) {
    case 'join':
      return joinGroup(deps, viewer, { groupId });
    case 'leave':
      return leaveGroup(deps, viewer, { groupId });
    case 'delete':
      return deleteGroup(deps, viewer, { groupId });
    case 'update':
      return updateGroup(deps, viewer, { groupId, name: step.name, privacy: step.privacy, visible: step.visible });
    case 'setMemberRole':
      return setMemberRole(deps, viewer, { groupId, userId: step.whom, role: step.role });
    case 'transfer':
      return transferGroup(deps, viewer, { groupId, userId: step.whom });
    default:
      return LISTS[step.act](deps, viewer, { groupId, userIds: step.several });
  }
}

const outcomeOf = (result: Result<unknown>) => (result.ok ? 'done' : result.refusal.code);

const INVARIANTS = `
  select 'manager is not subscribed' as broken, id from groups where not exists (
    select 1 from memberships where group_id = id and user_id = managed_by_id and status = 'SUBSCRIBED')
  union all select 'count is wrong', id from groups where subscribers_count <> (
    select count(*) from memberships where group_id = id and status = 'SUBSCRIBED')
  union all select 'asks in vain', group_id from memberships join groups on id = group_id
    where status = 'REQUESTED' and (privacy = 'PUBLIC' or not visible)
  union all select 'orphan', group_id from memberships where group_id not in (select id from groups)
  union all select 'two memberships', group_id from memberships group by group_id, user_id having count(*) > 1`;

const STANDINGS = `select group_id as id, user_id as userId, case
    when status <> 'SUBSCRIBED' then status when user_id = managed_by_id then 'MANAGER'
    when admin then 'ADMIN' else 'MEMBER' end as standing
  from memberships join groups on groups.id = group_id order by group_id, user_id`;

const GROUPS = 'select id, name, privacy, visible from groups order by id';

describe('random lives of groups', () => {
  let folder: string;
  let database: SqliteTestDatabase;
  let deps: Deps;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-model-'));
    database = await emptySqlite();
    await addUsers(database.store, ...USERS);
    deps = {
      store: database.store,
      images: openImages(folderFiles(folder), IMAGE_MEMORY),
      now: () => NOON,
      transliterate: anyAscii,
      digest: (content) => createHash('sha256').update(content).digest('hex'),
      mailer: { sendInvitation: async () => true },
      newToken: () => randomBytes(24).toString('base64url'),
      checkToken: async () => 'BAD_TOKEN',
      openIdIssuer: null,
      anonymousRead: true,
      mailsPerDay: 200,
      maxJoinRequests: 10_000,
      isAbandoned: () => false,
    };
  });

  afterAll(async () => {
    await database.remove();
    await rm(folder, { recursive: true });
  });

  const standingsIn = (model: Model) =>
    [...model].flatMap(([id, { standings }]) =>
      [...standings].sort(([one], [other]) => one - other).map(([userId, standing]) => ({ id, userId, standing })),
    );

  const groupsIn = (model: Model) =>
    [...model].map(([id, { name, privacy, visible }]) => ({ id, name, privacy, visible: Number(visible) }));

  /** What someone is shown, by every way to ask. */
  const shownTo = async (viewerId: number | null, ids: readonly number[]) => {
    const viewer = viewerOf(viewerId);
    const filter = { ...EVERYTHING, search: WORD };
    const idsOf = (found: readonly { readonly id: number }[]) => found.map(({ id }) => id).sort((a, b) => a - b);
    const [got, listed, counted, found] = await Promise.all([
      getGroups(deps, viewer, { by: 'id', ids }),
      listGroups(deps, viewer, { filter: EVERYTHING, order: BY_NAME, slice: { first: 100 } }),
      countGroups(deps, viewer, filter),
      searchGroups(deps, viewer, { search: WORD, kind: null, slice: { offset: 0, limit: 100 } }),
    ]);
    if (!(got.ok && listed.ok && counted.ok && found.ok)) throw new Error('reading is refused');
    return {
      got: idsOf(got.value),
      listed: idsOf(listed.value.items.map(({ group }) => group)),
      counts: [counted.value.count, found.value.count],
      found: idsOf(found.value.items),
    };
  };

  const live = async (steps: readonly Step[]) => {
    database.execute('delete from groups');
    const model: Model = new Map();
    const made: number[] = [];

    for (const step of steps) {
      const done = step.act === 'create' ? await create(model, made, step) : await change(model, made, step);

      expect(database.select(INVARIANTS)).toEqual([]);
      expect(database.select(GROUPS)).toEqual(groupsIn(model));
      expect(database.select(STANDINGS)).toEqual(standingsIn(model));
      // After a refusal, which has changed nothing, there is nothing new to be seen.
      for (const viewerId of done ? EVERYBODY : []) {
        const visible = [...model].filter(([, group]) => sees(group, viewerId)).map(([id]) => id);
        const counts = [visible.length, visible.length];
        expect([viewerId, await shownTo(viewerId, made)]).toEqual([
          viewerId,
          { got: visible, listed: visible, counts, found: visible },
        ]);
      }
    }
  };

  const create = async (model: Model, made: number[], step: Exclude<Step, GroupStep>): Promise<boolean> => {
    const result = await createGroup(deps, viewerOf(step.who), { ...step, description: WORD });

    const refusal = isNameTaken(model, step.name) ? 'INVALID' : 'done';
    expect(outcomeOf(result)).toBe(step.who === null ? 'UNAUTHENTICATED' : refusal);
    if (!result.ok || step.who === null) return false;
    const { id } = result.value;
    const visible = step.privacy === 'PUBLIC' || step.visible;
    model.set(id, { ...step, visible, standings: new Map([[step.who, 'MANAGER']]) });
    made.push(id);
    return true;
  };

  const change = async (model: Model, made: readonly number[], step: GroupStep): Promise<boolean> => {
    const id = made.at(-1 - (step.at % made.length)) ?? 0;
    const outcome = outcomeOf(await take(deps, id, step));

    expect(outcome).toBe(predict(model, id, step));
    return outcome === 'done';
  };

  it('go as the model says, and break no invariant on the way', async () => {
    const first: Step[] = [
      { act: 'create', who: 1, name: 'Ants', privacy: 'PRIVATE', visible: false },
      { act: 'create', who: 1, name: 'Bees', privacy: 'PRIVATE', visible: true },
      { act: 'addMembers', who: 1, at: 0, several: [2] },
      { act: 'join', who: 3, at: 0 },
    ];
    const lives = fc.array(step, { minLength: 1, maxLength: 36, size: 'max' });

    await fc.assert(
      fc.asyncProperty(lives, (steps) => live([...first, ...steps])),
      { numRuns: 100 },
    );
  });
});
