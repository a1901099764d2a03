import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { ALGORITHMS, startIssuer } from '../support/issuer.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';
import {
  ACCEPTED,
  answersTo,
  type Claims,
  community,
  communityClaims,
  HOUR,
  seconds,
  viewerOf,
} from '../support/tokens.ts';

const issuer = await startIssuer();
const server = await startServer({ env: { OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl } });
afterAll(() => Promise.all([server.stop(), issuer.stop()]));

describe('a good token', () => {
  it.each(ALGORITHMS)('may be signed by %s', async (alg) => {
    const answers = await answersTo(server, `Bearer ${await issuer.sign({ sub: alg }, { alg })}`);

    expect(answers.map(({ status }) => status)).toEqual(ACCEPTED);
  });

  it('may be signed by HS256 with the shared secret', async () => {
    const answers = await answersTo(server, `Bearer ${await community()}`);

    expect(answers.map(({ status }) => status)).toEqual(ACCEPTED);
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'application/jwt'])('may be of the type %s', async (typ) => {
    for (const token of [await community({}, undefined, { typ }), await issuer.sign({ sub: 'typed' }, { typ })]) {
      const answers = await answersTo(server, `Bearer ${token}`);
      expect(answers.map(({ status }) => status)).toEqual(ACCEPTED);
    }
  });

  it('names the user of its own kind, whatever claims of the other it carries', async () => {
    const own = await viewerOf(server, await issuer.sign({ sub: 'mixed' }));
    const mixed = await issuer.sign({ ...communityClaims({ user_id: 5 }), sub: 'mixed' });

    expect(own.databaseId).toBeGreaterThanOrEqual(2 ** 32);
    expect(await viewerOf(server, mixed)).toEqual(own);
    expect(await viewerOf(server, await community({ user_id: 5, iss: issuer.url, sub: 'mixed' }))).toMatchObject({
      databaseId: 5,
    });
  });

  it('may have an empty audience when none is set', async () => {
    expect(await viewerOf(server, await issuer.sign({ sub: 'anyone', aud: [] }))).toHaveProperty('databaseId');
  });

  it('names the same user with and without a slash at the end of the issuer', async () => {
    const tokens = await Promise.all([issuer.url, `${issuer.url}/`].map((iss) => issuer.sign({ sub: 'slash', iss })));

    const [one, other] = await Promise.all(tokens.map((token) => viewerOf(server, token)));

    expect(one).toHaveProperty('databaseId');
    expect(other).toEqual(one);
  });

  it('never names the user of the other kind of token', async () => {
    const five = await viewerOf(server, await community({ user_id: 5 }));
    const other = await viewerOf(server, await issuer.sign({ sub: '5' }));

    expect(five.databaseId).toBe(5);
    expect(other.databaseId).toBeGreaterThanOrEqual(2 ** 32);
  });

  it('makes its user, as it describes them', async () => {
    const picture = 'https://example.org/ada.png';
    const ada = { preferred_username: 'ada', name: 'Ada Lovelace', picture };

    expect(await viewerOf(server, await issuer.sign({ sub: 'ada', ...ada }))).toMatchObject({
      username: 'ada',
      realName: 'Ada Lovelace',
      avatarUrl: picture,
    });
    expect(await viewerOf(server, await community({ user_id: 11, username: 'bo', name: 'Bo' }))).toEqual({
      databaseId: 11,
      username: 'bo',
      realName: 'Bo',
      avatarUrl: null,
    });
  });

  it('makes a user named after their number when it says nothing of them, or nothing of use', async () => {
    const useless = { preferred_username: 'a\u202eb', username: '\u2800', name: 5, picture: 'javascript:alert(1)' };
    const [silent, babbling] = [
      await issuer.sign({ sub: 'silent' }),
      await issuer.sign({ sub: 'babbling', ...useless }),
    ];

    for (const token of [silent, babbling]) {
      const { databaseId, ...rest } = await viewerOf(server, token);
      expect(rest).toEqual({ username: `user-${databaseId}`, realName: '', avatarUrl: null });
    }
  });

  it('makes a user with another username when theirs is taken', async () => {
    const [first, second] = [
      await viewerOf(server, await issuer.sign({ sub: 'first', preferred_username: 'cleo' })),
      await viewerOf(server, await issuer.sign({ sub: 'second', preferred_username: 'cleo' })),
    ];

    expect(first.username).toBe('cleo');
    expect(second.username).toBe(`cleo-${second.databaseId}`);
  });

  it('makes one user, however many first requests come at once', async () => {
    const token = await issuer.sign({ sub: 'eager', preferred_username: 'eager' });

    const seen = await Promise.all(Array.from({ length: 20 }, () => viewerOf(server, token)));

    expect(new Set(seen.map(({ databaseId, username }) => `${databaseId} ${username}`)).size).toBe(1);
    expect(seen[0].username).toBe('eager');
  });
});

/** Access tokens as issuers of the field make them. */
const ISSUED: Readonly<Record<string, () => Claims>> = {
  'Keycloak before version 25': () => ({ typ: 'Bearer', azp: 'app', nonce: 'n', session_state: 's', nbf: 0 }),
  'Keycloak with the hashes of an ID token': () => ({ typ: 'bearer', nonce: 'n', at_hash: 'a', c_hash: 'c' }),
  Cognito: () => ({ token_use: 'access', nonce: 'n', client_id: 'app' }),
  'a library that writes null for what is missing': () => ({ client_id: null, nonce: null, at_hash: null, typ: null }),
  'a clock that is a little ahead': () => ({ nbf: seconds() + 50, iat: seconds() + 50 }),
  'a clock that knows fractions': () => ({ exp: seconds() + 600.5, iat: seconds() - 0.25, nbf: seconds() - 0.25 }),
  'a directory with 157 groups': () => ({ groups: Array.from({ length: 157 }, () => crypto.randomUUID()) }),
};

describe('a token is taken', () => {
  it.each(Object.keys(ISSUED))('of either kind, when it is made by %s', async (maker) => {
    const claims = ISSUED[maker]?.() ?? {};

    for (const token of [await issuer.sign({ sub: 'real', ...claims }), await community(claims)]) {
      const answers = await answersTo(server, `Bearer ${token}`);
      expect(answers.map(({ status }) => status)).toEqual(ACCEPTED);
    }
  });

  it('when it is as long as headers can be', async () => {
    const token = await community({ padding: 'a'.repeat(11_000) });

    expect(token.length).toBeGreaterThan(14_000);
    expect(await viewerOf(server, token)).toMatchObject({ databaseId: 7 });
  });

  it.each([Date.now(), 0, 1.5])('as a community token with the jti %j', async (jti) => {
    expect(await viewerOf(server, await community({ jti }))).toMatchObject({ databaseId: 7 });
  });

  it('until the fraction of a second at which it expires', async () => {
    let clock = new Date();
    const timed = await startServer({ now: () => clock });
    onTestFinished(() => timed.stop());
    const exp = Math.floor(clock.getTime() / 1000) + HOUR + 0.5;
    const token = await community({ exp });

    clock = new Date(exp * 1000 - 1);
    expect(await viewerOf(timed, token)).toMatchObject({ databaseId: 7 });
    expect(await viewerOf(timed, await community({ exp, name: 'New' }))).toMatchObject({ databaseId: 7 });
    clock = new Date(exp * 1000);
    for (const late of [token, await community({ exp, name: 'Late' })]) {
      expect(await viewerOf(timed, late)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });
});

describe('the scopes of a token', () => {
  it.each([
    ['none of either claim', {}, 200, 200],
    ['scp as a text', { scp: 'room user.rooms.read' }, 200, 200],
    ['scp as a text of one', { scp: 'room' }, 200, 403],
    ['scp as a list', { scp: ['room', 'user.rooms.read'] }, 200, 200],
    ['scope as a text', { scope: ' openid  room ' }, 200, 403],
    ['scope as a list', { scope: ['openid', 'room'] }, 200, 403],
    ['both, of which each says one', { scp: 'user.rooms.read', scope: ['room'] }, 200, 200],
    ['scp null beside scope', { scp: null, scope: 'room' }, 200, 403],
    ['scope empty beside scp', { scp: ['room'], scope: '' }, 200, 403],
    ['scp null', { scp: null }, 403, 403],
    ['scope null', { scope: null }, 403, 403],
    ['both null', { scp: null, scope: null }, 403, 403],
    ['scp an empty text', { scp: '' }, 403, 403],
    ['scope an empty text', { scope: '' }, 403, 403],
    ['scope of spaces', { scope: '  ' }, 403, 403],
    ['scp an empty list', { scp: [] }, 403, 403],
    ['scope an empty list', { scope: [] }, 403, 403],
    ['scope a list of empty texts', { scope: [''] }, 403, 403],
  ])('are read from %s', async (_what, claims: Claims, search, own) => {
    for (const token of [await issuer.sign({ sub: 'scoped', ...claims }), await community(claims)]) {
      const paths = ['/v1/rooms/search?query=a', '/v1/users/my-rooms'];
      const answers = await Promise.all(paths.map((path) => send(`${server.url}${path}`, { token })));
      expect(answers.map(({ status }) => status)).toEqual([search, own]);
    }
  });

  it('may come with a client_id of null, which is no other client than any', async () => {
    const token = await issuer.sign({ sub: 'scoped', client_id: null });

    const { status } = await send(`${server.url}/v1/rooms/1`, { token, headers: { 'x-client-id': 'app' } });
    expect(status).toBe(404);
  });
});
