import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/result.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { addGroup } from '../support/engines.ts';
import { startIssuer } from '../support/issuer.ts';
import {
  approvePage,
  BAD_INVITATION,
  CLIENT_ID,
  changeByGraphql,
  forbidden,
  ROOM_NOT_FOUND,
  refusalOf,
  roomsAs,
  sendToRooms,
  uniquePage,
  uniqueRoom,
  wrongFields,
} from '../support/rooms.ts';
import { startServer } from '../support/server.ts';

const issuer = await startIssuer();
afterAll(() => issuer.stop());
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
afterAll(() => server.stop());

const NEVER = 999_999;
const SUBJECT = 'a4f5a01a-a641-4b23-ba05-d002b704bfaa';
const as = (token: string) => roomsAs(token, { gatewayUrl: server.url });

await server.addUsers(1, 2, 3, 4);
const annasToken = await server.token(1);
const anna = as(annasToken);
const bo = as(await server.token(2));
const cleo = as(await server.token(3));
/** Known by a subject, and from the first request on. */
const oda = as(await issuer.sign({ sub: SUBJECT, client_id: CLIENT_ID, aud: [], scp: ['room', 'user'] }));
await oda.myRooms();

async function newGroup(fields: object = {}) {
  const { data } = await anna.createGroup({ body: { ...uniqueRoom(), public: true, ...fields } });
  return data;
}

async function newPage() {
  const { data } = await anna.createPage({ body: uniquePage() });
  await approvePage(server, data.id);
  return data;
}

/** Private, but found by strangers: this API cannot make one. */
const newClosedGroup = () => addGroup(server.store, uniqueRoom().name, { privacy: 'PRIVATE', visible: true });

async function memberIds(id: number): Promise<string[]> {
  const { data } = await anna.members({ path: { id }, query: { limit: 100 } });
  return data.map((member: { readonly id: string }) => member.id);
}

describe('the members of a room', () => {
  it('are listed page by page, with their roles', async () => {
    const { id } = await newGroup();
    await bo.join({ path: { groupId: id } });
    await oda.join({ path: { groupId: id } });
    await anna.changeAdmin({ body: { roomId: id, userId: '2', admin: true } });

    const all = await cleo.members({ path: { id } });
    const second = await cleo.members({ path: { id }, query: { page: 2, limit: 2 } });

    expect(all).toMatchObject({ total: 3, currentPage: 1, limit: 10, pages: 1 });
    expect(all.data).toMatchObject([
      { id: '1', username: 'user-1', firstName: 'User', lastName: '1', isOwner: true, isAdmin: true },
      { id: '2', isOwner: false, isAdmin: true },
      { id: SUBJECT, isOwner: false, isAdmin: false },
    ]);
    expect(second).toEqual({ total: 3, currentPage: 2, limit: 2, pages: 2, data: all.data.slice(2) });
  });

  it.each([
    [{ limit: 0 }, { limit: 'INVALID' }],
    [
      { limit: 101, page: 0 },
      { limit: 'INVALID', page: 'INVALID' },
    ],
    [
      { limit: 'ten', page: 1.5 },
      { limit: 'INVALID', page: 'INVALID' },
    ],
    [{ page: -1 }, { page: 'INVALID' }],
  ])('are not listed for %j', async (query, fields) => {
    const { id } = await newGroup();

    expect(await wrongFields(anna.members({ path: { id }, query }))).toEqual(fields);
  });

  it('are not for strangers to a private room, which may not even be there for them', async () => {
    const [closed, hidden] = [await newClosedGroup(), await newGroup({ public: false })];

    expect(await refusalOf(bo.members({ path: { id: closed } }))).toMatchObject({ status: 403, type: 'forbidden' });
    expect(await refusalOf(bo.members({ path: { id: hidden.id } }))).toEqual(ROOM_NOT_FOUND);
    expect(await refusalOf(bo.members({ path: { id: NEVER } }))).toEqual(ROOM_NOT_FOUND);
  });

  it.each([
    ['a community number', '2', bo],
    ['an OpenID subject', SUBJECT, oda],
  ])('become admins and are removed by %s', async (_kind, userId, member) => {
    const { id } = await newGroup();
    await member.join({ path: { groupId: id } });

    expect(await anna.changeAdmin({ body: { roomId: id, userId, admin: true } })).toEqual({ success: true });
    expect(await member.room({ path: { id } })).toMatchObject({ isAdmin: true, isOwner: false });
    expect(await anna.changeAdmin({ body: { roomId: id, userId, admin: false } })).toEqual({ success: true });
    expect(await member.room({ path: { id } })).toMatchObject({ isAdmin: false, isMember: true });
    expect(await anna.removeMember({ path: { id, userId } })).toEqual({ success: true });
    expect(await memberIds(id)).toEqual(['1']);
  });

  it('can remove themselves, but nobody else, and the owner cannot be removed', async () => {
    const { id } = await newGroup();
    for (const rooms of [bo, cleo]) await rooms.join({ path: { groupId: id } });

    expect(await refusalOf(bo.removeMember({ path: { id, userId: '3' } }))).toEqual(
      forbidden('User not authorized to remove this member'),
    );
    expect(await bo.removeMember({ path: { id, userId: '2' } })).toEqual({ success: true });
    expect(await memberIds(id)).toEqual(['1', '3']);
    await anna.changeAdmin({ body: { roomId: id, userId: '3', admin: true } });
    expect(await refusalOf(cleo.removeMember({ path: { id, userId: '1' } }))).toEqual(
      forbidden('User not authorized to remove this member'),
    );
    expect(await refusalOf(anna.removeMember({ path: { id, userId: '1' } }))).toMatchObject({ status: 403 });
    expect(await wrongFields(anna.removeMember({ path: { id, userId: 'nobody' } }))).toEqual({ userIds: 'NOT_FOUND' });
    expect(await memberIds(id)).toEqual(['1', '3']);
  });
});

describe('admin access', () => {
  it('is for those who administer the room to give, to members, and never takes the owner theirs', async () => {
    const { id } = await newGroup();
    await bo.join({ path: { groupId: id } });
    const change = (rooms: typeof anna, userId: unknown, admin: unknown = true) =>
      rooms.changeAdmin({ body: { roomId: id, userId, admin } });
    const refused = forbidden('User not authorized to modify admin access');

    expect(await refusalOf(change(bo, '2'))).toEqual(refused);
    expect(await refusalOf(change(anna, '1', false))).toEqual(refused);
    expect(await wrongFields(change(anna, '3'))).toHaveProperty('userId');
    expect(await wrongFields(change(anna, 'nobody'))).toHaveProperty('userId');
    expect(await wrongFields(change(anna, 2, 'yes'))).toEqual({ userId: 'INVALID', admin: 'INVALID' });
    expect(await wrongFields(anna.changeAdmin({ body: { roomId: id } }))).toEqual({
      userId: 'MISSING',
      admin: 'MISSING',
    });
    for (const roomId of [NEVER, 'abc', undefined]) {
      expect(await refusalOf(anna.changeAdmin({ body: { roomId, userId: '2', admin: true } }))).toEqual(ROOM_NOT_FOUND);
    }
  });
});

describe('an invitation', () => {
  it('reaches users by number and by subject, and addresses; and tells what became of each', async () => {
    const { id } = await newGroup({ public: false });
    await anna.invite({ path: { id }, body: { userIds: ['2'], emails: [] } });
    await bo.join({ path: { groupId: id } });

    const json = { userIds: ['2', '3', SUBJECT], emails: ['dora@example.org'] };
    const { status, body } = await sendToRooms(server, annasToken, `/rooms/${id}/invite`, json);

    // Read without the client, which writes a subject as one word.
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        invited: true,
        inviteStatus: { 2: 'already_a_member', 3: true, [SUBJECT]: true, 'dora@example.org': true },
      },
    });
    for (const rooms of [cleo, oda]) expect(await rooms.join({ path: { groupId: id } })).toEqual({ joined: true });
    expect(await memberIds(id)).toEqual(['1', '2', '3', SUBJECT]);
  });

  it.each([
    ['userIds', { userIds: ['2'] }],
    ['emails', { emails: ['dora@example.org'] }],
    ['empty lists', { userIds: [], emails: [] }],
  ])('can do with %s alone', async (_case, body) => {
    const { id } = await newGroup();

    expect(await anna.invite({ path: { id }, body })).toMatchObject({ invited: true });
  });

  it.each([
    ['neither list', {}, { userIds: 'MISSING' }],
    ['a user that nobody knows', { userIds: ['3', 'nobody'] }, { userIds: 'NOT_FOUND' }],
    ['an address that is none', { userIds: ['3'], emails: ['nowhere'] }, { emails: 'INVALID' }],
    ['lists that are none', { userIds: '3', emails: 3 }, { userIds: 'INVALID', emails: 'INVALID' }],
  ])('with %s is refused, and invites nobody', async (_case, body, fields) => {
    const { id } = await newGroup({ public: false });

    expect(await wrongFields(anna.invite({ path: { id }, body }))).toEqual(fields);
    expect(await refusalOf(cleo.room({ path: { id } }))).toEqual(ROOM_NOT_FOUND);
  });

  it('is for those who administer the room', async () => {
    const { id } = await newGroup();
    await bo.join({ path: { groupId: id } });

    expect(await refusalOf(bo.invite({ path: { id }, body: { userIds: ['3'], emails: [] } }))).toEqual(
      forbidden('User not authorized to invite members'),
    );
    expect(await refusalOf(bo.invite({ path: { id: NEVER }, body: { userIds: ['3'] } }))).toEqual(ROOM_NOT_FOUND);
  });
});

describe('the token of a mail', () => {
  /** Known to the test, since only its digest is kept. */
  async function mailedToken(id: number): Promise<string> {
    const token = crypto.randomUUID();
    const invitation = { email: `${token}@example.org`, expiresAt: new Date(Date.now() + 60_000) };
    const tokenHash = createHash('sha256').update(token).digest('hex');
    const change = () => ok({ emailInvitations: [{ ...invitation, tokenHash }] });
    await server.store.changeGroup({ id, viewerId: 1, userIds: [] }, change, new Date());
    return token;
  }

  it('lets one in, once', async () => {
    const { id } = await newGroup({ public: false });
    const request = { path: { id }, query: { token: await mailedToken(id) } };

    expect(await bo.acceptInvite(request)).toEqual({ accepted: true });
    expect(await memberIds(id)).toEqual(['1', '2']);
    expect(await refusalOf(cleo.acceptInvite(request))).toEqual(BAD_INVITATION);
  });

  it('is worth nothing once it is rejected', async () => {
    const { id } = await newGroup({ public: false });
    const request = { path: { id }, query: { token: await mailedToken(id) } };

    expect(await bo.rejectInvite(request)).toEqual({ rejected: true });
    expect(await refusalOf(bo.acceptInvite(request))).toEqual(BAD_INVITATION);
    expect(await refusalOf(bo.rejectInvite(request))).toEqual(BAD_INVITATION);
    expect(await memberIds(id)).toEqual(['1']);
  });

  it.each(['acceptInvite', 'rejectInvite'] as const)(
    'is refused by %s when it is not one of the room',
    async (answer) => {
      const [group, other] = [await newGroup({ public: false }), await newGroup()];
      const token = await mailedToken(other.id);

      for (const [id, query] of [
        [group.id, { token }],
        [group.id, { token: 'wrong' }],
        [group.id, { token: '' }],
        [group.id, {}],
        [NEVER, { token }],
      ]) {
        expect(await refusalOf(bo[answer]({ path: { id }, query }))).toEqual(BAD_INVITATION);
      }
    },
  );
});

describe('the private token of a room', () => {
  it.each([
    ['group', () => newGroup({ public: false }), 'acceptForGroup', 'url'],
    ['page', newPage, 'acceptForPage', 'subdomain'],
  ] as const)('lets into a %s whoever has it, until there is a new one', async (_kind, make, accept, address) => {
    const { id, [address]: slug } = await make();
    const privateToken = async () => (await anna.room({ path: { id } })).privateToken;
    const old = await privateToken();
    const enter = (rooms: typeof anna, token: string) => rooms[accept]({ path: { [address]: slug, token } });

    expect(await enter(bo, old)).toEqual({ roomId: id, success: true, isNewMember: true });
    expect(await enter(bo, old)).toEqual({ roomId: id, success: true, isNewMember: false });
    expect(await refusalOf(enter(cleo, 'wrong'))).toEqual(BAD_INVITATION);
    expect(await refusalOf(cleo[accept]({ path: { [address]: 'never-was', token: old } }))).toEqual(BAD_INVITATION);
    await changeByGraphql(server, annasToken, 'rotatePrivateToken', { groupId: encodeGlobalId('Group', id) });
    expect(await refusalOf(enter(cleo, old))).toEqual(BAD_INVITATION);
    expect(await enter(cleo, await privateToken())).toEqual({ roomId: id, success: true, isNewMember: true });
    expect(await memberIds(id)).toEqual(['1', '2', '3']);
  });
});

describe('joining and leaving', () => {
  it.each([
    ['a group', newGroup, ['join', 'joined', 'leave', 'left', 'groupId']],
    ['a page', newPage, ['follow', 'followed', 'unfollow', 'unfollowed', 'pageId']],
  ] as const)('%s are done as often as one likes', async (_kind, make, [join, joined, leave, left, parameter]) => {
    const { id } = await make();
    const request = { path: { [parameter]: id } };

    for (const _time of [1, 2]) expect(await bo[join](request)).toEqual({ [joined]: true });
    expect(await memberIds(id)).toEqual(['1', '2']);
    for (const _time of [1, 2]) expect(await bo[leave](request)).toEqual({ [left]: true });
    expect(await memberIds(id)).toEqual(['1']);
  });

  it('are refused where one is not invited, where one is the owner, and where nothing is', async () => {
    const [closed, hidden] = [await newClosedGroup(), await newGroup({ public: false })];

    expect(await refusalOf(bo.join({ path: { groupId: closed } }))).toEqual(
      forbidden('Group is private - invitation required'),
    );
    expect(await refusalOf(anna.leave({ path: { groupId: closed } }))).toEqual(
      forbidden('Owner cannot leave - transfer ownership first'),
    );
    for (const id of [hidden.id, NEVER]) {
      expect(await refusalOf(bo.join({ path: { groupId: id } }))).toEqual(ROOM_NOT_FOUND);
      expect(await refusalOf(bo.follow({ path: { pageId: id } }))).toEqual(ROOM_NOT_FOUND);
      expect(await refusalOf(bo.leave({ path: { groupId: id } }))).toEqual(ROOM_NOT_FOUND);
      expect(await refusalOf(bo.unfollow({ path: { pageId: id } }))).toEqual(ROOM_NOT_FOUND);
    }
  });
});

describe('a request to join a closed group', () => {
  it.each([
    ['a community number', '2', bo],
    ['an OpenID subject', SUBJECT, oda],
  ])('is made, taken back, listed, and answered by %s', async (_kind, userId, asker) => {
    const groupId = await newClosedGroup();
    const request = { path: { groupId } };
    const status = async () => (await asker.joinRequest(request)).status;
    const waiting = async () => (await anna.joinRequests(request)).data.map(({ id }: { id: string }) => id);
    expect(await status()).toBeNull();

    expect(await asker.requestToJoin(request)).toEqual({ success: true, status: 'pending' });
    expect([await status(), await waiting()]).toEqual(['pending', [userId]]);
    expect(await asker.cancelRequest(request)).toEqual({ success: true });
    expect([await status(), await waiting()]).toEqual([null, []]);

    await asker.requestToJoin(request);
    expect(await anna.reject({ path: { groupId, userId } })).toEqual({ success: true });
    expect([await status(), await waiting()]).toEqual([null, []]);

    await asker.requestToJoin(request);
    expect(await anna.approve({ path: { groupId, userId } })).toEqual({ success: true });
    expect([await status(), await waiting()]).toEqual(['member', []]);
    expect(await memberIds(groupId)).toEqual(['1', userId]);
  });

  it('is not there to be made of a hidden group, nor to be answered by who does not administer the group', async () => {
    const [closed, hidden] = [await newClosedGroup(), await newGroup({ public: false })];
    await cleo.requestToJoin({ path: { groupId: closed } });
    const path = { groupId: closed, userId: '3' };

    for (const groupId of [hidden.id, NEVER]) {
      for (const operation of ['requestToJoin', 'joinRequest', 'cancelRequest', 'joinRequests'] as const) {
        expect(await refusalOf(bo[operation]({ path: { groupId } }))).toEqual(ROOM_NOT_FOUND);
      }
    }
    for (const operation of ['approve', 'reject'] as const) {
      expect(await refusalOf(bo[operation]({ path }))).toEqual(
        forbidden('User not authorized to answer join requests'),
      );
      const nobody = anna[operation]({ path: { ...path, userId: 'nobody' } });
      expect(await wrongFields(nobody)).toEqual({ userIds: 'NOT_FOUND' });
    }
    expect(await refusalOf(bo.joinRequests({ path }))).toEqual(forbidden('User not authorized to list join requests'));
    expect(await cleo.joinRequest({ path })).toEqual({ success: true, status: 'pending' });
  });
});
