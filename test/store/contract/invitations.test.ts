import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupChange, GroupState } from '../../../src/domain/group-writes.ts';
import type { Organization } from '../../../src/domain/page-request.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import type { Store } from '../../../src/domain/store.ts';
import { addGroup, addUsers, deleteGroups, engines, NOON, type TestDatabase } from '../../support/engines.ts';

const MANAGER = 1;
const GUEST = 2;
const EMAIL = 'bo@example.org';

const LATER = new Date(NOON.getTime() + 60_000);
const EXPIRY = new Date(NOON.getTime() + 14 * 24 * 3_600_000 + 7);
const OTHER_EXPIRY = new Date(EXPIRY.getTime() + 5);

const organization: Organization = {
  jobTitle: 'Editor',
  contactNumber: '+1 555',
  organizationName: 'Institute',
  organizationWebsite: null,
  purpose: 'Teaching',
  additionalDetails: null,
};

const invitation = (tokenHash: string, email = EMAIL, expiresAt = EXPIRY) => ({ email, tokenHash, expiresAt });

describe.each(Object.entries(engines))('invitations and reviews on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;
  let id: number;
  let other: number;
  let page: number;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, GUEST);
  });

  beforeEach(async () => {
    await deleteGroups(store);
    id = await addGroup(store, 'Chess', { slug: { given: 'chess' } });
    other = await addGroup(store, 'Go', { slug: { given: 'go' }, privateToken: 'other secret' });
    page = await addGroup(store, 'Page', { slug: { given: 'page' }, kind: 'PAGE', active: false, organization });
  });

  afterAll(() => database.remove());

  const change = (what: GroupChange, { groupId = id, tokenHash = undefined as string | undefined } = {}) =>
    store.changeGroup({ id: groupId, viewerId: MANAGER, userIds: [], tokenHash }, () => ok(what), LATER);

  const invite = (...emailInvitations: ReturnType<typeof invitation>[]) => change({ emailInvitations });

  /** What a decision is shown; nothing where there is no group. */
  const stateAt = async (groupId: number, tokenHash?: string) => {
    const states: GroupState[] = [];
    const decide = (state: GroupState) => {
      states.push(state);
      return ok({});
    };
    await store.changeGroup({ id: groupId, viewerId: GUEST, userIds: [], tokenHash }, decide, LATER);
    return states[0];
  };
  const stateOf = async (groupId: number, tokenHash?: string) => {
    const state = await stateAt(groupId, tokenHash);
    if (state === undefined) throw new Error('nothing was decided');
    return state;
  };

  /** The invitations of these tokens that are kept, each with its group. */
  const kept = async () => {
    const found: ReturnType<typeof entry>[] = [];
    for (const tokenHash of ['one', 'two', 'three']) {
      for (const groupId of [id, other]) {
        const emailInvitation = (await stateAt(groupId, tokenHash))?.emailInvitation;
        if (emailInvitation) found.push({ tokenHash, groupId, ...emailInvitation });
      }
    }
    return found;
  };
  const entry = (tokenHash: string, { email = EMAIL, groupId = id, expiresAt = EXPIRY } = {}) => ({
    tokenHash,
    groupId,
    email,
    expiresAt,
  });

  const groupsNow = () => store.findGroups({ by: 'id', ids: [id, other, page] }, MANAGER);
  const requestNow = async () => (await store.findPageRequests([page]))[0];

  it('keeps an invitation to each address', async () => {
    const before = await groupsNow();

    await invite(invitation('one'), invitation('two', 'cy@example.org', OTHER_EXPIRY));

    expect(await kept()).toEqual([entry('one'), entry('two', { email: 'cy@example.org', expiresAt: OTHER_EXPIRY })]);
    expect(await groupsNow()).toEqual(before);
  });

  it('puts a second one to the same address in the place of the first', async () => {
    await invite(invitation('one'), invitation('two', 'cy@example.org'));

    await invite(invitation('three', EMAIL, OTHER_EXPIRY));

    expect(await kept()).toEqual([
      entry('two', { email: 'cy@example.org' }),
      entry('three', { expiresAt: OTHER_EXPIRY }),
    ]);
    expect((await stateOf(id, 'one')).emailInvitation).toBeNull();
  });

  it('keeps those to the same address for each group', async () => {
    await invite(invitation('one'));
    await change({ emailInvitations: [invitation('two')] }, { groupId: other });

    expect(await kept()).toEqual([entry('one'), entry('two', { groupId: other })]);
  });

  it('keeps none, and changes nothing else, where two would have one token', async () => {
    await invite(invitation('one'));
    const before = [await kept(), await groupsNow()];
    const memberships = new Map([[GUEST, { status: 'SUBSCRIBED', admin: false } as const]]);

    await expect(
      change({ memberships, emailInvitations: [invitation('one', 'cy@example.org')] }, { groupId: other }),
    ).rejects.toThrow();

    expect([await kept(), await groupsNow()]).toEqual(before);
  });

  it('shows a decision the invitation that the token is of, and of that group alone', async () => {
    await invite(invitation('one'), invitation('two', 'cy@example.org', OTHER_EXPIRY));

    expect((await stateOf(id, 'one')).emailInvitation).toEqual({ email: EMAIL, expiresAt: EXPIRY });
    expect((await stateOf(id, 'two')).emailInvitation).toEqual({ email: 'cy@example.org', expiresAt: OTHER_EXPIRY });
    for (const [groupId, tokenHash] of [
      [id, 'three'],
      [id, ''],
      [id, undefined],
      [other, 'one'],
    ] as const) {
      expect((await stateOf(groupId, tokenHash)).emailInvitation).toBeNull();
    }
  });

  it('ends the invitation that was used, and makes a member, in one step', async () => {
    await invite(invitation('one'), invitation('two', 'cy@example.org'));
    const memberships = new Map([[GUEST, { status: 'SUBSCRIBED', admin: false } as const]]);

    const outcome = await change({ invitationUsed: true, memberships }, { tokenHash: 'one' });

    expect(outcome).toMatchObject({ outcome: 'changed', after: { subscribersCount: 2 } });
    expect(await kept()).toEqual([entry('two', { email: 'cy@example.org' })]);
  });

  it('ends none where the use of it is refused, or no token is in question', async () => {
    await invite(invitation('one'));

    await store.changeGroup(
      { id, viewerId: GUEST, userIds: [], tokenHash: 'one' },
      () => refuse({ code: 'BAD_INVITATION' }),
      LATER,
    );
    await change({}, { tokenHash: 'one' });

    expect(await kept()).toEqual([entry('one')]);
  });

  it('ends the invitations of a group that is deleted', async () => {
    await invite(invitation('one'));
    await change({ emailInvitations: [invitation('two')] }, { groupId: other });

    await change({ deleted: true });

    expect(await kept()).toEqual([entry('two', { groupId: other })]);
  });

  it('shows a decision about a page its request, and none about a group', async () => {
    expect((await stateOf(page)).pageRequest).toEqual(await requestNow());
    expect((await stateOf(id)).pageRequest).toBeNull();
  });

  it('keeps a review with what becomes of the page, in one step', async () => {
    const before = await requestNow();

    const outcome = await change(
      { review: { status: 'APPROVED', reviewerId: GUEST }, fields: { active: true, verified: true } },
      { groupId: page },
    );

    expect(outcome).toMatchObject({
      before: { active: false, verified: false },
      after: { active: true, verified: true },
    });
    expect(await requestNow()).toEqual({ ...before, status: 'APPROVED', reviewedAt: LATER, reviewedById: GUEST });
  });

  it('keeps no review by someone who does not exist', async () => {
    const before = [await requestNow(), await groupsNow()];

    await expect(
      change({ review: { status: 'APPROVED', reviewerId: 99 }, fields: { active: true } }, { groupId: page }),
    ).rejects.toThrow();

    expect([await requestNow(), await groupsNow()]).toEqual(before);
  });

  it('changes the private token of that group alone', async () => {
    const outcome = await change({ fields: { privateToken: 'new secret' } });

    expect(outcome).toMatchObject({ before: { privateToken: 'secret' }, after: { privateToken: 'new secret' } });
    const [untouched] = await store.findGroups({ by: 'id', ids: [other] }, null);
    expect(untouched?.privateToken).toBe('other secret');
  });
});
