import { createServerClient, QuranHttpError } from '@quranjs/api/server';
import { expect } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { person } from './engines.ts';
import { graphql, send } from './requests.ts';
import { type Definition, violations } from './rooms-definitions.ts';
import type { TestServer } from './server.ts';

/** The client id that the tokens of tests are made for. */
export const CLIENT_ID = 'test-client';

/** A short name for each operation, its name in the vendor's client, and the definition of its answer, if it has one. */
const OPERATIONS = {
  createGroup: ['roomsControllerCreateNewGroup', 'RoomCreatedResponseDto'],
  updateGroup: ['roomsControllerUpdateGroup', null],
  createPage: ['roomsControllerCreateNewPage', null],
  updatePage: ['roomsControllerUpdatePage', null],
  changeAdmin: ['roomsControllerAdminsAccess', null],
  members: ['roomsControllerGetRoomMembers', 'RoomMembersResponseDto'],
  removeMember: ['roomsControllerRemoveMember', null],
  invite: ['roomsControllerInviteUserToRoom', 'RoomInviteUserResponseDto'],
  acceptInvite: ['roomsControllerAcceptInvite', 'RoomInviteAcceptedResponseDto'],
  rejectInvite: ['roomsControllerRejectInvite', 'RoomInviteRejectedResponseDto'],
  acceptForGroup: ['roomsControllerAcceptByPrivateToken', 'RoomAcceptByPrivateTokenResponseDto'],
  acceptForPage: ['roomsControllerAcceptByPrivateToken2', 'RoomAcceptByPrivateTokenResponseDto'],
  joinedRooms: ['roomsControllerGetRooms', 'PaginatedRoomsResponseDto'],
  managedRooms: ['roomsControllerGetRooms2', 'PaginatedRoomsResponseDto'],
  myRooms: ['usersControllerRooms', 'UserRoomsResponse'],
  search: ['roomsControllerSearchRooms', 'PaginatedRoomsResponseDto'],
  group: ['roomsControllerGetRoomProfile', 'RoomProfileResponseDto'],
  page: ['roomsControllerGetRoomProfile2', 'RoomProfileResponseDto'],
  room: ['roomsControllerGetRoomProfileById', 'RoomProfileResponseDto'],
  posts: ['roomsControllerGetRoomPosts', 'FeedResponseDto'],
  changePostPrivacy: ['roomsControllerUpdatePostPrivacy', null],
  join: ['roomsControllerJoinRoom', null],
  leave: ['roomsControllerLeaveGroup', null],
  follow: ['roomsControllerFollowPage', null],
  unfollow: ['roomsControllerUnfollowPage', null],
  joinRequest: ['roomsControllerGetClosedGroupJoinRequestStatus', null],
  requestToJoin: ['roomsControllerRequestToJoinClosedGroup', null],
  cancelRequest: ['roomsControllerCancelClosedGroupJoinRequest', null],
  joinRequests: ['roomsControllerGetPendingClosedGroupJoinRequests', 'RoomMembersResponseDto'],
  approve: ['roomsControllerApproveClosedGroupJoinRequest', null],
  reject: ['roomsControllerRejectClosedGroupJoinRequest', null],
} as const satisfies Record<string, readonly [string, Definition | null]>;

/** As the vendor's client names them. */
export const CLIENT_OPERATIONS: readonly string[] = Object.values(OPERATIONS).map(([operation]) => operation);

export type RoomsOperation = keyof typeof OPERATIONS;
// biome-ignore lint/suspicious/noExplicitAny: whatever a server answers, for tests to look into
export type Rooms = Readonly<Record<RoomsOperation, (request?: object) => Promise<any>>>;

/** All operations of the vendor's server client; an answer that does not fit its definition is an error. */
export function roomsAs(token: string, services: { readonly gatewayUrl: string } | object): Rooms {
  const { raw } = createServerClient({
    clientId: CLIENT_ID,
    clientSecret: 'unused',
    services,
    userSession: { accessToken: token },
  }).quranReflect.v1;
  const operations = Object.entries(OPERATIONS).map(([name, [operation, definition]]) => {
    const call = async (request?: object) => {
      const answer = await raw[operation]?.(request);
      if (definition) expect(violations(definition, answer), `the answer to ${name}`).toEqual([]);
      return answer;
    };
    return [name, call];
  });
  return Object.fromEntries(operations);
}

export interface RoomsRefusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** The code of each field that is wrong. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Why a call is refused; a body that has not the vendor's form is an error. */
export async function refusalOf(call: Promise<unknown>): Promise<RoomsRefusal> {
  const error = await call.then(
    (answer) => expect.unreachable(`the call was not refused: ${JSON.stringify(answer)}`),
    (cause: unknown) => cause,
  );
  if (!(error instanceof QuranHttpError)) throw error;
  expect(violations('refusal', error.payload)).toEqual([]);
  const { type, message, details } = error.payload as {
    readonly type: string;
    readonly message: string;
    readonly details?: { readonly error: { readonly details: Readonly<Record<string, string>> } };
  };
  return { status: error.status, type, message, ...(details && { fields: details.error.details }) };
}

/** The fields that a call is refused for, each with its code. */
export async function wrongFields(call: Promise<unknown>): Promise<RoomsRefusal['fields']> {
  const { status, type, fields } = await refusalOf(call);
  expect({ status, type }).toEqual({ status: 400, type: 'invalid_request' });
  return fields;
}

const refusal = (status: number, type: string) => (message: string) => ({ status, type, message });
export const forbidden = refusal(403, 'forbidden');
export const ROOM_NOT_FOUND = refusal(404, 'not_found')('Room not found');
export const BAD_INVITATION = refusal(400, 'invalid_request')('Invalid or expired token');

/** A name and a url that no other room has, with a word in the name that search finds. */
export function uniqueRoom(word = 'room') {
  const url = `${word.toLowerCase()}-${crypto.randomUUID().slice(0, 13)}`;
  return { name: url.replaceAll('-', ' '), url };
}

/** What a page cannot be asked for without. */
export function uniquePage(word = 'page') {
  const contact = { jobTitle: 'Librarian', contactNumber: '+44 20 7946 0000' };
  return { ...uniqueRoom(word), ...contact, organizationName: 'The reading room', purpose: 'To read together' };
}

/** One plain request to the rooms door, for what the client does not show: headers, and the keys of maps. */
export function sendToRooms(server: TestServer, token: string, path: string, json?: unknown) {
  const headers = { 'x-auth-token': token, 'x-client-id': CLIENT_ID };
  return send(`${server.url}/v1${path}`, { headers, ...(json !== undefined && { json }) });
}

const REVIEWER = 2_000_000;

/** A reviewer says yes to a page. */
export async function approvePage(server: TestServer, id: number): Promise<void> {
  await server.store.importUsers([person(REVIEWER, { reviewer: true })], new Date());
  const input = { groupId: encodeGlobalId('Group', id), decision: 'APPROVE' };
  await changeByGraphql(server, await server.token(REVIEWER), 'reviewPage', input);
}

/** A mutation that is expected to do what it is asked. */
export async function changeByGraphql(server: TestServer, token: string, name: string, input: object): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code field message } } }`;
  const { body } = await graphql(server.url, text, { token, variables: { input } });
  expect(body).toEqual({ data: { [name]: { userErrors: [] } } });
}
