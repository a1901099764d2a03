import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_OPENID_USER_ID } from '../../../src/domain/user.ts';
import { engines, NOON, person, type TestDatabase } from '../../support/engines.ts';

const issuer = 'https://issuer.example.org';

describe.each(Object.entries(engines))('users named by text on %s', (_engine, open) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
    await database.store.importUsers(
      [
        person(7),
        person(8),
        person(0, { key: { issuer, subject: '7' }, username: 'seven' }),
        person(0, { key: { issuer, subject: 'a-subject' }, username: 'subject' }),
        person(0, { key: { issuer: 'https://other.example.org', subject: 'elsewhere' }, username: 'elsewhere' }),
      ],
      NOON,
    );
  });

  afterAll(() => database.remove());

  const find = async (...refs: string[]) => [...(await database.store.findUserIds({ refs, issuer }))];

  it('are found by the number of a community user and by a subject of the issuer', async () => {
    expect(await find('8', 'a-subject')).toEqual([
      ['a-subject', FIRST_OPENID_USER_ID + 1],
      ['8', 8],
    ]);
  });

  it.each(['7', 'nobody', 'elsewhere', '', '08', '-8', String(FIRST_OPENID_USER_ID)])(
    'are not found by what names nobody, or more than one: %j',
    async (ref) => {
      expect(await find(ref)).toEqual([]);
    },
  );
});
