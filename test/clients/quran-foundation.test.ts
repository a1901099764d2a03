import { createServerClient, QuranHttpError } from '@quranjs/api/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generateKey, startIssuer } from '../support/issuer.ts';
import { type Definition, violations } from '../support/rooms-definitions.ts';
import { startServer } from '../support/server.ts';

const CLIENT_ID = 'test-client';
const NEVER = 999_999;

const issuer = await startIssuer();
afterAll(() => issuer.stop());
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
afterAll(() => server.stop());

interface Caller {
  readonly token: string;
  readonly clientId?: string;
  readonly services?: object;
}

/** The vendor's server client, each of whose answers must fit its definition; takes any object for a request. */
function roomsOf({ token, clientId = CLIENT_ID, services = { gatewayUrl: server.url } }: Caller) {
  const { raw, rooms } = createServerClient({
    clientId,
    clientSecret: 'unused',
    services,
    userSession: { accessToken: token },
  }).quranReflect.v1;
  const call = async (operation: string, request: object, ...definitions: Definition[]) => {
    const answer = await (raw[operation] ?? rooms[operation])?.(request);
    for (const definition of definitions) expect(violations(definition, answer)).toEqual([]);
    return answer;
  };
  const create = (operation: string) => (request: object) =>
    call(operation, request, 'RoomCreatedResponseDto', 'PreLiveRoomCreatedResponseDto');
  return {
    create: create('roomsControllerCreateNewGroup'),
    createByConvenienceName: create('groups'),
    get: (id: number) => call('roomsControllerGetRoomProfileById', { path: { id } }, 'RoomProfileResponseDto'),
    getByConvenienceName: (id: number) => call('get', { path: { id } }, 'RoomProfileResponseDto'),
    getByUrl: (url: string) => call('roomsControllerGetRoomProfile', { path: { url } }, 'RoomProfileResponseDto'),
  };
}

/** The status and body of a refused call, whose body has the vendor's form. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.unreachable('the call was not refused'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof QuranHttpError)) throw error;
  expect(violations('refusal', error.payload)).toEqual([]);
  return { status: error.status, payload: error.payload };
}

const plainly = (status: number, type: string, message: string) => ({
  status,
  payload: { message, type, success: false },
});
const UNAUTHORIZED = plainly(401, 'unauthorized', 'User not authenticated');
const NOT_FOUND = plainly(404, 'not_found', 'Room not found');
const OUT_OF_SCOPE = plainly(403, 'insufficient_scope', 'The access token does not have the required scopes');

/** The refusal of fields, each with its code. */
const invalid = (details: Readonly<Record<string, string>>) => ({
  status: 400,
  payload: {
    details: { success: false, error: { code: 'ValidationError', message: 'Validation Error', details } },
    message: 'Invalid group data or URL already taken',
    type: 'invalid_request',
    success: false,
  },
});

/** The room that its owner, a community user, gets to see; but for what `fields` says. */
const room = (fields: object) => ({
  id: expect.any(Number),
  description: '',
  roomType: 'group',
  isActive: true,
  isVerified: false,
  isPublic: true,
  isOwner: true,
  isAdmin: true,
  isMember: true,
  ownerId: '1',
  postsCount: 0,
  membersCount: 1,
  avatarUrls: {
    thumb: `${server.url}/media/default-medium.webp`,
    original: `${server.url}/media/default-original.webp`,
  },
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  hideFollowJoinButton: false,
  ...fields,
});

/** A name and a url that no other room has. */
function unique() {
  const url = `room-${crypto.randomUUID()}`;
  return { name: url.replace('-', ' '), url };
}

const createdRoom = z.object({ data: z.object({ id: z.number() }) });

/** The room inside the answer to its creation. */
async function made(answer: Promise<unknown>): Promise<{ id: number }> {
  return createdRoom.parse(await answer).data;
}

const anna = await server.token(1);
const bo = await server.token(2);

describe.each([
  ['gatewayUrl', { gatewayUrl: server.url }],
  ['quranReflectBaseUrl', { quranReflectBaseUrl: server.url }],
])('a client with %s', (_setting, services) => {
  const rooms = roomsOf({ token: anna, services });

  it.each(['create', 'createByConvenienceName'] as const)('creates a group: %s', async (create) => {
    const fields = { ...unique(), description: 'Sūrat al-Kahf on Fridays', hideFollowJoinButton: true };

    const created = await rooms[create]({ body: { ...fields, public: true } });

    expect(created).toEqual({ success: true, data: room(fields) });
  });

  it('reads a group by id and by url as it was created', async () => {
    const fields = unique();
    const { id } = await made(rooms.create({ body: { ...fields, public: true } }));

    const profiles = await Promise.all([rooms.get(id), rooms.getByConvenienceName(id), rooms.getByUrl(fields.url)]);

    const profile = room({ ...fields, id, privateToken: expect.any(String) });
    expect(profiles).toEqual([profile, profile, profile]);
  });
});

describe('a refused request', () => {
  const { create, get, getByUrl } = roomsOf({ token: anna });
  const stranger = roomsOf({ token: bo });
  const TAKEN = unique();
  beforeAll(async () => {
    await create({ body: { ...TAKEN, public: true } });
  });

  it.each([
    ['no body, because the body wrapper was forgotten', unique(), { name: 'MISSING', url: 'MISSING' }],
    ['no url', { body: { name: unique().name } }, { url: 'MISSING' }],
    ['an empty name', { body: { ...unique(), name: '' } }, { name: 'MIN_LENGTH' }],
    ['a url that is taken', { body: { ...unique(), url: TAKEN.url } }, { url: 'DUPLICATE' }],
    [
      'a description of 201 characters',
      { body: { ...unique(), description: 'd'.repeat(201) } },
      { description: 'MAX_LENGTH' },
    ],
    [
      'several wrong fields',
      { body: { name: 'n'.repeat(51), url: 'not a url', public: 'yes' } },
      { name: 'MAX_LENGTH', url: 'INVALID', public: 'INVALID' },
    ],
  ])('says what is wrong with %s', async (_case, request, details) => {
    expect(await refusalOf(create(request))).toEqual(invalid(details));
  });

  it('is none for a name that another room has', async () => {
    const fields = { ...unique(), name: TAKEN.name };

    expect(await create({ body: { ...fields, public: true } })).toEqual({ success: true, data: room(fields) });
  });

  it('is none for a description of 200 characters', async () => {
    const fields = { ...unique(), description: 'd'.repeat(200) };

    expect(await create({ body: { ...fields, public: true } })).toEqual({ success: true, data: room(fields) });
  });

  it.each([
    ['creating', (token: string) => roomsOf({ token }).create({ body: unique() })],
    ['reading by id', (token: string) => roomsOf({ token }).get(NEVER)],
    ['reading by url', (token: string) => roomsOf({ token }).getByUrl(TAKEN.url)],
  ])('is 401 for a token that is none, when %s', async (_case, call) => {
    expect(await refusalOf(call('no.real.token'))).toEqual(UNAUTHORIZED);
  });

  it('is 404 for a room that never was', async () => {
    expect(await refusalOf(get(NEVER))).toEqual(NOT_FOUND);
    expect(await refusalOf(getByUrl('never-was'))).toEqual(NOT_FOUND);
  });

  it("is for someone else's hidden room the same as for one that never was", async () => {
    const { name, url } = unique();
    const { id } = await made(create({ body: { name, url } }));

    const hidden = [await refusalOf(stranger.get(id)), await refusalOf(stranger.getByUrl(url))];

    expect(hidden).toEqual([await refusalOf(stranger.get(NEVER)), await refusalOf(stranger.getByUrl('never-was'))]);
    expect(await get(id)).toEqual(room({ id, name, url, isPublic: false, privateToken: expect.any(String) }));
  });
});

describe('a client with an OpenID token', () => {
  const subject = '7d0f0c5c-6f4e-4c1b-9a53-2f8f3f0f9a11';
  const claims = { sub: subject, client_id: CLIENT_ID, aud: [], scp: ['room'] };

  it('creates a group that belongs to the subject of the token', async () => {
    const { create, get } = roomsOf({ token: await issuer.sign(claims) });
    const fields = unique();

    const { id } = await made(create({ body: { ...fields, public: true } }));

    const owned = room({ ...fields, id, ownerId: subject });
    expect(await get(id)).toEqual({ ...owned, privateToken: expect.any(String) });
    expect(await roomsOf({ token: anna }).get(id)).toEqual({
      ...owned,
      isOwner: false,
      isAdmin: false,
      isMember: false,
    });
  });

  it('is refused when it is another client than the one that the token was made for', async () => {
    const { create } = roomsOf({ token: await issuer.sign(claims), clientId: 'another-client' });

    expect(await refusalOf(create({ body: unique() }))).toEqual(UNAUTHORIZED);
  });

  it.each([
    ['room.read', 'create', ['room.read', 'room.search', 'user']],
    ['room.create', 'get', ['room.create']],
  ] as const)('may with the scope %s alone not %s', async (_scope, operation, scp) => {
    const rooms = roomsOf({ token: await issuer.sign({ ...claims, scp: [...scp] }) });

    const refused = operation === 'create' ? rooms.create({ body: unique() }) : rooms.get(NEVER);

    expect(await refusalOf(refused)).toEqual(OUT_OF_SCOPE);
  });

  it('is refused when its token is signed with a key that the issuer does not publish', async () => {
    const key = await generateKey('RS256');
    const { create } = roomsOf({ token: await issuer.sign(claims, { key }) });

    expect(await refusalOf(create({ body: unique() }))).toEqual(UNAUTHORIZED);
  });
});

describe('the validation of answers', () => {
  it('finds what is missing or of the wrong kind', () => {
    const { ownerId: _, ...data } = room({
      id: '12',
      name: 'Broken',
      createdAt: 'yesterday',
      avatarUrls: { thumb: '' },
    });

    expect(violations('RoomCreatedResponseDto', { success: true, data })).toEqual([
      "/data must have required property 'ownerId'",
      '/data/id must be number',
      "/data/avatarUrls must have required property 'original'",
      '/data/createdAt must match format "date-time"',
    ]);
    expect(violations('refusal', { statusCode: 404, message: 'Not Found' })).not.toEqual([]);
  });
});
