import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/graphql/relay/global-ids.ts';
import { addGroup } from './support/engines.ts';
import { picture } from './support/pictures.ts';
import { graphql, send } from './support/requests.ts';
import { changeByGraphql, roomsAs, uniqueRoom } from './support/rooms.ts';
import { formOf } from './support/selfcommunity.ts';
import { startServer } from './support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
await server.addUsers(1, 2);
const tokens = { 1: await server.token(1), 2: await server.token(2) };
const owner = roomsAs(tokens[1], { gatewayUrl: server.url });
const guest = roomsAs(tokens[2], { gatewayUrl: server.url });

/** A public group of user 1 with user 2 in it. */
async function newGroup() {
  const { name, url } = uniqueRoom();
  const id = await addGroup(server.store, name, { slug: { given: url } });
  await guest.join({ path: { groupId: id } });
  return { id, globalId: encodeGlobalId('Group', id) };
}

const selfCommunity = (id: number, options: object = {}) =>
  send(`${server.url}/api/v2/group/${id}/`, { token: tokens[1], ...options });

/** The same of a group as each door tells it to its manager. */
async function readAtAllDoors(id: number) {
  const text = `query ($id: SafeInt!) { group(by: { databaseId: $id }) {
    name slug description privacy subscribersCount image(size: MEDIUM) managedBy { databaseId }
    members(first: 10) { nodes { role user { databaseId } } }
  } }`;
  const [{ body: data }, { body: sc }, room, { body: scMembers }, roomMembers] = await Promise.all([
    graphql(server.url, text, { token: tokens[1], variables: { id } }),
    selfCommunity(id),
    owner.room({ path: { id } }),
    send(`${server.url}/api/v2/group/${id}/subscribe/`, { token: tokens[1] }),
    owner.members({ path: { id } }),
  ]);
  const { group } = data.data;
  const usersOf = (users: readonly { readonly id: number | string }[]) => users.map((user) => Number(user.id));
  const isAdmin = (member: { readonly isAdmin: boolean }) => member.isAdmin;
  const isAdminRole = ({ role }: { readonly role: string }) => role !== 'MEMBER';
  const userOf = ({ user }: { readonly user: { readonly databaseId: number } }) => ({ id: user.databaseId });
  return {
    graphql: {
      name: group.name,
      slug: group.slug,
      description: group.description,
      count: group.subscribersCount,
      isPublic: group.privacy === 'PUBLIC',
      picture: group.image,
      manager: group.managedBy.databaseId,
      members: usersOf(group.members.nodes.map(userOf)),
      admins: usersOf(group.members.nodes.filter(isAdminRole).map(userOf)),
    },
    selfCommunity: {
      name: sc.name,
      slug: sc.slug,
      description: sc.description,
      count: sc.subscribers_counter,
      isPublic: sc.privacy === 'public',
      picture: sc.image_medium,
      manager: sc.managed_by.id,
      members: usersOf(scMembers.results),
    },
    rooms: {
      name: room.name,
      slug: room.url,
      description: room.description,
      count: room.membersCount,
      isPublic: room.isPublic,
      picture: room.avatarUrls.thumb,
      manager: Number(room.ownerId),
      members: usersOf(roomMembers.data),
      admins: usersOf(roomMembers.data.filter(isAdmin)),
    },
  };
}

/** Which read the same at every door, but that SelfCommunity does not show admins. */
async function expectEverywhere(id: number, expected: object) {
  const { graphql: first, selfCommunity: second, rooms } = await readAtAllDoors(id);
  const { admins: _admins, ...shown } = first;
  // Only the REST doors have an address for a picture that is not there.
  const isDefault = first.picture === null;
  expect(first).toMatchObject(expected);
  expect(rooms).toEqual(isDefault ? { ...first, picture: rooms.picture } : first);
  expect(second).toEqual(isDefault ? { ...shown, picture: rooms.picture } : shown);
}

describe('a group changed at one door reads changed at the others', () => {
  it('when the rooms door renames it and moves it', async () => {
    const { id } = await newGroup();
    const { name, url } = uniqueRoom('renamed');

    await owner.updateGroup({ body: { id, name, url, description: 'Sūrat al-Kahf' } });

    await expectEverywhere(id, { name, slug: url, description: 'Sūrat al-Kahf', members: [1, 2], count: 2 });
  });

  it('when SelfCommunity gives it a picture, and the rooms door takes it away', async () => {
    const { id } = await newGroup();
    await expectEverywhere(id, { picture: null });
    const file = new File([new Uint8Array(await picture())], 'picture.png', { type: 'image/png' });

    await selfCommunity(id, { method: 'PATCH', body: formOf({ image_original: file }) });
    await expectEverywhere(id, { picture: expect.stringContaining('/media/') });

    await owner.updateGroup({ body: { id, removeAvatar: true } });
    await expectEverywhere(id, { picture: null });
  });

  it('when GraphQL makes a member an admin, and the rooms door makes the admin a member', async () => {
    const { id, globalId } = await newGroup();

    const input = { groupId: globalId, userId: encodeGlobalId('User', 2), role: 'ADMIN' };
    await changeByGraphql(server, tokens[1], 'setMemberRole', input);
    await expectEverywhere(id, { admins: [1, 2] });

    await owner.changeAdmin({ body: { roomId: id, userId: '2', admin: false } });
    await expectEverywhere(id, { admins: [1] });
  });

  it('when a member leaves by the rooms door, and is invited by SelfCommunity and joins by GraphQL', async () => {
    const { id, globalId } = await newGroup();

    await guest.leave({ path: { groupId: id } });
    await expectEverywhere(id, { members: [1], count: 1 });

    await selfCommunity(id, { method: 'PATCH', json: { privacy: 'private', visible: false } });
    await expectEverywhere(id, { isPublic: false });
    const invite = `${server.url}/api/v2/group/${id}/invite/`;
    expect((await send(invite, { token: tokens[1], json: { users: [2] } })).status).toBe(204);
    await changeByGraphql(server, tokens[2], 'joinGroup', { groupId: globalId });
    await expectEverywhere(id, { members: [1, 2], count: 2 });
  });

  it('when GraphQL hands it over, and the new owner removes the old by the rooms door', async () => {
    const { id, globalId } = await newGroup();

    const input = { groupId: globalId, userId: encodeGlobalId('User', 2) };
    await changeByGraphql(server, tokens[1], 'transferGroup', input);
    await expectEverywhere(id, { manager: 2, admins: [1, 2] });

    await guest.removeMember({ path: { id, userId: '1' } });
    await expectEverywhere(id, { manager: 2, members: [2], count: 1 });
  });

  it('when a request made by the rooms door is approved by GraphQL', async () => {
    const groupId = await addGroup(server.store, uniqueRoom().name, { privacy: 'PRIVATE', visible: true });
    await guest.requestToJoin({ path: { groupId } });
    await expectEverywhere(groupId, { members: [1] });

    const input = { groupId: encodeGlobalId('Group', groupId), userIds: [encodeGlobalId('User', 2)] };
    await changeByGraphql(server, tokens[1], 'approveRequests', input);

    await expectEverywhere(groupId, { members: [1, 2], count: 2 });
    expect(await guest.joinRequest({ path: { groupId } })).toMatchObject({ status: 'member' });
  });

  it('when SelfCommunity deletes it', async () => {
    const { id } = await newGroup();

    await selfCommunity(id, { method: 'DELETE' });

    const { body } = await graphql(server.url, 'query ($id: SafeInt!) { group(by: { databaseId: $id }) { id } }', {
      variables: { id },
    });
    expect(body).toEqual({ data: { group: null } });
    expect((await selfCommunity(id)).status).toBe(404);
    await expect(owner.room({ path: { id } })).rejects.toMatchObject({ status: 404 });
  });
});
