import { afterAll, describe, expect, it } from 'vitest';
import { addGroup } from '../support/engines.ts';
import { startIssuer } from '../support/issuer.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';
import { type Claims, community, seconds, viewerOf } from '../support/tokens.ts';

const issuer = await startIssuer();
const server = await startServer({ env: { OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl } });
afterAll(() => Promise.all([server.stop(), issuer.stop()]));

const picture = (name: string) => `https://pictures.example.org/${name}.png`;
const INVISIBLE = ['\u200b', '\u3164', '\u2800', '\uffef', '\u202e', '\u200b\u3164\u2800'];

let users = 100;

/** What makes tokens of one new user, by their own kind and claims. */
const KINDS: Readonly<Record<string, () => (claims: Claims) => Promise<string>>> = {
  community: () => {
    users += 1;
    const user_id = users;
    return (claims) => community({ user_id, ...claims });
  },
  OpenID: () => {
    users += 1;
    const sub = `subject-${users}`;
    return (claims) => issuer.sign({ sub, ...claims });
  },
};

describe.each(Object.entries(KINDS))('a later %s token', (kind, newUser) => {
  const usernameClaim = kind === 'OpenID' ? 'preferred_username' : 'username';

  it('changes its user as every door tells them', async () => {
    const tokenOf = newUser();
    const first = { name: 'Ada King', picture: picture('ada-1'), iat: seconds() - 60 };
    const { databaseId } = await viewerOf(server, await tokenOf({ ...first, [usernameClaim]: `ada-${kind}` }));
    const groupId = await addGroup(server.store, `Group of ${kind}`, { creatorId: databaseId });

    const second = { name: 'Ada Lovelace', picture: picture('ada-2'), [usernameClaim]: `lovelace-${kind}` };
    const token = await tokenOf({ ...second, iat: seconds() - 59.5 });

    const told = { username: `lovelace-${kind}`, realName: 'Ada Lovelace', avatarUrl: picture('ada-2') };
    expect(await viewerOf(server, token)).toEqual({ databaseId, ...told });
    const { body: user } = await send(`${server.url}/api/v2/user/me/`, { token });
    expect(user).toMatchObject({ username: told.username, real_name: told.realName, avatar: told.avatarUrl });
    const { body: members } = await send(`${server.url}/v1/rooms/${groupId}/members`, { token });
    expect(members.data).toMatchObject([
      { username: told.username, firstName: 'Ada', lastName: 'Lovelace', avatarUrls: { small: told.avatarUrl } },
    ]);
  });

  it('changes nothing that it does not say, or not in a way that can be used', async () => {
    const tokenOf = newUser();
    const iat = seconds() - 60;
    const before = await viewerOf(
      server,
      await tokenOf({ name: 'Bo', picture: picture('bo'), [usernameClaim]: `bo-${kind}`, iat }),
    );

    for (const [index, claims] of [
      {},
      { name: null, picture: null, [usernameClaim]: null },
      { name: 7, picture: 'javascript:alert(1)', [usernameClaim]: '' },
      { name: INVISIBLE[0], [usernameClaim]: INVISIBLE[1] },
    ].entries()) {
      expect(await viewerOf(server, await tokenOf({ ...claims, iat: iat + 1 + index }))).toEqual(before);
    }
  });

  it('changes nothing when another is younger, whichever came first', async () => {
    const tokenOf = newUser();
    const now = seconds();
    await viewerOf(server, await tokenOf({ name: 'first', iat: now - 60 }));
    const second = await viewerOf(server, await tokenOf({ name: 'second', iat: now - 30 }));

    expect(await viewerOf(server, await tokenOf({ name: 'older', iat: now - 45 }))).toEqual(second);
    expect(await viewerOf(server, await tokenOf({ name: 'as old', iat: now - 30 }))).toEqual(second);
    expect(second.realName).toBe('second');
  });
});

it('an OpenID token that does not say when it was issued changes nobody who is known', async () => {
  const tokenOf = KINDS['OpenID']?.() ?? community;
  const before = await viewerOf(server, await tokenOf({ name: 'Cleo', iat: undefined }));

  for (const iat of [undefined, -1e300]) {
    expect(await viewerOf(server, await tokenOf({ name: 'Chloe', iat }))).toEqual(before);
  }
  expect(await viewerOf(server, await tokenOf({ name: 'Chloe', iat: seconds() - 1 }))).toMatchObject({
    realName: 'Chloe',
  });
});

it.each(INVISIBLE)('names of which nothing can be seen are none: %j', async (blank) => {
  const tokenOf = KINDS['OpenID']?.() ?? community;
  const token = await tokenOf({
    username: blank,
    preferred_username: `dora-${users}`,
    name: blank,
    given_name: 'Dora',
    family_name: blank,
  });

  expect(await viewerOf(server, token)).toMatchObject({ username: `dora-${users}`, realName: 'Dora' });
});

it.each(INVISIBLE)('a token with no other name than %j makes a user named by their number', async (blank) => {
  const tokenOf = KINDS['OpenID']?.() ?? community;
  const { databaseId, ...told } = await viewerOf(server, await tokenOf({ preferred_username: blank, name: blank }));

  expect(told).toMatchObject({ username: `user-${databaseId}`, realName: '' });
});
