import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addGroup } from '../support/engines.ts';
import { dataUrl, picture } from '../support/pictures.ts';
import {
  approvePage,
  forbidden,
  ROOM_NOT_FOUND,
  refusalOf,
  roomsAs,
  uniquePage,
  uniqueRoom,
  wrongFields,
} from '../support/rooms.ts';
import { violations } from '../support/rooms-definitions.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const NEVER = 999_999;
const gateway = { gatewayUrl: server.url };
const anna = roomsAs(await server.token(1), gateway);
const bo = roomsAs(await server.token(2), gateway);

async function newGroup(rooms = anna, fields: object = {}) {
  const { data } = await rooms.createGroup({ body: { ...uniqueRoom(), public: true, ...fields } });
  return data;
}

async function newPage(rooms = anna, fields: object = {}) {
  const { data } = await rooms.createPage({ body: { ...uniquePage(), ...fields } });
  return data;
}

async function approvedPage(rooms = anna, fields: object = {}) {
  const page = await newPage(rooms, fields);
  await approvePage(server, page.id);
  return page;
}

describe.each([
  ['gatewayUrl', gateway],
  ['quranReflectBaseUrl', { quranReflectBaseUrl: server.url }],
])('a client with %s', (_setting, services) => {
  it('leads the whole life of a room', async () => {
    const [owner, guest] = [roomsAs(await server.token(3), services), roomsAs(await server.token(4), services)];
    const { id, url } = await newGroup(owner);

    expect(await guest.join({ path: { groupId: id } })).toEqual({ joined: true });
    expect(await guest.group({ path: { url } })).toMatchObject({ id, isMember: true, membersCount: 2 });
    expect(await owner.changeAdmin({ body: { roomId: id, userId: '4', admin: true } })).toEqual({ success: true });
    expect(await guest.updateGroup({ body: { id, description: 'new' } })).toMatchObject({ success: true });
    expect(await owner.members({ path: { id } })).toMatchObject({ total: 2 });
    expect(await guest.leave({ path: { groupId: id } })).toEqual({ left: true });
    expect(await owner.room({ path: { id } })).toMatchObject({ description: 'new', membersCount: 1 });
  });
});

describe('a group that is updated', () => {
  it('gets a picture from a data URL, and loses it again', async () => {
    const { id, avatarUrls } = await newGroup();

    const { success, room } = await anna.updateGroup({ body: { id, avatar: dataUrl(await picture()) } });

    expect(success).toBe(true);
    expect(violations('RoomListItemDto', room)).toEqual([]);
    expect(room.avatarUrls.thumb).not.toBe(avatarUrls.thumb);
    expect((await fetch(room.avatarUrls.original)).headers.get('content-type')).toMatch(/^image\//);
    expect(await anna.updateGroup({ body: { id, removeAvatar: true } })).toMatchObject({ room: { avatarUrls } });
  });

  it('keeps its country and privacy where nothing or null is said of them, but for a country that is null', async () => {
    const { id } = await newGroup();
    const update = async (fields: object) => (await anna.updateGroup({ body: { id, ...fields } })).room;

    expect(await update({ country: 'GB' })).toMatchObject({ country: 'GB', isPublic: true });
    expect(await update({ public: null })).toMatchObject({ country: 'GB', isPublic: true });
    expect(await update({ country: null })).not.toHaveProperty('country');
    expect(await update({ public: false })).toMatchObject({ isPublic: false });
  });

  it('is found at its new url, and no longer at the old one', async () => {
    const { id, url } = await newGroup();
    const next = uniqueRoom();

    await anna.updateGroup({ body: { id, ...next } });

    expect(await bo.group({ path: { url: next.url.toUpperCase() } })).toMatchObject({ id, ...next });
    expect(await refusalOf(bo.group({ path: { url } }))).toEqual(ROOM_NOT_FOUND);
  });

  it('says all that is wrong at once, and changes nothing', async () => {
    const [{ id, name }, taken] = [await newGroup(), await newGroup()];
    const body = { id, name: '', url: taken.url, description: 'd'.repeat(201), public: 'yes', country: 'Utopia' };

    expect(await wrongFields(anna.updateGroup({ body: { ...body, avatar: 'https://example.org/a.png' } }))).toEqual({
      name: 'MIN_LENGTH',
      url: 'DUPLICATE',
      description: 'MAX_LENGTH',
      public: 'INVALID',
      country: 'INVALID',
      avatar: 'INVALID',
    });
    expect(await anna.room({ path: { id } })).toMatchObject({ name });
  });

  it('is one that the caller may update, and a group', async () => {
    const [group, page] = [await newGroup(), await newPage()];

    expect(await refusalOf(bo.updateGroup({ body: { id: group.id } }))).toEqual(
      forbidden('User not authorized to update this group'),
    );
    for (const id of [NEVER, page.id, undefined]) {
      expect(await refusalOf(anna.updateGroup({ body: { id } }))).toEqual(ROOM_NOT_FOUND);
    }
    expect(await refusalOf(anna.updatePage({ body: { id: group.id } }))).toEqual(ROOM_NOT_FOUND);
  });
});

describe('a page', () => {
  it('is asked for, and seen by its owner alone until it is approved', async () => {
    const fields = uniquePage();
    const path = { subdomain: fields.url };

    const { data, ...rest } = await anna.createPage({ body: { ...fields, country: 'MY', additionalDetails: 'none' } });

    expect(rest).toEqual({ success: true, message: 'Page request submitted for admin review' });
    expect(violations('RoomListItemDto', data)).toEqual([]);
    expect(data).toMatchObject({ roomType: 'page', subdomain: fields.url, isActive: false, isVerified: false });
    expect(data).not.toHaveProperty('url');
    expect(data).toMatchObject({ country: 'MY', isOwner: true, isAdmin: true, isMember: true, ownerId: '1' });
    expect(JSON.stringify(data)).not.toContain(fields.contactNumber);
    expect(await anna.page({ path })).toMatchObject({ id: data.id, isActive: false });
    expect(await refusalOf(bo.page({ path }))).toEqual(ROOM_NOT_FOUND);
    expect(await refusalOf(bo.follow({ path: { pageId: data.id } }))).toEqual(ROOM_NOT_FOUND);

    await approvePage(server, data.id);
    expect(await bo.page({ path })).toMatchObject({ id: data.id, isActive: true, isVerified: true, isOwner: false });
  });

  it('cannot be asked for without what is required, all of which is named at once', async () => {
    const MISSING = 'MISSING';

    expect(await wrongFields(anna.createPage({ body: {} }))).toEqual({
      name: MISSING,
      url: MISSING,
      jobTitle: MISSING,
      contactNumber: MISSING,
      organizationName: MISSING,
      purpose: MISSING,
    });
    expect(await wrongFields(anna.createPage({ body: { ...uniquePage(), purpose: ' ', jobTitle: 1 } }))).toEqual({
      purpose: 'MIN_LENGTH',
      jobTitle: 'INVALID',
    });
  });

  it('cannot have the url of a group, nor a group that of a page', async () => {
    const [{ url }, { subdomain }] = [await newGroup(), await newPage()];

    expect(await wrongFields(anna.createPage({ body: { ...uniquePage(), url } }))).toEqual({ url: 'DUPLICATE' });
    expect(await wrongFields(anna.createGroup({ body: { ...uniqueRoom(), url: subdomain } }))).toEqual({
      url: 'DUPLICATE',
    });
  });

  it('is updated by those who administer it', async () => {
    const { id } = await approvedPage();
    const { name, url } = uniqueRoom();

    const { success, room } = await anna.updatePage({ body: { id, name, url, description: 'new', country: 'GB' } });

    expect(success).toBe(true);
    expect(violations('RoomListItemDto', room)).toEqual([]);
    expect(room).toMatchObject({ id, name, subdomain: url, description: 'new', country: 'GB', roomType: 'page' });
    expect(await refusalOf(bo.updatePage({ body: { id, name: 'mine' } }))).toMatchObject({
      status: 403,
      type: 'forbidden',
    });
  });
});

describe('a profile', () => {
  it('is the same by url and by id, and shows the private token to those who administer the room', async () => {
    const { id, url } = await newGroup();
    const owners = await anna.group({ path: { url } });
    expect(owners.privateToken).toMatch(/^[\w-]{32}$/);
    expect(await anna.room({ path: { id } })).toEqual(owners);

    await bo.join({ path: { groupId: id } });
    expect(await bo.group({ path: { url } })).not.toHaveProperty('privateToken');
    await anna.changeAdmin({ body: { roomId: id, userId: '2', admin: true } });
    expect(await bo.room({ path: { id } })).toMatchObject({ privateToken: owners.privateToken, isAdmin: true });
  });

  it('is the same by subdomain and by id', async () => {
    const { id, subdomain } = await approvedPage();

    expect(await bo.page({ path: { subdomain } })).toEqual(await bo.room({ path: { id } }));
  });

  it('is not found under the name of the other kind, nor by what is no number', async () => {
    const [{ url }, { subdomain }] = [await newGroup(), await approvedPage()];

    expect(await refusalOf(anna.page({ path: { subdomain: url } }))).toEqual(ROOM_NOT_FOUND);
    expect(await refusalOf(anna.group({ path: { url: subdomain } }))).toEqual(ROOM_NOT_FOUND);
    for (const id of ['abc', '-1', '1.5', '9'.repeat(30), 'My Group/é']) {
      expect(await refusalOf(anna.room({ path: { id } }))).toEqual(ROOM_NOT_FOUND);
    }
  });
});

describe('search', () => {
  const word = 'zebrawood';
  const idsOf = ({ data }: { readonly data: readonly { readonly id: number }[] }) =>
    data.map(({ id }) => id).toSorted();
  const ids: Record<string, number> = {};
  beforeAll(async () => {
    ids['group'] = (await newGroup(anna, uniqueRoom(word))).id;
    ids['page'] = (await approvedPage(anna, uniqueRoom(word))).id;
    await newGroup(anna, { ...uniqueRoom(word), public: false });
    await newPage(anna, uniqueRoom(word));
  });

  it.each([
    ['GROUP', ['group']],
    ['group', ['group']],
    ['PAGE', ['page']],
    ['page', ['page']],
    [undefined, ['group', 'page']],
  ])('for %s finds what everyone may see, and counts nothing else', async (roomType, kinds) => {
    const found = await bo.search({ query: { query: word.toUpperCase(), roomType } });

    expect(found).toMatchObject({ total: kinds.length, currentPage: 1, limit: 10, pages: 1 });
    expect(idsOf(found)).toEqual(kinds.map((kind) => ids[kind]).toSorted());
  });

  it('finds descriptions too, page by page', async () => {
    const rooms = [await newGroup(anna, { description: 'Quaggas' }), await newGroup(anna, { description: 'quagga' })];

    const pages = await Promise.all([1, 2, 3].map((page) => bo.search({ query: { query: 'quagga', page, limit: 1 } })));

    expect(pages.map(({ currentPage, total, pages: count }) => [currentPage, total, count])).toEqual([
      ...[1, 2, 3].map((page) => [page, 2, 2]),
    ]);
    expect(pages.flatMap(idsOf).toSorted()).toEqual(rooms.map(({ id }) => id).toSorted());
  });

  it('refuses what it cannot search for', async () => {
    expect(await wrongFields(bo.search({ query: { roomType: 'CLUB', limit: 101, page: 0 } }))).toEqual({
      roomType: 'INVALID',
      limit: 'INVALID',
      page: 'INVALID',
    });
    expect(await bo.search({ query: { limit: 100 } })).toMatchObject({ limit: 100 });
  });
});

describe('posts', () => {
  it('are none, in any room', async () => {
    const [group, page] = [await newGroup(), await approvedPage()];
    const NONE = { total: 0, pages: 0, data: [] };

    expect(await bo.posts({ path: { id: group.id } })).toEqual({ ...NONE, currentPage: 1, limit: 20 });
    expect(await bo.posts({ path: { id: page.id }, query: { limit: 3, page: 2, sortBy: 'popular' } })).toEqual({
      ...NONE,
      currentPage: 2,
      limit: 3,
    });
  });

  it('are not those of a room that the caller cannot see, nor more than 20', async () => {
    const [{ id }, hidden] = [await newGroup(), await newGroup(anna, { public: false })];

    expect(await refusalOf(bo.posts({ path: { id: hidden.id } }))).toEqual(ROOM_NOT_FOUND);
    expect(await refusalOf(bo.posts({ path: { id: NEVER } }))).toEqual(ROOM_NOT_FOUND);
    expect(await wrongFields(bo.posts({ path: { id }, query: { limit: 21, page: 'x' } }))).toEqual({
      limit: 'INVALID',
      page: 'INVALID',
    });
  });

  it('are read by the members alone of a private room that can be found', async () => {
    const id = await addGroup(server.store, uniqueRoom().name, { privacy: 'PRIVATE', visible: true });

    expect(await refusalOf(bo.posts({ path: { id } }))).toMatchObject({ status: 403, type: 'forbidden' });
    expect(await anna.posts({ path: { id } })).toMatchObject({ total: 0 });
  });

  it('have no privacy that could be changed', async () => {
    const { id } = await newGroup();

    for (const roomId of [id, NEVER]) {
      expect(
        await refusalOf(anna.changePostPrivacy({ path: { roomId, postId: 1 }, body: { isPublic: true } })),
      ).toEqual({ ...ROOM_NOT_FOUND, message: 'Room or post not found' });
    }
  });
});
