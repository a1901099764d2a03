import { expect, it } from 'vitest';
import { checkNewGroup } from '../../../src/domain/new-group.ts';
import { fingerprintOf } from '../../../src/domain/operations/create-group.ts';

it('makes the fingerprint of a call that every version has made', () => {
  const input = {
    name: 'Cats',
    privacy: 'PRIVATE',
    description: 'Meow',
    country: 'fr',
    inviteUserIds: [3, 2],
  } as const;
  const { group } = checkNewGroup(input, 1);
  const digest = (content: string | Uint8Array) => String(content);

  expect(fingerprintOf({ digest }, group, input, { kind: 'GROUP', organization: null, invalid: [] })).toBe(
    '["GROUP",null,{"name":"Cats","slug":null,"description":"Meow","color":null,"privacy":"PRIVATE","visible":true,' +
      '"country":"FR","hideJoinButton":false,"coverImagePosition":50},[3,2],[null,null]]',
  );
});
