import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Answer, graphql, send } from './requests.ts';
import { SECRET, type TestServer } from './server.ts';

export const HOUR = 3600;
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const seconds = (): number => Math.floor(Date.now() / 1000);
export const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString('base64url');

export type Claims = Readonly<Record<string, unknown>>;

export const communityClaims = (claims: Claims = {}) => ({
  token_type: 'access',
  user_id: 7,
  jti: crypto.randomUUID(),
  iat: seconds(),
  exp: seconds() + HOUR,
  ...claims,
});

/** A community token of these claims over good ones; a claim that is undefined is left out. */
export const community = (claims: Claims = {}, secret = SECRET, header: Claims = {}): Promise<string> =>
  new SignJWT(communityClaims(claims)).setProtectedHeader({ alg: 'HS256', ...header }).sign(bytes(secret));

/** Signed by nobody. */
export const unsigned = (header: object, claims: object, signature = ''): string =>
  `${[header, claims].map((part) => base64url(JSON.stringify(part))).join('.')}.${signature}`;

/** Signed by HS256, whatever the header says; header and payload may be any text, and are otherwise written as JSON. */
export function byHand(
  header: object | string,
  payload: object | string,
  secret: string | Uint8Array = SECRET,
): string {
  const [first, second] = [header, payload].map((part) =>
    base64url(typeof part === 'string' ? part : JSON.stringify(part)),
  );
  return withSignature(`${first}.${second}`, secret);
}

/** Signed by HS256 as it stands. */
export function withSignature(signed: string, secret: string | Uint8Array = SECRET): string {
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export type RequestHeaders = Readonly<Record<string, string>>;

/** One request that needs a token at each door. */
export const TOKEN_DOORS: readonly (readonly [
  string,
  (server: Pick<TestServer, 'url'>, headers: RequestHeaders) => Promise<Answer>,
])[] = [
  ['SelfCommunity', (server, headers) => send(`${server.url}/api/v2/group/`, { headers })],
  ['rooms', (server, headers) => send(`${server.url}/v1/rooms/1`, { headers })],
  [
    'rooms by x-auth-token',
    (server, { authorization = '' }) =>
      send(`${server.url}/v1/rooms/1`, { headers: { 'x-auth-token': authorization.replace(/^Bearer ?/, '') } }),
  ],
  ['GraphQL', (server, headers) => graphql(server.url, '{ viewer { username } }', { headers })],
];

/** Status and body of the answer at every door. */
export async function answersTo(server: TestServer, authorization: string) {
  const answers = await Promise.all(TOKEN_DOORS.map(([, request]) => request(server, { authorization })));
  return answers.map(({ status, body }) => ({ status, body }));
}

/** What every door says to a good token of someone who is in no group. */
export const ACCEPTED = [200, 404, 404, 200];

const refused = (status: number, selfCommunity: object, rooms: object, graphql: { code: string; message: string }) => [
  { status, body: { errors: [selfCommunity] } },
  { status, body: { ...rooms, success: false } },
  { status, body: { ...rooms, success: false } },
  { status, body: { errors: [{ message: graphql.message, extensions: { code: graphql.code } }] } },
];

export const BAD_TOKEN = refused(
  401,
  { code: 'authentication_failed', message: 'This token is invalid or has expired.' },
  { message: 'User not authenticated', type: 'unauthorized' },
  { code: 'UNAUTHENTICATED', message: 'The token is invalid or has expired.' },
);

export const UNAVAILABLE = refused(
  503,
  { code: 'unavailable', message: 'Tokens cannot be checked at the moment. Try again soon.' },
  { message: 'Tokens cannot be checked at the moment', type: 'service_unavailable' },
  { code: 'SERVICE_UNAVAILABLE', message: 'Tokens cannot be checked at the moment.' },
);

/** Whom a token speaks for, as GraphQL tells it; the whole body when it tells nothing. */
export async function viewerOf(server: TestServer, token: string) {
  const { body } = await graphql(server.url, '{ viewer { databaseId username realName avatarUrl } }', { token });
  return body.data?.viewer ?? body;
}
