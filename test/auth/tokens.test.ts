import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS, generateKey, type Issuer, type IssuerKey, startIssuer } from '../support/issuer.ts';
import { type Answer, graphql, send } from '../support/requests.ts';
import { SECRET, startServer, type TestServer } from '../support/server.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const seconds = () => Math.floor(Date.now() / 1000);
const HOUR = 3600;

const communityClaims = (claims: Record<string, unknown> = {}) => ({
  ...{ token_type: 'access', user_id: 7, jti: crypto.randomUUID(), iat: seconds(), exp: seconds() + HOUR },
  ...claims,
});

/** A community token of these claims over good ones; a claim that is undefined is left out. */
const community = (claims: Record<string, unknown> = {}, secret = SECRET, header: Record<string, unknown> = {}) =>
  new SignJWT(communityClaims(claims)).setProtectedHeader({ alg: 'HS256', ...header }).sign(bytes(secret));

/** Signed by nobody. */
const unsigned = (header: object, claims: JWTPayload, signature = '') =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`;

type Headers = Readonly<Record<string, string>>;

/** One request that needs a token at each door. */
const DOORS: readonly (readonly [string, (server: TestServer, headers: Headers) => Promise<Answer>])[] = [
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
async function answersTo(server: TestServer, authorization: string) {
  const answers = await Promise.all(DOORS.map(([, request]) => request(server, { authorization })));
  return answers.map(({ status, body }) => ({ status, body }));
}

const refused = (status: number, selfCommunity: object, rooms: object, graphql: { code: string; message: string }) => [
  { status, body: { errors: [selfCommunity] } },
  { status, body: { ...rooms, success: false } },
  { status, body: { ...rooms, success: false } },
  { status, body: { errors: [{ message: graphql.message, extensions: { code: graphql.code } }] } },
];
const BAD_TOKEN = refused(
  401,
  { code: 'authentication_failed', message: 'This token is not valid, or no longer.' },
  { message: 'User not authenticated', type: 'unauthorized' },
  { code: 'UNAUTHENTICATED', message: 'The token is not valid, or no longer.' },
);
const UNAVAILABLE = refused(
  503,
  { code: 'unavailable', message: 'Tokens cannot be checked at the moment. Try again soon.' },
  { message: 'Tokens cannot be checked at the moment', type: 'service_unavailable' },
  { code: 'SERVICE_UNAVAILABLE', message: 'Tokens cannot be checked at the moment.' },
);

async function viewer(server: TestServer, token: string) {
  const { body } = await graphql(server.url, '{ viewer { databaseId username realName avatarUrl } }', { token });
  return body.data?.viewer ?? body;
}

let issuer: Issuer;
/** A key of the right kind that the issuer never published. */
let stranger: IssuerKey;
let strangersKeys: Server;
let strangersUrl: string;
const strangersRequests: string[] = [];
/** Knows the issuer, and its keys' address. */
let server: TestServer;
const servers: TestServer[] = [];

async function serverWith(env: Record<string, string>, now?: () => Date): Promise<TestServer> {
  const started = await startServer({ env, ...(now && { now }) });
  servers.push(started);
  return started;
}

beforeAll(async () => {
  [issuer, stranger] = await Promise.all([startIssuer(), generateKey('RS256')]);
  strangersKeys = createServer(async ({ url = '' }, response) => {
    strangersRequests.push(url);
    const key = { ...(await exportJWK(stranger.publicKey)), kid: 'stranger', alg: 'RS256' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }));
  }).listen(0, '127.0.0.1');
  await once(strangersKeys, 'listening');
  strangersUrl = `http://127.0.0.1:${(strangersKeys.address() as AddressInfo).port}`;
  server = await serverWith({ OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl });
});
afterAll(async () => {
  await Promise.all(servers.map((started) => started.stop()));
  await issuer.stop();
  strangersKeys.close();
});

const subject = { sub: 'someone' };
const bySecret = (header: Record<string, unknown>, secret: string) =>
  new SignJWT({ iss: issuer.url, ...communityClaims(subject) })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(bytes(secret));

const HOSTILE: Readonly<Record<string, () => string | Promise<string>>> = {
  'is unsigned': () => unsigned({ alg: 'none' }, communityClaims()),
  'is unsigned, without the last dot': () => unsigned({ alg: 'none' }, communityClaims()).slice(0, -1),
  'is unsigned, with something like a signature': () => unsigned({ alg: 'none' }, communityClaims(), 'c2lnbmVk'),
  'is unsigned, spelt otherwise': () => unsigned({ alg: 'NoNe' }, { iss: issuer.url, ...communityClaims(subject) }),
  'has lost its signature': async () => (await community()).replace(/[^.]*$/, ''),
  'has the claims of another': async () => {
    const [header, , signature] = (await community()).split('.');
    return [header, (await community({ user_id: 8 })).split('.')[1], signature].join('.');
  },
  'is signed with another secret': () => community({}, `${SECRET}!`),
  'is signed with no secret to speak of': () => community({}, ' '),
  'is signed with the public key as the secret': async () =>
    bySecret({ kid: 'rs256' }, await exportSPKI(issuer.keys.RS256.publicKey)),
  'is signed with the public JWK as the secret': async () =>
    bySecret({ kid: 'rs256' }, JSON.stringify(await exportJWK(issuer.keys.RS256.publicKey))),
  'is signed by HS512': () =>
    new SignJWT(communityClaims()).setProtectedHeader({ alg: 'HS512' }).sign(bytes(SECRET.repeat(2))),
  'names another issuer': () => issuer.sign({ ...subject, iss: 'https://elsewhere.example' }),
  'names a longer issuer': () => issuer.sign({ ...subject, iss: `${issuer.url}//` }),
  'names an unknown key': () => issuer.sign(subject, { kid: 'unknown' }),
  'is signed by a stranger in the name of a known key': () => issuer.sign(subject, { key: stranger, kid: 'rs256' }),
  'is signed by a stranger and names no key': () => issuer.sign(subject, { key: stranger, kid: null }),
  'brings its own key': async () =>
    issuer.sign(subject, { key: stranger, kid: null, header: { jwk: await exportJWK(stranger.publicKey) } }),
  'brings the address of its key': () =>
    issuer.sign(subject, { key: stranger, kid: 'stranger', header: { jku: `${strangersUrl}/jku` } }),
  'brings the address of its certificate': () =>
    issuer.sign(subject, { key: stranger, kid: 'stranger', header: { x5u: `${strangersUrl}/x5u` } }),
  'names its own key server as issuer': () => issuer.sign({ ...subject, iss: strangersUrl }, { key: stranger }),
  'is of ES256 and names an RSA key': () => issuer.sign(subject, { alg: 'ES256', kid: 'rs256' }),
  'is of RS256 and names the key of PS256': () => issuer.sign(subject, { kid: 'ps256' }),
  'is an ID token, by its nonce': () => issuer.sign({ ...subject, nonce: 'n' }),
  'is an ID token, by its at_hash': () => issuer.sign({ ...subject, at_hash: 'h' }),
  'is an ID token, by its c_hash': () => issuer.sign({ ...subject, c_hash: 'h' }),
  'is longer than 8 kB': () => community({ padding: 'a'.repeat(8 * 1024) }),
  'wants something critical': () =>
    new CompactSign(bytes(JSON.stringify(communityClaims())))
      .setProtectedHeader({ alg: 'HS256', crit: ['urn:unknown'], 'urn:unknown': true })
      .sign(bytes(SECRET), { crit: { 'urn:unknown': true } }),
  'is a signed text': () => new CompactSign(bytes('hello')).setProtectedHeader({ alg: 'HS256' }).sign(bytes(SECRET)),
  'is a signed list': () => new CompactSign(bytes('[]')).setProtectedHeader({ alg: 'HS256' }).sign(bytes(SECRET)),
  'is encrypted, it seems': () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d',
  'is a word': () => 'token',
  'is three words': () => 'a.b.c',
  'is nothing but dots': () => '..',
};

/** Claims that make a token worthless, whoever signed it. */
const CLAIMS: readonly (readonly ['community' | 'OpenID', string, () => Record<string, unknown>])[] = [
  ...['user_id', 'token_type', 'exp', 'iat', 'jti'].map(
    (name) => ['community', `no ${name}`, () => ({ [name]: undefined })] as const,
  ),
  ...[0, -1, 2 ** 31, 1.5, '7', null, [7]].map(
    (id) => ['community', `the user_id ${JSON.stringify(id)}`, () => ({ user_id: id })] as const,
  ),
  ['community', 'the token_type refresh', () => ({ token_type: 'refresh' })],
  ['community', 'an empty jti', () => ({ jti: '' })],
  ...['sub', 'exp', 'iss'].map((name) => ['OpenID', `no ${name}`, () => ({ [name]: undefined })] as const),
  ['OpenID', 'an empty sub', () => ({ sub: '' })],
  ['OpenID', 'a sub that is no text', () => ({ sub: 5 })],
  ['OpenID', 'a sub of 256 characters', () => ({ sub: 's'.repeat(256) })],
  ...(['community', 'OpenID'] as const).flatMap((kind) => [
    [kind, 'an exp in the past', () => ({ exp: seconds() - 10 })] as const,
    [kind, 'an exp that is text', () => ({ exp: '9999999999' })] as const,
    [kind, 'an exp beyond all dates', () => ({ exp: 1e300 })] as const,
    [kind, 'an nbf in the future', () => ({ nbf: seconds() + 300 })] as const,
    [kind, 'an iat in the future', () => ({ iat: seconds() + 300 })] as const,
    ...['room', [1], {}, [['room']]].map((scp) => [kind, `the scp ${JSON.stringify(scp)}`, () => ({ scp })] as const),
    [kind, 'a scope that is no text', () => ({ scope: ['room'] })] as const,
    [kind, 'a client_id that is no text', () => ({ client_id: 5 })] as const,
  ]),
];

describe('a token is refused at every door', () => {
  it.each(Object.keys(HOSTILE))('when it %s', async (what) => {
    expect(await answersTo(server, `Bearer ${await HOSTILE[what]?.()}`)).toEqual(BAD_TOKEN);
    expect(strangersRequests).toEqual([]);
  });

  it.each(CLAIMS)('when it is a %s token with %s', async (kind, _what, claims) => {
    const token = await (kind === 'community' ? community(claims()) : issuer.sign({ ...subject, ...claims() }));

    expect(await answersTo(server, `Bearer ${token}`)).toEqual(BAD_TOKEN);
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Token abc',
    'Bearer a b',
    'Bearer a, Bearer b',
    'abc',
    'Bearer é',
  ])('when the header says %j', async (authorization) => {
    expect(await answersTo(server, authorization)).toEqual(BAD_TOKEN);
  });

  it('with the challenge that tells clients why', async () => {
    const answers = await Promise.all(DOORS.map(([, request]) => request(server, { authorization: 'Bearer a.b.c' })));

    const challenges = answers.map(({ headers }) => headers.get('www-authenticate'));
    expect(new Set(challenges)).toEqual(new Set(['Bearer error="invalid_token"']));
  });

  it('when it is an OpenID token and no issuer is known', async () => {
    const alone = await serverWith({});

    expect(await answersTo(alone, `Bearer ${await issuer.sign(subject)}`)).toEqual(BAD_TOKEN);
  });

  it('when it is for another audience than the one that is set', async () => {
    const strict = await serverWith({ OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl, OIDC_AUDIENCE: 'guild' });

    for (const aud of [undefined, [], 'other', ['other', 'guild-2'], '']) {
      const token = await issuer.sign({ ...subject, ...(aud !== undefined && { aud }) });
      expect([aud, await answersTo(strict, `Bearer ${token}`)]).toEqual([aud, BAD_TOKEN]);
    }
    for (const aud of ['guild', ['other', 'guild']]) {
      expect(await viewer(strict, await issuer.sign({ ...subject, aud }))).toMatchObject({ realName: '' });
    }
  });

  it('from the moment on at which it expires, though it was good before', async () => {
    let clock = new Date();
    const timed = await serverWith({ OIDC_ISSUER: issuer.url }, () => clock);
    const tokens = [await community(), await issuer.sign(subject)];
    for (const token of tokens) expect(await viewer(timed, token)).toHaveProperty('databaseId');

    clock = new Date(clock.getTime() + (HOUR + 1) * 1000);

    for (const token of tokens) expect(await answersTo(timed, `Bearer ${token}`)).toEqual(BAD_TOKEN);
  });
});

describe('a good token', () => {
  it.each(ALGORITHMS)('may be signed by %s', async (alg) => {
    const answers = await answersTo(server, `Bearer ${await issuer.sign({ sub: alg }, { alg })}`);

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 200]);
  });

  it('may be signed by HS256 with the shared secret', async () => {
    const answers = await answersTo(server, `Bearer ${await community()}`);

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 200]);
  });

  it('may have an empty audience when none is set', async () => {
    expect(await viewer(server, await issuer.sign({ sub: 'anyone', aud: [] }))).toHaveProperty('databaseId');
  });

  it('names the same user with and without a slash at the end of the issuer', async () => {
    const tokens = await Promise.all([issuer.url, `${issuer.url}/`].map((iss) => issuer.sign({ sub: 'slash', iss })));

    const [one, other] = await Promise.all(tokens.map((token) => viewer(server, token)));

    expect(one).toHaveProperty('databaseId');
    expect(other).toEqual(one);
  });

  it('never names the user of the other kind of token', async () => {
    const five = await viewer(server, await community({ user_id: 5 }));
    const other = await viewer(server, await issuer.sign({ sub: '5' }));

    expect(five.databaseId).toBe(5);
    expect(other.databaseId).toBeGreaterThanOrEqual(2 ** 32);
  });

  it('makes its user, as it describes them', async () => {
    const picture = 'https://example.org/ada.png';
    const ada = { preferred_username: 'ada', name: 'Ada Lovelace', picture };

    expect(await viewer(server, await issuer.sign({ sub: 'ada', ...ada }))).toMatchObject({
      ...{ username: 'ada', realName: 'Ada Lovelace', avatarUrl: picture },
    });
    expect(await viewer(server, await community({ user_id: 11, username: 'bo', name: 'Bo' }))).toEqual({
      ...{ databaseId: 11, username: 'bo', realName: 'Bo', avatarUrl: null },
    });
  });

  it('makes a user named after their number when it says nothing of them, or nothing of use', async () => {
    const useless = { preferred_username: 'a\u0000', name: 5, picture: 'javascript:alert(1)' };
    const [silent, babbling] = [
      await issuer.sign({ sub: 'silent' }),
      await issuer.sign({ sub: 'babbling', ...useless }),
    ];

    for (const token of [silent, babbling]) {
      const { databaseId, ...rest } = await viewer(server, token);
      expect(rest).toEqual({ username: `user-${databaseId}`, realName: '', avatarUrl: null });
    }
  });

  it('makes a user with another username when theirs is taken', async () => {
    const [first, second] = [
      await viewer(server, await issuer.sign({ sub: 'first', preferred_username: 'cleo' })),
      await viewer(server, await issuer.sign({ sub: 'second', preferred_username: 'cleo' })),
    ];

    expect(first.username).toBe('cleo');
    expect(second.username).toBe(`cleo-${second.databaseId}`);
  });

  it('makes one user, however many first requests come at once', async () => {
    const token = await issuer.sign({ sub: 'eager', preferred_username: 'eager' });

    const seen = await Promise.all(Array.from({ length: 20 }, () => viewer(server, token)));

    expect(new Set(seen.map(({ databaseId, username }) => `${databaseId} ${username}`)).size).toBe(1);
    expect(seen[0].username).toBe('eager');
  });
});

describe('the issuer', () => {
  it('is asked for its keys at most once more for 200 unknown ones', async () => {
    const asked = await startIssuer();
    const guarded = await serverWith({ OIDC_ISSUER: asked.url, OIDC_JWKS_URL: asked.jwksUrl });
    await viewer(guarded, await asked.sign(subject));
    expect(asked.jwksRequests()).toBe(1);

    const tokens = Array.from({ length: 200 }, (_, index) =>
      asked.sign(subject, { alg: 'ES256', kid: `key-${index}` }),
    );
    const answers = await Promise.all(
      tokens.map(async (token) => send(`${guarded.url}/v1/rooms/1`, { token: await token })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(asked.jwksRequests()).toBeLessThanOrEqual(2);
    await asked.stop();
  });

  it.each(['', '/'])('is found by its discovery document, asked for once, when its name ends in %j', async (slash) => {
    const found = await startIssuer();
    const finder = await serverWith({ OIDC_ISSUER: found.url + slash });
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => found.sign({ sub })));

    for (const token of tokens) expect(await viewer(finder, token)).toHaveProperty('databaseId');

    expect([found.discoveryRequests(), found.jwksRequests()]).toEqual([1, 1]);
    await found.stop();
  });

  it.each(['fails', 'is gone'])('is waited for, and nobody refused, when it %s', async (how) => {
    let clock = new Date();
    const down = await startIssuer();
    const [direct, finder] = await Promise.all([
      serverWith({ OIDC_ISSUER: down.url, OIDC_JWKS_URL: down.jwksUrl }, () => clock),
      serverWith({ OIDC_ISSUER: down.url }, () => clock),
    ]);
    const token = await down.sign({ ...subject, exp: Math.floor(clock.getTime() / 1000) + 3600 });
    if (how === 'fails') down.fail(true);
    else await down.stop();

    for (const waiting of [direct, finder]) {
      expect(await answersTo(waiting, `Bearer ${token}`)).toEqual(UNAVAILABLE);
      expect(await viewer(waiting, await community())).toMatchObject({ databaseId: 7 });
    }
    if (how === 'is gone') return;
    down.fail(false);
    clock = new Date(clock.getTime() + 31_000);
    for (const waiting of [direct, finder]) expect(await viewer(waiting, token)).toHaveProperty('databaseId');
    await down.stop();
  });

  it('is asked once while it fails, and the keys that are known go on', async () => {
    const failing = await startIssuer();
    const waiting = await serverWith({ OIDC_ISSUER: failing.url, OIDC_JWKS_URL: failing.jwksUrl });
    await viewer(waiting, await failing.sign({ ...subject, sub: 'first' }));
    failing.fail(true);
    const before = failing.jwksRequests();

    const unknown = await failing.sign(subject, { kid: 'not published' });
    const known = await failing.sign({ ...subject, sub: 'second' });
    for (let request = 0; request < 20; request += 1) await answersTo(waiting, `Bearer ${unknown}`);

    expect(failing.jwksRequests() - before).toBeLessThanOrEqual(1);
    expect(await viewer(waiting, known)).toHaveProperty('databaseId');
    await failing.stop();
  });
});
