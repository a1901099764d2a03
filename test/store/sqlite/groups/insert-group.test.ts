import { expect, it } from 'vitest';
import type { IdempotentWrite } from '../../../../src/domain/group-writes.ts';
import { addUsers, emptySqlite, groupNamed, NOON } from '../../../support/engines.ts';

const write: IdempotentWrite = {
  key: 'key-1',
  operation: 'createGroup',
  fingerprint: 'cats',
  forgetBefore: new Date(NOON.getTime() - 1000),
};

it('a new group removes some hundreds of forgotten keys, and takes a key again that is not removed yet', async () => {
  const database = await emptySqlite();
  const { store } = database;
  await addUsers(store, 1);
  await store.insertGroup(groupNamed('Cats'), { ...write, key: 'again' });
  database.execute(`with recursive n as (select 1 as i union all select i + 1 from n where i < 1000)
    insert into idempotency_keys select 1, 'createGroup', 'old-' || i, '', '{}', ${NOON.getTime() - 1000} + i from n`);
  const left = () => database.select("select count(*) as n from idempotency_keys where key like 'old-%'");
  const later = { ...write, key: 'again', forgetBefore: new Date(NOON.getTime() + 1) };

  const insertion = await store.insertGroup(groupNamed('Dogs', { createdAt: later.forgetBefore }), later);

  expect(insertion).toMatchObject({ outcome: 'inserted', group: { name: 'Dogs' } });
  expect(left()).toEqual([{ n: 700 }]);
  expect(await store.findAnswer(1, later)).toMatchObject({ outcome: 'replayed', group: { name: 'Dogs' } });
  for (const name of ['A', 'B', 'C']) await store.insertGroup(groupNamed(name), { ...later, key: name });
  expect(left()).toEqual([{ n: 0 }]);
  await database.remove();
});
