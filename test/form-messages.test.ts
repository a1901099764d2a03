import { afterAll, describe, expect, it } from 'vitest';
import { graphql, send } from './support/requests.ts';
import { startServer } from './support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

const CREATE = 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { userErrors { field message } } }';

describe('what a form shows beside a field is the rule', () => {
  it('at the GraphQL door', async () => {
    const input = {
      name: ' ',
      privacy: 'PUBLIC',
      slug: 'my group!',
      description: 'a'.repeat(501),
      color: 'red',
      country: 'ZZ',
      coverImagePosition: 101,
      image: 'x',
      idempotencyKey: 'ü',
    };

    const { body } = await graphql(server.url, CREATE, { token, variables: { input } });

    const { userErrors } = body.data.createGroup;
    const messages = userErrors.map((error: { field: string[]; message: string }) => [error.field[0], error.message]);
    expect(Object.fromEntries(messages)).toEqual({
      name: 'The name must not be blank.',
      slug: 'The slug must be of A–Z, a–z, 0–9, hyphens, underscores and dots, with at least one letter or digit.',
      description: 'The description must have at most 500 characters.',
      color: 'The color must be written as #rgb, #rrggbb or #rrggbbaa.',
      country: 'The country must be a country code of two letters, as in ISO 3166-1, or XK.',
      coverImagePosition: 'The cover position must be from 0 to 100.',
      image:
        'The image must be an undamaged GIF, PNG, JPEG, WebP or AVIF image as a data URL (data:image/png;base64,...).',
      idempotencyKey: 'The idempotency key must be of printable ASCII characters.',
    });
  });

  it("at SelfCommunity's door", async () => {
    const json = {
      name: ' ',
      privacy: 'open',
      slug: 'my group!',
      color: 'red',
      visible: 'perhaps',
      emotional_image_position: 101,
      invite_users: 'all',
    };

    const { body } = await send(`${server.url}/api/v2/group/`, { token, json });

    const messages = body.errors.map((error: { field: string; messages: { message: string }[] }) => [
      error.field,
      error.messages[0]?.message,
    ]);
    expect(Object.fromEntries(messages)).toEqual({
      name: 'This must not be blank.',
      privacy: 'This must be one of: public, private.',
      slug: 'Use A–Z, a–z, 0–9, hyphens, underscores and dots, with at least one letter or digit.',
      color: 'Write a colour as #rgb, #rrggbb or #rrggbbaa.',
      visible: 'Send true or false.',
      emotional_image_position: 'This must be from 0 to 100.',
      invite_users: 'Send a list of the numbers of users.',
    });
  });
});
