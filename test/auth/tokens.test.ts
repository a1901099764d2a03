import { afterAll, describe, expect, it } from 'vitest';
import { ALGORITHMS, startIssuer } from '../support/issuer.ts';
import { startServer } from '../support/server.ts';
import { ACCEPTED, answersTo, community, communityClaims, viewerOf } from '../support/tokens.ts';

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
      ...{ username: 'ada', realName: 'Ada Lovelace', avatarUrl: picture },
    });
    expect(await viewerOf(server, await community({ user_id: 11, username: 'bo', name: 'Bo' }))).toEqual({
      ...{ databaseId: 11, username: 'bo', realName: 'Bo', avatarUrl: null },
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
