import { afterAll, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/graphql/relay/global-ids.ts';
import { addGroup } from '../../support/engines.ts';
import { graphql } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
await server.addUsers(1);
const token = await server.token(1);

const UPDATE = `mutation ($input: UpdateGroupInput!) {
  updateGroup(input: $input) { group { privacy visible } userErrors { code field message } }
}`;

async function update(name: string, changes: object) {
  const groupId = encodeGlobalId('Group', await addGroup(server.store, name));
  const { body } = await graphql(server.url, UPDATE, { token, variables: { input: { groupId, ...changes } } });
  return body.data.updateGroup;
}

it('a group that is public and stays so cannot be hidden', async () => {
  const message = 'The visibility of a public group cannot be changed: it is visible always.';

  expect(await update('Hidden', { visible: false })).toEqual({
    group: null,
    userErrors: [{ code: 'INVALID', field: ['visible'], message }],
  });
});

it.each([
  [{ visible: true }, { privacy: 'PUBLIC', visible: true }],
  [
    { privacy: 'PUBLIC', visible: false },
    { privacy: 'PUBLIC', visible: true },
  ],
  [
    { privacy: 'PRIVATE', visible: false },
    { privacy: 'PRIVATE', visible: false },
  ],
])('a public group changed by %j is %j', async (changes, group) => {
  expect(await update(JSON.stringify(changes), changes)).toEqual({ group, userErrors: [] });
});

it('a cover position is kept from the beginning', async () => {
  const create = `mutation ($input: CreateGroupInput!) {
    createGroup(input: $input) { group { coverImagePosition } userErrors { code field } }
  }`;
  const made = async (coverImagePosition: number | null) => {
    const input = { name: `At ${coverImagePosition}`, privacy: 'PUBLIC', coverImagePosition };
    const { body } = await graphql(server.url, create, { token, variables: { input } });
    return body.data.createGroup;
  };

  expect(await made(0)).toEqual({ group: { coverImagePosition: 0 }, userErrors: [] });
  expect(await made(null)).toEqual({ group: { coverImagePosition: 50 }, userErrors: [] });
  expect(await made(101)).toEqual({ group: null, userErrors: [{ code: 'INVALID', field: ['coverImagePosition'] }] });
});
