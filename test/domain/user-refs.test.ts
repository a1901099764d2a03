import { describe, expect, it } from 'vitest';
import { communityIdsIn, idsByRef } from '../../src/domain/user-refs.ts';

describe('texts that name users', () => {
  it('can be the numbers of community users, as people write them', () => {
    const refs = [
      '1',
      '2147483647',
      '2147483648',
      '4294967296',
      '99999999999',
      '0',
      '01',
      '-1',
      '1.0',
      '1e3',
      ' 1',
      'anna',
    ];

    expect(communityIdsIn(refs)).toEqual([1, 2_147_483_647]);
  });

  it('name an OpenID user by subject, and a community user by number', () => {
    const ids = idsByRef([{ subject: 'anna', id: 2 ** 32 }], [{ id: 7 }]);

    expect([...ids]).toEqual([
      ['anna', 2 ** 32],
      ['7', 7],
    ]);
  });

  it('name nobody when they name two', () => {
    const ids = idsByRef(
      [
        { subject: '7', id: 2 ** 32 },
        { subject: '8', id: 2 ** 32 + 1 },
      ],
      [{ id: 7 }],
    );

    expect([...ids]).toEqual([['8', 2 ** 32 + 1]]);
  });
});
