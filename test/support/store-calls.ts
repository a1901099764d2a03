import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GroupChange } from '../../src/domain/group-writes.ts';
import { ok } from '../../src/domain/result.ts';
import type { GroupFilter, GroupOrder, KeysetSlice, OffsetSlice, Store } from '../../src/domain/store.ts';
import { addGroup, BY_NAME, EVERYONE, EVERYTHING, groupNamed, NOON, person } from './engines.ts';

const FIRST: KeysetSlice = { after: null, before: null, fromEnd: false, limit: 2 };
const POSITION = { value: 'common 1', id: 1 };
const SLICES: readonly (KeysetSlice | OffsetSlice)[] = [
  FIRST,
  { ...FIRST, after: POSITION },
  { ...FIRST, before: POSITION, fromEnd: true },
  { offset: 1, limit: 2 },
  { offset: 5_000, limit: 2 },
];
const FILTERS: readonly GroupFilter[] = [
  EVERYTHING,
  { ...EVERYTHING, kind: 'PAGE' },
  { ...EVERYTHING, kind: 'GROUP', privacy: 'PUBLIC' },
  { ...EVERYTHING, viewerRoles: ['ADMIN'] },
  { ...EVERYTHING, viewerStatuses: ['SUBSCRIBED'] },
  { ...EVERYTHING, memberId: 1 },
];
/** A word that few groups have, one that many have, letters that nearly all have, in names and not, and one that few have. */
const SEARCHES = ['lantern', 'common', 'm', 'x', 'z', 'common teapot'];
const FIELDS = ['NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'LATEST_ACTIVITY'] as const;
const BY_RELEVANCE: GroupOrder = { field: 'RELEVANCE', descending: false };

const idempotency = { key: 'key', operation: 'createGroup', fingerprint: 'print', forgetBefore: NOON } as const;
const organization = {
  jobTitle: 'Keeper',
  contactNumber: '1',
  organizationName: 'Lights',
  organizationWebsite: null,
  purpose: 'Light',
  additionalDetails: null,
};
const target = { id: 1, viewerId: 1, userIds: [2], tokenHash: 'hash', mailDay: 1, requestsUpTo: 5 };
const NO_CHOICE = {
  activityMails: null,
  messageMails: null,
  mobileNotifications: null,
  toasts: null,
  toastSounds: null,
};
const subscribed = { status: 'SUBSCRIBED', admin: false } as const;

/** Calls each method in every form that makes it run other statements. A new method is missing here until it is added. */
export const STORE_CALLS: { readonly [Method in keyof Store]: (store: Store) => Promise<unknown> } = {
  async insertGroup(store) {
    await store.insertGroup(groupNamed('Lighthouse', { inviteUserIds: [2] }), idempotency);
    await store.insertGroup(groupNamed('Lights', { kind: 'PAGE', organization }), null);
  },
  async changeGroup(store) {
    const change = (id: number, changed: GroupChange) =>
      store.changeGroup({ ...target, id }, () => ok(changed), new Date(NOON.getTime() + 1));
    const invitation = { email: 'a@example.org', tokenHash: 'hash', expiresAt: NOON };
    await change(1, { emailInvitations: [invitation], mails: 1 });
    await change(1, { invitationUsed: true, memberships: new Map([[2, subscribed]]), requests: 'admit' });
    await change(1, {
      memberships: new Map([[2, null]]),
      requests: 'drop',
      fields: { name: 'Renamed', nameKey: null },
    });
    const page = await addGroup(store, 'Page', { kind: 'PAGE', organization });
    await change(page, { review: { status: 'APPROVED', reviewerId: 1 }, organizationWebsite: null });
    await change(page, { reviewAgain: true });
    await change(page, { deleted: true });
    await store.changeGroup({ ...target, viewerId: 2, userIds: [] }, () => ok({}), NOON);
  },
  findConflicts: (store) => store.findConflicts({ exceptId: null, nameKey: 'key', slug: 'slug', userIds: [1] }),
  findAnswer: (store) => store.findAnswer(1, idempotency),
  claimKey: (store) => store.claimKey(1, { ...idempotency, key: 'another' }, NOON),
  releaseKey: (store) => store.releaseKey(1, { ...idempotency, key: 'another' }),
  async findGroups(store) {
    await store.findGroups({ by: 'id', ids: [1] }, 1);
    await store.findGroups({ by: 'slug', slug: 'common-1' }, null);
  },
  async listGroups(store) {
    for (const slice of SLICES) await alone(store.listGroups(EVERYTHING, BY_NAME, slice, null));
    for (const field of FIELDS) await alone(store.listGroups(EVERYTHING, { field, descending: true }, FIRST, null));
    for (const filter of FILTERS) await alone(store.listGroups(filter, BY_NAME, FIRST, 1));
    for (const search of SEARCHES) {
      await alone(store.listGroups({ ...EVERYTHING, search }, BY_NAME, FIRST, null));
      for (const slice of SLICES) await alone(store.listGroups({ ...EVERYTHING, search }, BY_RELEVANCE, slice, null));
    }
    await alone(store.listGroups({ ...EVERYTHING, search: 'common', memberId: 1 }, BY_RELEVANCE, FIRST, 1));
  },
  async countGroups(store) {
    for (const filter of FILTERS) await alone(store.countGroups(filter, 1));
    for (const search of SEARCHES) await alone(store.countGroups({ ...EVERYTHING, search }, null));
  },
  listGroupsOf: (store) => store.listGroupsOf([1], FIRST, 1),
  countGroupsOf: (store) => store.countGroupsOf([1], 1),
  async listMembers(store) {
    for (const slice of SLICES) await store.listMembers([1], 'SUBSCRIBED', slice);
  },
  countMembers: (store) => store.countMembers([1], 'SUBSCRIBED'),
  findPageRequests: (store) => store.findPageRequests([1]),
  async listPageRequests(store) {
    await store.listPageRequests('PENDING', FIRST);
    await store.listPageRequests('PENDING', { ...FIRST, before: { value: 1, id: 1 }, fromEnd: true });
  },
  countPageRequests: (store) => store.countPageRequests('PENDING'),
  async ensureUser(store) {
    const names = { username: 'ada', realName: 'Ada', avatarUrl: null, extId: null, profile: {}, issuedAt: NOON };
    await store.ensureUser({ key: { issuer: 'https://id.example.org', subject: 'ada' }, ...names }, NOON);
  },
  findUsers: (store) => store.findUsers([1]),
  findProfiles: (store) => store.findProfiles([1]),
  findUserIds: (store) => store.findUserIds({ refs: ['1', 'ada'], issuer: 'https://id.example.org' }),
  findUserByUsername: (store) => store.findUserByUsername('ada'),
  async listUsers(store) {
    for (const slice of SLICES) await alone(store.listUsers(EVERYONE, slice));
    for (const search of ['ada', 'common', 'm', 'z']) await alone(store.listUsers({ ...EVERYONE, search }, FIRST));
    await alone(store.listUsers({ ...EVERYONE, exceptId: 1, outsideGroupId: 1 }, FIRST));
  },
  async countUsers(store) {
    await store.countUsers(EVERYONE);
    for (const search of ['ada', 'common', 'm']) await store.countUsers({ ...EVERYONE, search });
  },
  findImportConflict: (store) => store.findImportConflict([person(1)]),
  importUsers: (store) => store.importUsers([person(1)], NOON),
  findUserSettings: (store) => store.findUserSettings(1),
  changeUserSettings: (store) => store.changeUserSettings(1, NO_CHOICE),
  findNamedImages: (store) => store.findNamedImages(['key']),
  wasOpenedAlone: (store) => store.wasOpenedAlone(),
  ping: (store) => store.ping(),
  async close() {},
};

/** Ends the turn of a call: reads of one turn share how many rows they may look at, and go on in a thread beyond that. */
async function alone(call: Promise<unknown>): Promise<void> {
  await call;
  await nextTurn();
}
