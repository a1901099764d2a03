import type { SCGroupType } from '@selfcommunity/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOf, type GroupPage, generateJWTToken, groupForm, http, imagesOf } from '../support/selfcommunity.ts';
import { groups, pictureFile, refusalOf } from '../support/selfcommunity-groups.ts';
import { shownUser, TIME } from '../support/selfcommunity-users.ts';
import { SECRET, startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
await server.addUsers(1, 2, 3, 4, 5);
http.setBasePortal(server.url);

const as = async (userId: number) => ({ headers: { Authorization: `Bearer ${await server.token(userId)}` } });
const [anna, bo, cleo, dan, emil] = await Promise.all([as(1), as(2), as(3), as(4), as(5)]);
const asType = (type: string) => ({ headers: { ...anna.headers, 'Content-Type': type } });
const MULTIPART = asType('multipart/form-data');
const URLENCODED = asType('application/x-www-form-urlencoded');

const FIELDS = [
  'id',
  'name',
  'description',
  'slug',
  'color',
  'privacy',
  'visible',
  'active',
  'subscription_status',
  'subscribed',
  'image_bigger',
  'image_big',
  'image_medium',
  'image_small',
  'emotional_image',
  'emotional_image_position',
  'subscribers_counter',
  'created_at',
  'created_by',
  'managed_by',
];
const USER_1 = shownUser({ id: 1, username: 'user-1', real_name: 'User 1', date_joined: TIME });

/** What anna sees of a group that she made, but for what `fields` says. */
const madeByAnna = (fields: object) => ({
  id: expect.any(Number),
  description: '',
  color: null,
  privacy: 'private',
  visible: true,
  active: true,
  subscription_status: 'subscribed',
  subscribed: true,
  subscribers_counter: 1,
  image_bigger: `${server.url}/media/default-bigger.webp`,
  image_big: `${server.url}/media/default-big.webp`,
  image_medium: `${server.url}/media/default-medium.webp`,
  image_small: `${server.url}/media/default-small.webp`,
  emotional_image: `${server.url}/media/default-cover.webp`,
  emotional_image_position: 50,
  created_at: TIME,
  created_by: USER_1,
  managed_by: USER_1,
  ...fields,
});

const SIZES = {
  image_small: ['webp', 64, 64],
  image_medium: ['webp', 128, 128],
  image_big: ['webp', 300, 300],
  image_bigger: ['webp', 600, 600],
  emotional_image: ['webp', 1920, 1080],
};

describe('createGroup', () => {
  const plain = (name: string) => ({ name, privacy: 'private', visible: false, invite_users: [2, 3] });
  const repeated = (name: string) => {
    const form = formOf({ name, privacy: 'private', visible: 'false' });
    for (const id of ['2', '3']) form.append('invite_users', id);
    return form;
  };

  it.each([
    ['a plain object', plain, anna],
    ['a plain object with a multipart header', plain, MULTIPART],
    ['a plain object with a urlencoded header', plain, URLENCODED],
    ["the vendor's form with a multipart header", (name: string) => groupForm({ name }), MULTIPART],
    ["the vendor's form without headers, which goes out as JSON", (name: string) => groupForm({ name }), anna],
    ['a form that repeats invite_users', repeated, MULTIPART],
  ])('makes a hidden group and invites two users from %s', async (_encoding, dataFor, config) => {
    const name = `Group ${crypto.randomUUID()}`;

    const group = await groups.createGroup(dataFor(name), config);

    expect(group).toEqual(madeByAnna({ name, slug: name.toLowerCase().replace(' ', '-'), visible: false }));
    const seen = await Promise.all([bo, cleo].map((config) => groups.getSpecificGroupInfo(group.id, config)));
    expect(seen.map(({ subscription_status }) => subscription_status)).toEqual(['invited', 'invited']);
    expect(await refusalOf(groups.getSpecificGroupInfo(group.id, dan))).toMatchObject({ status: 404 });
  });

  it('keeps every field of a plain object', async () => {
    const fields = { name: 'Rück & Söhne', slug: 'rueck', privacy: 'public', description: 'a\nb', color: '#ff0000' };

    const group = await groups.createGroup(fields, anna);

    expect(group).toEqual(madeByAnna(fields));
  });

  it('leaves out what a plain object in a multipart body has as null', async () => {
    const group = await groups.createGroup({ name: 'Wordless', privacy: 'public', description: null }, MULTIPART);

    expect(group).toEqual(madeByAnna({ name: 'Wordless', slug: 'wordless', privacy: 'public' }));
  });

  it("keeps both pictures of the vendor's form in the documented sizes", async () => {
    const files = {
      image_original: await pictureFile({ width: 700, height: 650 }),
      emotional_image_original: await pictureFile({ width: 700, height: 650 }),
    };

    const group = await groups.createGroup(groupForm({ name: 'Painters', ...files }), MULTIPART);

    expect(await imagesOf(group)).toEqual(SIZES);
    expect(group.image_small).not.toContain('default');
    expect(group.emotional_image).not.toContain('default');
  });

  it('gives a group without pictures default ones, which can be fetched in the same sizes', async () => {
    const group = await groups.createGroup({ name: 'Imageless', privacy: 'public' }, anna);

    expect(await imagesOf(group)).toEqual(SIZES);
  });

  it("accepts the token that the vendor's own generateJWTToken makes", async () => {
    const Authorization = `Bearer ${await generateJWTToken(70, SECRET)}`;

    const group = await groups.createGroup(
      { name: 'Token holders', privacy: 'public' },
      { headers: { Authorization } },
    );

    expect(group.created_by).toEqual({ ...USER_1, id: 70, username: 'user-70', real_name: '' });
  });
});

describe('getSpecificGroupInfo', () => {
  it('answers with the twenty documented fields in their order', async () => {
    const { id } = await groups.createGroup({ name: 'Ordered', privacy: 'public' }, anna);

    const group = await groups.getSpecificGroupInfo(id, anna);

    expect(Object.keys(group)).toEqual(FIELDS);
    expect(group).toEqual(madeByAnna({ id, name: 'Ordered', slug: 'ordered', privacy: 'public' }));
  });

  it.each([
    ['someone outside of the group', dan],
    ['a caller without a token', {}],
  ])('tells %s that they have no subscription', async (caller, config) => {
    const made = await groups.createGroup({ name: `Seen by ${caller}`, privacy: 'private' }, anna);

    const group = await groups.getSpecificGroupInfo(made.id, config);

    expect(group).toEqual({ ...made, subscription_status: null, subscribed: false });
  });
});

describe('getUserGroups', () => {
  const names = ['Birds', 'Book club 1', 'Book club 2', 'Book club 3', 'Cats'];
  beforeAll(async () => {
    for (const name of names.toReversed()) await groups.createGroup({ name, privacy: 'private', visible: false }, emil);
    await groups.createGroup({ name: 'Invited only', privacy: 'public', invite_users: [5] }, anna);
  });

  const namesOf = (results: readonly SCGroupType[]) => results.map(({ name }) => name);
  const pageAt = (query: string) => `${server.url}/api/v2/group/?${query}`;
  const follow = async (url: string) => (await http.request<null, GroupPage>({ url, method: 'GET', ...emil })).data;

  it("lists the caller's own groups as they are read one by one, by name", async () => {
    const page = await groups.getUserGroups(undefined, emil);

    const alone = await Promise.all(page.results.map(({ id }) => groups.getSpecificGroupInfo(id, emil)));
    expect(page).toEqual({ count: 5, next: null, previous: null, results: alone });
    expect(namesOf(page.results)).toEqual(names);
  });

  it('gives the addresses of the pages before and after', async () => {
    const { results, ...page } = await groups.getUserGroups({ limit: 2, offset: 2 }, emil);

    expect(namesOf(results)).toEqual(['Book club 2', 'Book club 3']);
    expect(page).toEqual({ count: 5, next: pageAt('limit=2&offset=4'), previous: pageAt('limit=2&offset=0') });
  });

  it('leads through all groups when next is followed as it is', async () => {
    const first = await groups.getUserGroups({ limit: 2 }, emil);
    const second = await follow(first.next);
    const third = await follow(second.next);

    expect([first, second, third].map(({ results }) => namesOf(results))).toEqual([
      ['Birds', 'Book club 1'],
      ['Book club 2', 'Book club 3'],
      ['Cats'],
    ]);
    expect(third.next).toBeNull();
    expect(await follow(third.previous)).toEqual(second);
  });

  it('keeps the search in the pages that follow', async () => {
    const first = await groups.getUserGroups({ search: 'book club', limit: 2 }, emil);
    const second = await follow(first.next);

    expect(first).toMatchObject({ count: 3, next: pageAt('search=book+club&limit=2&offset=2') });
    expect(namesOf([...first.results, ...second.results])).toEqual(['Book club 1', 'Book club 2', 'Book club 3']);
  });

  it('takes undefined and null parameters, which the client writes as text, for none', async () => {
    const page = await groups.getUserGroups({ limit: undefined, offset: undefined, search: null }, emil);

    expect(page).toEqual(await groups.getUserGroups({}, emil));
  });

  it('wants a token', async () => {
    expect(await refusalOf(groups.getUserGroups())).toEqual({ status: 401, codes: { error: 'not_authenticated' } });
  });
});

describe('formatHttpErrorCode', () => {
  let taken: SCGroupType;
  let hidden: SCGroupType;
  beforeAll(async () => {
    taken = await groups.createGroup({ name: 'Taken', privacy: 'public' }, anna);
    hidden = await groups.createGroup({ name: 'Hidden', privacy: 'private', visible: false }, anna);
  });
  const good = { name: 'Good', privacy: 'public' };

  it.each([
    ['a name that is taken in other case', { ...good, name: 'TAKEN' }, { nameError: { error: 'unique' } }],
    ['a blank name', { ...good, name: '  ' }, { nameError: { error: 'blank' } }],
    ['a name of 51 characters', { ...good, name: 'n'.repeat(51) }, { nameError: { error: 'max_length' } }],
    ['no name', { privacy: 'public' }, { nameError: { error: 'required' } }],
    ['no privacy', { name: 'Good' }, { privacyError: { error: 'required' } }],
    ['another privacy', { ...good, privacy: 'secret' }, { privacyError: { error: 'invalid_choice' } }],
    ['an unknown user', { ...good, invite_users: [2, 999] }, { inviteUsersError: { error: 'does_not_exist' } }],
    [
      'several fields at once',
      { name: 'Taken', privacy: 'secret', description: 'd'.repeat(501), invite_users: [999] },
      {
        nameError: { error: 'unique' },
        privacyError: { error: 'invalid_choice' },
        descriptionError: { error: 'max_length' },
        inviteUsersError: { error: 'does_not_exist' },
      },
    ],
  ])('reads the refusal of %s', async (_case, data, codes) => {
    expect(await refusalOf(groups.createGroup(data, anna))).toEqual({ status: 400, codes });
  });

  it('reads that files sent as JSON, without the multipart header, did not arrive', async () => {
    const files = {
      image_original: await pictureFile({ width: 700, height: 650 }),
      emotional_image_original: await pictureFile({ width: 700, height: 650 }),
    };

    const refusal = await refusalOf(groups.createGroup(groupForm({ name: 'Fileless', ...files }), anna));

    const error = { error: 'invalid' };
    expect(refusal).toEqual({ status: 400, codes: { imageOriginalError: error, emotionalImageOriginalError: error } });
  });

  it('reads the refusal of a caller without a token', async () => {
    const refusal = await refusalOf(groups.createGroup(good));

    expect(refusal).toEqual({ status: 401, codes: { error: 'not_authenticated' } });
  });

  it.each([
    ['creating', (config: object) => groups.createGroup(good, config)],
    ['reading what anyone may read', (config: object) => groups.getSpecificGroupInfo(taken.id, config)],
  ])('reads the refusal of a token signed with another secret, when %s', async (_case, call) => {
    const Authorization = `Bearer ${await generateJWTToken(1, 'another secret for tests, of 32 bytes')}`;

    expect(await refusalOf(call({ headers: { Authorization } }))).toEqual({
      status: 401,
      codes: { error: 'authentication_failed' },
    });
  });

  it.each([
    ['someone outside of it', dan],
    ['a caller without a token', {}],
  ])('reads for %s the same of a hidden group as of one that never was', async (_case, config) => {
    const refusal = await refusalOf(groups.getSpecificGroupInfo(hidden.id, config));

    expect(refusal).toEqual({ status: 404, codes: { error: 'not_found' } });
    expect(refusal).toEqual(await refusalOf(groups.getSpecificGroupInfo(999_999, config)));
  });
});
