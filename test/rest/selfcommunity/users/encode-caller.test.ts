import { expect, it } from 'vitest';
import { encodeNobody, encodePermission } from '../../../../src/rest/selfcommunity/users/encode-caller.ts';
import { wireContext } from '../../../support/wire.ts';

it.each<[string, readonly string[] | null, boolean]>([
  ['no scopes', null, true],
  ['the scope for it', ['room.create'], true],
  ['other scopes', ['room.read'], false],
])('a token with %s may create groups, or not, and nothing else', (_what, scopes, mayCreate) => {
  const viewer = { userId: 7, scopes: scopes === null ? null : new Set(scopes) };

  expect(encodePermission(null, { ...wireContext(), viewer })).toEqual({
    status: 200,
    body: {
      create_contribute: false,
      create_poll: false,
      locate_post: false,
      create_post: false,
      create_group: mayCreate,
      create_event: false,
      create_course: false,
      create_live_stream: false,
      follow_user: false,
      request_connection: false,
      accept_connection: false,
    },
  });
});

it('nobody is hidden from anybody', () => {
  expect(encodeNobody(null, wireContext())).toEqual({ status: 200, body: [] });
});
