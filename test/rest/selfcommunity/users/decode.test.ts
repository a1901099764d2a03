import { expect, it } from 'vitest';
import { decodeNothing, decodeUserId } from '../../../../src/rest/selfcommunity/users/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

it('reads the number of a user from the path', () => {
  expect(decodeUserId(wireRequest({ params: { id: '4294967301' } }))).toEqual({ ok: true, value: 4_294_967_301 });
});

it.each(['me', '', '7.5'])('finds no user in %j', (id) => {
  expect(decodeUserId(wireRequest({ params: { id } }))).toEqual({
    ok: false,
    refusal: { code: 'NOT_FOUND', kind: 'user' },
  });
});

it('reads nothing where the caller is all that counts', () => {
  expect(decodeNothing(wireRequest({ fields: { id: 7 } }))).toEqual({ ok: true, value: null });
});
