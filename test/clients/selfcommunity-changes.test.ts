import { afterAll, expect, it } from 'vitest';
import { formOf, http, imagesOf } from '../support/selfcommunity.ts';
import { groups, pictureFile, refusalOf } from '../support/selfcommunity-groups.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
http.setBasePortal(server.url);
await server.addUsers(21, 22);

const as = async (userId: number) => ({ headers: { Authorization: `Bearer ${await server.token(userId)}` } });
const [anna, bo] = await Promise.all([as(21), as(22)]);

const made = (fields: object = {}) =>
  groups.createGroup({ name: `Group ${crypto.randomUUID()}`, privacy: 'public', ...fields }, anna);
const HIDDEN = { privacy: 'private', visible: false };
const asMultipart = { headers: { ...anna.headers, 'Content-Type': 'multipart/form-data' } };
const FIELDS = [
  { name: 'Another name' },
  { slug: 'another-slug' },
  { description: 'another description' },
  { description: '' },
  { color: '#00ff00' },
  { visible: true },
  { privacy: 'public', visible: true },
  { emotional_image_position: 20 },
];
const hidden = () => made({ ...HIDDEN, description: 'old', color: '#ff0000' });

it.each(FIELDS)('patches %o alone, in JSON', async (fields) => {
  const before = await hidden();

  const after = await groups.patchGroup(before.id, fields, anna);

  expect(after).toEqual({ ...before, ...fields });
  expect(await groups.getSpecificGroupInfo(before.id, anna)).toEqual(after);
  await groups.deleteGroup(before.id, anna);
});

it.each(FIELDS)('patches %o alone, in a form', async (fields) => {
  const before = await hidden();
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)]);

  const after = await groups.patchGroup(before.id, formOf(Object.fromEntries(texts)), anna);

  expect(after).toEqual({ ...before, ...fields });
  await groups.deleteGroup(before.id, anna);
});

it('hides a group from those who could find it', async () => {
  const { id } = await made({ privacy: 'private' });
  expect((await groups.getSpecificGroupInfo(id, bo)).visible).toBe(true);

  await groups.patchGroup(id, { visible: false }, anna);

  expect(await refusalOf(groups.getSpecificGroupInfo(id, bo))).toEqual({
    status: 404,
    codes: { error: 'not_found' },
  });
});

it("updates a group from the vendor's own form", async () => {
  const before = await made({ ...HIDDEN, color: '#ff0000' });
  const fields = { name: `Formed ${before.id}`, description: 'from a form', privacy: 'private' };
  const form = formOf({ ...fields, visible: 'true', products: '[]', image_original: await pictureFile() });

  const after = await groups.updateGroup(before.id, form, asMultipart);

  const { image_big, image_bigger, image_medium, image_small } = after;
  const pictures = { image_big, image_bigger, image_medium, image_small };
  expect(after).toEqual({ ...before, ...fields, visible: true, ...pictures });
  expect(image_small).not.toBe(before.image_small);
});

it('leaves what an update in JSON does not name as it is, but wants the name', async () => {
  const before = await made({ description: 'old', color: '#ff0000' });

  const after = await groups.updateGroup(before.id, { name: before.name, description: 'new' }, anna);

  expect(after).toEqual({ ...before, description: 'new' });
  expect(await refusalOf(groups.updateGroup(before.id, { description: 'newer' }, anna))).toEqual({
    status: 400,
    codes: { nameError: { error: 'required' } },
  });
  expect(await groups.getSpecificGroupInfo(before.id, anna)).toEqual(after);
});

const fileOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);

const PICTURE = ['image_original', ['image_small', 'image_medium', 'image_big', 'image_bigger']] as const;
const COVER = ['emotional_image_original', ['emotional_image']] as const;

it.each([
  ['picture', PICTURE, anna],
  ['picture that is said to be multipart', PICTURE, asMultipart],
  ['cover', COVER, anna],
])('replaces a %s, and keeps nothing of the old one', async (_what, [field, names], config) => {
  const files = { image_original: await pictureFile(), emotional_image_original: await pictureFile() };
  const before = await groups.createGroup(formOf({ name: 'Pictured', privacy: 'public', ...files }), asMultipart);
  const filesBefore = await server.mediaFiles();

  const after = await groups.changeGroupAvatarOrCover(before.id, formOf({ [field]: await pictureFile() }), config);

  const filesAfter = await server.mediaFiles();
  expect(after).toEqual({ ...before, ...Object.fromEntries(names.map((name) => [name, after[name]])) });
  for (const name of names) {
    expect(filesBefore).toContain(fileOf(before[name]));
    expect(filesAfter).not.toContain(fileOf(before[name]));
    expect(filesAfter).toContain(fileOf(after[name]));
  }
  expect(filesAfter).toHaveLength(filesBefore.length);
  expect(await imagesOf(after)).toMatchObject({
    image_big: ['webp', 300, 300],
    emotional_image: ['webp', 1920, 1080],
  });
  await groups.deleteGroup(before.id, anna);
});

it.each([
  ['an empty text', { emotional_image: '' }],
  ['null', { emotional_image: null }],
  ['an empty text in a form', formOf({ emotional_image: '' })],
])('resets a cover by %s, and keeps nothing of the old one', async (_what, fields) => {
  const before = await groups.createGroup(
    formOf({ name: 'Covered', privacy: 'public', emotional_image_original: await pictureFile() }),
    asMultipart,
  );

  const after = await groups.patchGroup(before.id, fields, anna);

  expect(after).toEqual({ ...before, emotional_image: `${server.url}/media/default-cover.webp` });
  expect(await server.mediaFiles()).not.toContain(fileOf(before.emotional_image));
  await groups.deleteGroup(before.id, anna);
});

it('leaves a cover whose address is sent back, and takes a new one beside an empty text', async () => {
  const file = { emotional_image_original: await pictureFile() };
  const before = await groups.createGroup(formOf({ name: 'Covered', privacy: 'public', ...file }), asMultipart);

  expect(await groups.patchGroup(before.id, { emotional_image: before.emotional_image }, anna)).toEqual(before);
  const { emotional_image } = await groups.patchGroup(before.id, formOf({ emotional_image: '', ...file }), anna);

  expect(emotional_image).not.toContain('default');
  expect(emotional_image).not.toBe(before.emotional_image);
  await groups.deleteGroup(before.id, anna);
});

it.each([
  ['JSON', { name: 'Placed', privacy: 'public', emotional_image_position: 0 }, anna],
  ['a form', formOf({ name: 'Placed', privacy: 'public', emotional_image_position: '0' }), asMultipart],
])('keeps the cover position that a group is created with, in %s', async (_what, fields, config) => {
  const placed = await groups.createGroup(fields, config);

  expect(placed.emotional_image_position).toBe(0);
  expect(await groups.getSpecificGroupInfo(placed.id, anna)).toEqual(placed);
  await groups.deleteGroup(placed.id, anna);
});

it.each([101, -1, 1.5, 'middle'])('refuses to create a group with the cover position %s', async (position) => {
  const created = made({ emotional_image_position: position });

  expect(await refusalOf(created)).toEqual({
    status: 400,
    codes: { emotionalImagePositionError: { error: 'invalid' } },
  });
});

it('refuses to hide a group that is public and stays so, unless the privacy is sent with it', async () => {
  const before = await made();

  for (const visible of [false, 'false', 0]) {
    expect(await refusalOf(groups.patchGroup(before.id, { visible, description: 'new' }, anna))).toEqual({
      status: 400,
      codes: { visibleError: { error: 'invalid' } },
    });
  }
  expect(await groups.getSpecificGroupInfo(before.id, anna)).toEqual(before);

  expect(await groups.patchGroup(before.id, { visible: true }, anna)).toEqual(before);
  expect(await groups.patchGroup(before.id, { visible: false, privacy: 'public' }, anna)).toEqual(before);
  const hidden = { visible: false, privacy: 'private' };
  expect(await groups.patchGroup(before.id, hidden, anna)).toEqual({ ...before, ...hidden });
});

it('creates a visible group from the form that says public and not visible', async () => {
  expect((await made({ privacy: 'public', visible: false })).visible).toBe(true);
});

it('removes the pictures of a group with the group', async () => {
  const filesBefore = await server.mediaFiles();
  const files = { image_original: await pictureFile(), emotional_image_original: await pictureFile() };
  const group = await groups.createGroup(formOf({ name: 'Short-lived', privacy: 'public', ...files }), asMultipart);
  expect(await server.mediaFiles()).not.toEqual(filesBefore);

  await groups.deleteGroup(group.id, anna);

  expect((await server.mediaFiles()).toSorted()).toEqual(filesBefore.toSorted());
  expect((await fetch(group.image_big)).status).toBe(404);
});

it.each([
  ['a name that is taken', { name: 'TAKEN ALREADY' }, { nameError: { error: 'unique' } }],
  ['a blank name', { name: '' }, { nameError: { error: 'blank' } }],
  ['no privacy at all', { privacy: null }, { privacyError: { error: 'required' } }],
  ['another privacy', { privacy: 'secret' }, { privacyError: { error: 'invalid_choice' } }],
  ['a cover position of 101', { emotional_image_position: 101 }, { emotionalImagePositionError: { error: 'invalid' } }],
  ['text for a picture', { image_original: 'x' }, { imageOriginalError: { error: 'invalid' } }],
  [
    'several fields at once',
    { name: 'taken already', description: 'd'.repeat(501), color: 'red' },
    {
      nameError: { error: 'unique' },
      descriptionError: { error: 'max_length' },
      colorError: { error: 'invalid' },
    },
  ],
])('refuses %s, and changes nothing', async (_case, fields, codes) => {
  const taken = await made({ name: 'Taken already' });
  const before = await made();

  expect(await refusalOf(groups.patchGroup(before.id, fields, anna))).toEqual({ status: 400, codes });

  expect(await groups.getSpecificGroupInfo(before.id, anna)).toEqual(before);
  await groups.deleteGroup(taken.id, anna);
});

it.each([
  ['an unknown user', { users: [22, 999] }, 'does_not_exist'],
  ['no list', {}, 'required'],
  ['a list of names', { users: ['bo'] }, 'invalid'],
])('refuses to invite %s, and invites nobody', async (_case, data, error) => {
  const { id } = await made();

  const refusal = await refusalOf(groups.inviteOrAcceptGroupRequest(id, data, anna));

  expect(refusal).toEqual({ status: 400, codes: { usersError: { error } } });
  expect((await groups.getGroupInvitedUsers(id, {}, anna)).count).toBe(0);
});
