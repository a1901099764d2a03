import { expect, it } from 'vitest';
import { decodeToken } from '../../../../src/rest/selfcommunity/tokens/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const unreadable = [{ field: 'token', reason: 'invalid', cause: 'wrong_type' }];

it.each<[unknown, object]>([
  ['a.b.c', { token: 'a.b.c', unreadable: [] }],
  [null, { token: null, unreadable: [] }],
  [undefined, { token: null, unreadable: [] }],
  [7, { token: null, unreadable }],
  [{ token: 'a' }, { token: null, unreadable }],
])('reads the token %j', (token, value) => {
  expect(decodeToken(wireRequest({ fields: { token } }))).toEqual({ ok: true, value });
});
