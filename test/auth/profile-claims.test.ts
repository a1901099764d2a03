import { afterAll, describe, expect, it } from 'vitest';
import { person } from '../support/engines.ts';
import { startIssuer } from '../support/issuer.ts';
import { graphql, send } from '../support/requests.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Claims, community, seconds } from '../support/tokens.ts';

const issuer = await startIssuer();
const OIDC = { OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl };
const PROFILE_CLAIMS = 'bio=about, location=place,website=https://claims.example.org/site:1 ,tags = roles';
const named = await startServer({ env: { ...OIDC, PROFILE_CLAIMS } });
const unnamed = await startServer({ env: OIDC });
afterAll(() => Promise.all([named.stop(), unnamed.stop(), issuer.stop()]));

const FOUNDER = { id: 3, name: 'Founder' };
const TOLD = {
  about: 'Chess.\r\nAnd go.',
  place: ' Milan ',
  'https://claims.example.org/site:1': 'https://Anna.example',
  roles: [FOUNDER],
};
/** Claims that issuers are used to make, and which are to be shown to nobody unless they are named. */
const CARRIED = {
  bio: 'a secret',
  location: 'a secret',
  website: 'https://secret.example/',
  tags: [{ id: 9, name: 'a secret' }],
  profile: 'https://secret.example/',
  address: { formatted: 'a secret' },
};

interface Told {
  readonly bio: string;
  readonly location: string;
  readonly website: string;
  readonly tags: readonly { readonly id: number; readonly name: string; readonly color: string }[];
}
const NOTHING = { bio: '', location: '', website: '', tags: [] };

async function toldOf(server: TestServer, token: string) {
  const { body } = await send(`${server.url}/api/v2/user/me/`, { token });
  const { bio, location, website, tags }: Told = body;
  return { bio, location, website, tags: tags.map(({ id, name, color }) => [id, name, color]) };
}

let users = 100;
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

describe.each(Object.entries(KINDS))('a profile, of a %s token', (_kind, newUser) => {
  it('is what the claims say that the setting names', async () => {
    const token = await newUser()({ ...CARRIED, ...TOLD });

    expect(await toldOf(named, token)).toEqual({
      bio: 'Chess.\nAnd go.',
      location: 'Milan',
      website: 'https://anna.example/',
      tags: [[3, 'Founder', '#808080']],
    });
    const { body } = await graphql(named.url, '{ viewer { bio website } }', { token });
    expect(body.data.viewer).toEqual({ bio: 'Chess.\nAnd go.', website: 'https://anna.example/' });
  });

  it('is empty where no setting names a claim, whatever a token carries', async () => {
    const token = await newUser()({ ...CARRIED, ...TOLD });

    expect(await toldOf(unnamed, token)).toEqual(NOTHING);
    const { body } = await graphql(unnamed.url, '{ viewer { bio website } }', { token });
    expect(body.data.viewer).toEqual({ bio: '', website: null });
  });

  it('follows later tokens in what they say, and loses what they say is empty', async () => {
    const tokenOf = newUser();
    const iat = seconds() - 60;
    const before = await toldOf(named, await tokenOf({ ...TOLD, iat }));

    expect(await toldOf(named, await tokenOf({ iat: iat + 1 }))).toEqual(before);
    expect(await toldOf(named, await tokenOf({ about: 'Go.', iat: iat + 2 }))).toEqual({ ...before, bio: 'Go.' });
    const emptied = { about: '', place: '', 'https://claims.example.org/site:1': '', roles: [] };
    expect(await toldOf(named, await tokenOf({ ...emptied, iat: iat + 3 }))).toEqual(NOTHING);
  });

  it.each<[string, Claims]>([
    ['null', { about: null, place: null, 'https://claims.example.org/site:1': null, roles: null }],
    ['of other types', { about: 7, place: ['Rome'], 'https://claims.example.org/site:1': {}, roles: 'Founder' }],
    [
      'too long',
      {
        about: 'a'.repeat(1_001),
        place: 'a'.repeat(101),
        roles: Array.from({ length: 11 }, (_, id) => ({ ...FOUNDER, id: id + 1 })),
      },
    ],
    ['not to be shown', { about: 'a\u0000', place: 'a\u202e', roles: [{ id: 3, name: '\ud800' }] }],
    ['of other schemes', { 'https://claims.example.org/site:1': 'javascript:alert(1)' }],
    ['with a password', { 'https://claims.example.org/site:1': 'https://a:b@example.org/' }],
    ['of tags without ids', { roles: ['Founder'] }],
    ['of tags that are hidden', { roles: [{ ...FOUNDER, visible: false }] }],
    ['of one tag twice', { roles: [FOUNDER, FOUNDER] }],
    ['of tags in a wrong colour', { roles: [{ ...FOUNDER, color: 'red' }] }],
  ])('stays as it is where claims are %s', async (_what, claims) => {
    const tokenOf = newUser();
    const iat = seconds() - 60;
    const before = await toldOf(named, await tokenOf({ ...TOLD, iat }));

    expect(await toldOf(named, await tokenOf({ ...claims, iat: iat + 1 }))).toEqual(before);
  });
});

it('nobody who is named by a directory file has another profile than that says', async () => {
  await named.store.importUsers([person(50)], new Date());

  expect(await toldOf(named, await community({ user_id: 50, ...TOLD }))).toEqual(NOTHING);
});
