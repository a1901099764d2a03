import { createServerClient } from '@quranjs/api/server';
import { afterAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../support/issuer.ts';
import {
  CLIENT_ID,
  CLIENT_OPERATIONS,
  type RoomsOperation,
  refusalOf,
  roomsAs,
  sendToRooms,
  uniquePage,
  uniqueRoom,
} from '../support/rooms.ts';
import { startServer } from '../support/server.ts';

const issuer = await startIssuer();
afterAll(() => issuer.stop());
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
afterAll(() => server.stop());

/** A token of one and the same user, who owns the room that all of this is done to. */
const tokenFor = (...scp: string[]) => issuer.sign({ sub: 'owner', client_id: CLIENT_ID, aud: [], scp });
const withScopes = async (...scp: string[]) => roomsAs(await tokenFor(...scp), { gatewayUrl: server.url });

const owner = await withScopes('room');
await server.addUsers(2);
const { id, url } = (await owner.createGroup({ body: { ...uniqueRoom(), public: true } })).data;
const { id: pageId, subdomain } = (await owner.createPage({ body: uniquePage() })).data;
const { privateToken } = await owner.room({ path: { id } });
const { privateToken: pageToken } = await owner.room({ path: { id: pageId } });

const room = { path: { id } };
const group = { path: { groupId: id } };
const page = { path: { pageId } };
const user = { path: { id, groupId: id, userId: '2' } };

/** The scope that each operation demands, another of the same kind, and what becomes of the operation with the right one. */
const SCOPES: readonly (readonly [RoomsOperation, scope: string, sibling: string, outcome: string, () => object])[] = [
  ['createGroup', 'room.create', 'room.read', 'done', () => ({ body: uniqueRoom() })],
  ['updateGroup', 'room.update', 'room.create', 'done', () => ({ body: { id } })],
  ['createPage', 'room.create', 'room.update', 'done', () => ({ body: uniquePage() })],
  ['updatePage', 'room.update', 'room.create', 'done', () => ({ body: { id: pageId } })],
  [
    'changeAdmin',
    'room.admin',
    'room.update',
    'invalid_request',
    () => ({ body: { roomId: id, userId: '2', admin: true } }),
  ],
  ['members', 'room.members.read', 'room.members.remove', 'done', () => room],
  ['removeMember', 'room.members.remove', 'room.members.read', 'done', () => user],
  ['invite', 'room.invite', 'room.join', 'done', () => ({ ...room, body: { userIds: [], emails: [] } })],
  ['acceptInvite', 'room.invite', 'room.join', 'invalid_request', () => ({ ...room, query: { token: 'wrong' } })],
  ['rejectInvite', 'room.invite', 'room.leave', 'invalid_request', () => ({ ...room, query: { token: 'wrong' } })],
  ['acceptForGroup', 'room.invite', 'room.join', 'done', () => ({ path: { url, token: privateToken } })],
  ['acceptForPage', 'room.invite', 'room.follow', 'invalid_request', () => ({ path: { subdomain, token: pageToken } })],
  ['joinedRooms', 'room.read', 'room.search', 'done', () => ({})],
  ['managedRooms', 'room.read', 'room.search', 'done', () => ({})],
  ['search', 'room.search', 'room.read', 'done', () => ({})],
  ['posts', 'room.posts.read', 'room.posts.update', 'done', () => room],
  ['group', 'room.read', 'room.search', 'done', () => ({ path: { url } })],
  ['page', 'room.read', 'room.search', 'done', () => ({ path: { subdomain } })],
  ['room', 'room.read', 'room.members.read', 'done', () => room],
  ['join', 'room.join', 'room.follow', 'done', () => group],
  ['leave', 'room.leave', 'room.unfollow', 'forbidden', () => group],
  ['follow', 'room.follow', 'room.join', 'done', () => page],
  ['unfollow', 'room.unfollow', 'room.leave', 'forbidden', () => page],
  [
    'changePostPrivacy',
    'room.posts.update',
    'room.posts.read',
    'not_found',
    () => ({ path: { roomId: id, postId: 1 }, body: { isPublic: true } }),
  ],
  ['myRooms', 'user.rooms.read', 'room.read', 'done', () => ({})],
  ['joinRequest', 'room.read', 'room.join', 'done', () => group],
  ['requestToJoin', 'room.join', 'room.follow', 'done', () => group],
  ['cancelRequest', 'room.join', 'room.leave', 'done', () => group],
  ['joinRequests', 'room.members.read', 'room.read', 'done', () => group],
  ['approve', 'room.invite', 'room.admin', 'done', () => user],
  ['reject', 'room.invite', 'room.members.remove', 'done', () => user],
];

/** `done`, or the type of the refusal. */
async function outcomeOf(operation: RoomsOperation, scope: string, request: object): Promise<string> {
  const rooms = await withScopes(scope);
  const call = rooms[operation](request);
  return call.then(
    () => 'done',
    async () => (await refusalOf(call)).type,
  );
}

describe('a token with scopes', () => {
  it.each(SCOPES)(
    'may %s with %s and its parent, and not with %s',
    async (operation, scope, sibling, outcome, request) => {
      const parent = scope.split('.')[0] ?? '';

      expect({
        [sibling]: await outcomeOf(operation, sibling, request()),
        [scope]: await outcomeOf(operation, scope, request()),
        [parent]: await outcomeOf(operation, parent, request()),
      }).toEqual({ [sibling]: 'insufficient_scope', [scope]: outcome, [parent]: outcome });
    },
  );

  it('is told so in the documented form', async () => {
    const rooms = await withScopes('room.search', 'user');

    expect(await refusalOf(rooms.room(room))).toEqual({
      status: 403,
      type: 'insufficient_scope',
      message: 'The access token does not have the required scopes',
    });
  });

  it('that is of no scope at all may do nothing', async () => {
    const operations = SCOPES.map(async ([operation, , , , request]) => outcomeOf(operation, 'openid', request()));

    expect(new Set(await Promise.all(operations))).toEqual(new Set(['insufficient_scope']));
  });
});

it('no operation on rooms of the client is left out', () => {
  const { raw } = createServerClient({
    clientId: CLIENT_ID,
    clientSecret: 'unused',
    services: { gatewayUrl: server.url },
    userSession: { accessToken: 'unused' },
  }).quranReflect.v1;

  expect(CLIENT_OPERATIONS.toSorted()).toEqual(
    Object.keys(raw)
      .filter((name) => /rooms/i.test(name))
      .toSorted(),
  );
});

describe('a GET that changes something', () => {
  it.each([
    [200, `/rooms/group/${url}/accept/${privateToken}`],
    [400, `/rooms/page/${subdomain}/accept/wrong`],
    [400, `/rooms/${id}/accept-invite?token=wrong`],
    [400, `/rooms/${id}/reject-invite?token=wrong`],
  ])('is not to be kept: %i of %s', async (status, path) => {
    const answer = await sendToRooms(server, await tokenFor('room'), path);

    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });
});
