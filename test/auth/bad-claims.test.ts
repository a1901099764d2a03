import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../support/issuer.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  answersTo,
  BAD_TOKEN,
  byHand,
  type Claims,
  community,
  communityClaims,
  HOUR,
  seconds,
  TOKEN_DOORS,
  viewerOf,
} from '../support/tokens.ts';

const issuer = await startIssuer();
const servers: TestServer[] = [];
async function serverWith(env: Readonly<Record<string, string>>, now?: () => Date): Promise<TestServer> {
  const started = await startServer({ env, ...(now && { now }) });
  servers.push(started);
  return started;
}
const server = await serverWith({ OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl });
afterAll(async () => {
  await Promise.all([issuer.stop(), ...servers.map((started) => started.stop())]);
});

/** What a server says to these lines and an empty one, on a connection of its own. */
async function exchange({ url }: TestServer, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write([...lines, 'Host: guildhall', 'Connection: close', '', ''].join('\r\n'));
  return text(socket);
}

const subject = { sub: 'someone' };
const AN_OPENID_USER = 2 ** 32;

/** Claims that make a token worthless, whoever signed it. */
const CLAIMS: readonly (readonly ['community' | 'OpenID', string, () => Claims])[] = [
  ...['user_id', 'token_type', 'exp', 'iat', 'jti'].map(
    (name) => ['community', `no ${name}`, () => ({ [name]: undefined })] as const,
  ),
  ...[0, -1, -7, 2 ** 31, AN_OPENID_USER, 2 ** 53, 1e21, 1.5, '7', ' 7', '', null, true, [7], { id: 7 }].map(
    (id) => ['community', `the user_id ${JSON.stringify(id)}`, () => ({ user_id: id })] as const,
  ),
  ...['refresh', 'Access', 'access ', 'sliding', '', null, true, ['access']].map(
    (type) => ['community', `the token_type ${JSON.stringify(type)}`, () => ({ token_type: type })] as const,
  ),
  ['community', 'an empty jti', () => ({ jti: '' })],
  ...[null, true, [5], {}].map((jti) => ['community', `the jti ${JSON.stringify(jti)}`, () => ({ jti })] as const),
  ['community', 'the claims of an OpenID user', () => ({ user_id: undefined, iss: issuer.url, ...subject })],
  ...['sub', 'exp', 'iss'].map((name) => ['OpenID', `no ${name}`, () => ({ [name]: undefined })] as const),
  ['OpenID', 'the claims of a community user', () => ({ ...communityClaims(), sub: undefined })],
  ...['', 5, null, true, ['someone'], {}, 's'.repeat(256), 'a\u0000', '\ud800'].map(
    (sub) => ['OpenID', `the sub ${JSON.stringify(sub).slice(0, 20)}`, () => ({ sub })] as const,
  ),
  ['OpenID', 'another issuer', () => ({ iss: 'https://elsewhere.example' })],
  ['OpenID', 'a longer issuer', () => ({ iss: `${issuer.url}//` })],
  ['OpenID', 'an issuer below the issuer', () => ({ iss: `${issuer.url}/tenant` })],
  ['OpenID', 'the issuer in capitals', () => ({ iss: issuer.url.toUpperCase() })],
  ['OpenID', 'the issuer and a space', () => ({ iss: `${issuer.url} ` })],
  ['OpenID', 'the issuer among others', () => ({ iss: [issuer.url] })],
  ['OpenID', 'an empty issuer', () => ({ iss: '' })],
  ...['nonce', 'at_hash', 'c_hash'].map(
    (name) => ['OpenID', `a ${name}, as ID tokens have it`, () => ({ [name]: 'a' })] as const,
  ),
  ...['ID', 'id', 'Refresh', 'Offline', 'Logout'].map(
    (typ) => ['OpenID', `the typ ${typ}, whatever its token_use`, () => ({ typ, token_use: 'access' })] as const,
  ),
  ['community', 'the typ Refresh', () => ({ typ: 'Refresh' })],
  ['OpenID', 'the token_use id', () => ({ token_use: 'id' })],
  ['OpenID', 'the token_use id, whatever its typ', () => ({ token_use: 'id', typ: 'Bearer' })],
  ['OpenID', 'a nonce and another typ', () => ({ nonce: 'a', typ: 'JWT' })],
  ...(['community', 'OpenID'] as const).flatMap((kind) => [
    [kind, 'an exp in the past', () => ({ exp: seconds() - 10 })] as const,
    [kind, 'an exp that is now', () => ({ exp: seconds() })] as const,
    [kind, 'an exp half a second ago', () => ({ exp: Date.now() / 1000 - 0.5 })] as const,
    ...['9999999999', null, true, [9999999999], {}, 0, -1, 1e300, 1e12 + 1].map(
      (exp) => [kind, `the exp ${JSON.stringify(exp)}`, () => ({ exp })] as const,
    ),
    [kind, 'an nbf in two minutes', () => ({ nbf: seconds() + 120 })] as const,
    [kind, 'an nbf in ten minutes', () => ({ nbf: seconds() + 600 })] as const,
    [kind, 'an nbf in a hundred years', () => ({ nbf: seconds() + 100 * 365 * 24 * HOUR })] as const,
    ...['0', null, true, [0], {}].map((nbf) => [kind, `the nbf ${JSON.stringify(nbf)}`, () => ({ nbf })] as const),
    [kind, 'an iat in five minutes', () => ({ iat: seconds() + 300 })] as const,
    ...['0', null, true, [0], {}].map((iat) => [kind, `the iat ${JSON.stringify(iat)}`, () => ({ iat })] as const),
    ...['scp', 'scope'].flatMap((name) =>
      [5, true, [1], {}, [['room']], ['room', null]].map(
        (value) => [kind, `the ${name} ${JSON.stringify(value)}`, () => ({ [name]: value })] as const,
      ),
    ),
    [kind, 'a client_id that is no text', () => ({ client_id: 5 })] as const,
  ]),
];

describe('a token is refused at every door', () => {
  it.each(CLAIMS)('when it is a %s token with %s', async (kind, _what, claims) => {
    const token = await (kind === 'community' ? community(claims()) : issuer.sign({ ...subject, ...claims() }));

    expect(await answersTo(server, `Bearer ${token}`)).toEqual(BAD_TOKEN);
  });

  it('when the last of claims of one name is bad', async () => {
    const { exp, ...claims } = communityClaims();
    const twice = (first: number, last: number) =>
      byHand({ alg: 'HS256' }, JSON.stringify(claims).replace('{', `{"exp":${first},"exp":${last},`));

    expect(await answersTo(server, `Bearer ${twice(exp, 1)}`)).toEqual(BAD_TOKEN);
    // RFC 7519 4: whoever does not refuse it takes the last, and all doors the same.
    expect(await viewerOf(server, twice(1, exp))).toMatchObject({ databaseId: 7 });
  });

  it('when it is for another audience than the one that is set', async () => {
    const strict = await serverWith({ OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl, OIDC_AUDIENCE: 'guild' });
    const others = [undefined, [], '', 'other', 'Guild', 'guild ', 'guild,other', ['other', 'guild-2']];

    for (const aud of [...others, [['guild']], { guild: true }, 5, null, true]) {
      const token = await issuer.sign({ ...subject, ...(aud !== undefined && { aud: aud as string }) });
      expect([aud, await answersTo(strict, `Bearer ${token}`)]).toEqual([aud, BAD_TOKEN]);
    }
    for (const aud of ['guild', ['other', 'guild']]) {
      expect(await viewerOf(strict, await issuer.sign({ ...subject, aud }))).toMatchObject({ realName: '' });
    }
  });

  it('when it is an OpenID token and no issuer is known', async () => {
    const alone = await serverWith({});

    expect(await answersTo(alone, `Bearer ${await issuer.sign(subject)}`)).toEqual(BAD_TOKEN);
  });

  it('from the moment on at which it expires, though it was good before', async () => {
    let clock = new Date();
    const timed = await serverWith({ OIDC_ISSUER: issuer.url }, () => clock);
    const tokens = [await community(), await issuer.sign(subject)];
    for (const token of tokens) expect(await viewerOf(timed, token)).toHaveProperty('databaseId');

    clock = new Date((seconds() + HOUR) * 1000);

    for (const token of tokens) expect(await answersTo(timed, `Bearer ${token}`)).toEqual(BAD_TOKEN);
  });

  it('with the challenge that tells clients why', async () => {
    const answers = await Promise.all(TOKEN_DOORS.map(([, ask]) => ask(server, { authorization: 'Bearer a.b.c' })));

    const challenges = answers.map(({ headers }) => headers.get('www-authenticate'));
    expect(new Set(challenges)).toEqual(new Set(['Bearer error="invalid_token"']));
  });
});

describe('a header is refused at every door', () => {
  it.each([
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Token abc',
    'Bearer a b',
    'Bearer a, Bearer b',
    'abc',
    'Bearer é',
    'Bearer GOOD GOOD',
    'Bearer GOOD, Bearer GOOD',
    'Bearer GOOD,GOOD',
    'Bearer GOOD;',
    'Bearer "GOOD"',
    'Bearer Bearer GOOD',
  ])('when it says %j', async (authorization) => {
    const good = await community();

    expect(await answersTo(server, authorization.replaceAll('GOOD', good))).toEqual(BAD_TOKEN);
  });

  it.each([
    'GOOD',
    'Basic GOOD',
    'Token GOOD',
    'JWT GOOD',
    'Digest GOOD',
    'BearerGOOD',
    'Bearer=GOOD',
    'Bearer: GOOD',
    'Bearer\tGOOD',
  ])('when it says %j, where a scheme has to be', async (authorization) => {
    const [selfCommunity, rooms, , graphql] = await answersTo(server, authorization.replace('GOOD', await community()));

    expect([selfCommunity, rooms, graphql]).toEqual([BAD_TOKEN[0], BAD_TOKEN[1], BAD_TOKEN[3]]);
  });

  it.each([
    ['a NUL byte', (token: string) => `Bearer ${token}\0`],
    ['a line break', (token: string) => `Bearer ${token.replace('.', '.\r\n ')}`],
    ['a bare line feed', (token: string) => `Bearer ${token.replace('.', '.\n')}`],
    ['16 kB', (token: string) => `Bearer ${token}${'a'.repeat(16 * 1024)}`],
  ])('before it comes to any, when there is %s in it', async (_what, header) => {
    const token = await community();
    for (const path of ['/api/v2/group/', '/v1/rooms/1', '/graphql?query={viewer{id}}']) {
      const answer = await exchange(server, [`GET ${path} HTTP/1.1`, `Authorization: ${header(token)}`]);

      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 4(00|01|31) /)]);
    }
  });

  it('when it comes twice and the first is bad, or the rooms door is given two', async () => {
    const [good, bad] = [await community(), 'a.b.c'];
    for (const path of ['/api/v2/group/', '/v1/rooms/1', '/graphql']) {
      const twice = [`Authorization: Bearer ${bad}`, `Authorization: Bearer ${good}`];
      expect(await exchange(server, [`GET ${path} HTTP/1.1`, ...twice])).toMatch(/^HTTP\/1\.1 401 /);
    }
    const tokens = [`X-Auth-Token: ${good}`, `X-Auth-Token: ${good}`];
    expect(await exchange(server, ['GET /v1/rooms/1 HTTP/1.1', ...tokens])).toMatch(/^HTTP\/1\.1 401 /);
    const both = [`Authorization: Bearer ${good}`, `X-Auth-Token: ${bad}`];
    expect(await exchange(server, ['GET /v1/rooms/1 HTTP/1.1', ...both])).toMatch(/^HTTP\/1\.1 401 /);
  });
});
