import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { dataUrl, picture } from '../../support/pictures.ts';
import { graphql, send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);
await server.addUsers(2, 3);

const MUTATION = `mutation ($input: CreateGroupInput!) {
  createGroup(input: $input) {
    group { databaseId name slug image(size: SMALL) coverImage subscribersCount }
    userErrors { code field message }
  }
}`;

async function create(input: Record<string, unknown>, as: string | null = token) {
  const { body } = await graphql(server.url, MUTATION, { token: as, variables: { input } });
  return body.data.createGroup;
}

const codes = ({ userErrors }: { userErrors: { code: string; field: string[] | null }[] }) =>
  userErrors.map(({ code, field }) => [field?.join('.') ?? null, code]);

describe('createGroup', () => {
  it('reports everything that is wrong at once, as data', async () => {
    await create({ name: 'Taken', privacy: 'PUBLIC' });

    const refused = await create({
      name: ' taken ',
      slug: 'No Slug',
      description: 'd'.repeat(501),
      privacy: 'PUBLIC',
      color: 'red',
      country: 'XX',
      inviteUserIds: [encodeGlobalId('User', 2), 'garbage', encodeGlobalId('User', 99)],
      image: 'https://example.org/picture.png',
      coverImage: dataUrl(Buffer.from('no image')),
      idempotencyKey: '',
    });

    expect(refused.group).toBeNull();
    expect(codes(refused).toSorted()).toEqual(
      [
        ['name', 'UNIQUE'],
        ['slug', 'INVALID'],
        ['description', 'MAX_LENGTH'],
        ['color', 'INVALID'],
        ['country', 'INVALID'],
        ['inviteUserIds.1', 'DOES_NOT_EXIST'],
        ['inviteUserIds.2', 'DOES_NOT_EXIST'],
        ['image', 'INVALID'],
        ['coverImage', 'INVALID'],
        ['idempotencyKey', 'BLANK'],
      ].toSorted(),
    );
  });

  it('tells an anonymous caller to sign in, in the same shape', async () => {
    expect(await create({ name: 'Nobody', privacy: 'PUBLIC' }, null)).toEqual({
      group: null,
      userErrors: [{ code: 'UNAUTHENTICATED', field: null, message: 'This needs a token.' }],
    });
  });

  it('says the same of colours and countries that stand in the document', async () => {
    const { body } = await graphql(
      server.url,
      'mutation { createGroup(input: { name: "Red", privacy: PUBLIC, color: "red", country: "ZZ", image: "x" }) { userErrors { code field } } }',
      { token: await server.token(1) },
    );

    expect(codes(body.data.createGroup)).toEqual([
      ['image', 'INVALID'],
      ['color', 'INVALID'],
      ['country', 'INVALID'],
    ]);
  });

  it('takes numbers in their place as an error of the document', async () => {
    const { body } = await graphql(
      server.url,
      'mutation { createGroup(input: { name: "Red", privacy: PUBLIC, color: 5, country: true }) { userErrors { code } } }',
      { token: await server.token(1) },
    );

    expect(body.errors.map(({ message }: { message: string }) => message)).toEqual([
      'HexColorCode must be text.',
      'CountryCode must be text.',
    ]);
  });

  it('gives a country as it is, in capitals', async () => {
    const { group } = await create({ name: 'Prishtina', privacy: 'PUBLIC', country: 'xk', color: '#aBc' });
    const { body } = await graphql(server.url, '{ group(by: { slug: "prishtina" }) { country color } }');

    expect([group.slug, body.data.group]).toEqual(['prishtina', { country: 'XK', color: '#aBc' }]);
  });

  it('keeps the images that come as data URLs', async () => {
    const { group, userErrors } = await create({
      name: 'Pictures',
      privacy: 'PUBLIC',
      image: dataUrl(await picture('jpeg')),
      coverImage: dataUrl(await picture('webp')),
    });

    expect(userErrors).toEqual([]);
    for (const address of [group.image, group.coverImage]) {
      const { status, headers } = await send(address);
      expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
    }
  });

  it('makes a slug from a name in any script, and numbers it when it is taken', async () => {
    const slugs = [];
    for (const name of ['Café Ünal', 'Cafe Unal!', 'cafe-unal?', '日本語', 'Search', '!!!']) {
      slugs.push((await create({ name, privacy: 'PRIVATE' })).group.slug);
    }

    expect(slugs).toEqual(['cafe-unal', 'cafe-unal-2', 'cafe-unal-3', 'ribenyu', 'search-group', 'community']);
  });

  it('invites users once each, and never the creator', async () => {
    const ids = [2, 1, 2, 3].map((id) => encodeGlobalId('User', id));
    const { group } = await create({ name: 'Invited', privacy: 'PRIVATE', visible: false, inviteUserIds: ids });

    expect(group.subscribersCount).toBe(1);
    const seen = async (id: number) =>
      (
        await graphql(server.url, '{ group(by: { slug: "invited" }) { viewerSubscriptionStatus } }', {
          token: await server.token(id),
        })
      ).body.data.group;
    expect(await seen(1)).toEqual({ viewerSubscriptionStatus: 'SUBSCRIBED' });
    expect(await seen(2)).toEqual({ viewerSubscriptionStatus: 'INVITED' });
    expect(await seen(3)).toEqual({ viewerSubscriptionStatus: 'INVITED' });
    expect(await seen(4)).toBeNull();
  });
});
