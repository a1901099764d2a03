import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../../src/store/open.ts';
import { BEGIN_LOCKED } from '../../../../src/store/postgres/connection/migrations.ts';
import { inTransaction } from '../../../../src/store/postgres/connection/transaction.ts';
import { ALL, addGroup, addUsers, BY_NAME, EVERYTHING } from '../../../support/engines.ts';
import { newDatabase, onDatabase, onServer, urlOf } from '../../../support/postgres.ts';

/** Times that many start at once: a race that is lost now and then shows in 20 of them (`START_ROUNDS=20`). */
const ROUNDS = Number(process.env['START_ROUNDS'] ?? 3);
const STARTS = 8;

describe('the migrations of PostgreSQL', () => {
  const name = `test_migrations_${process.pid}`;

  beforeAll(() => onServer(`create database ${name} encoding 'UTF8' template template0`));
  afterAll(() => onServer(`drop database ${name} with (force)`));

  it('are left alone with MIGRATE=off, and the start says what to do', async () => {
    await expect(openStore(urlOf(name), { postgres: { migrate: false } })).rejects.toThrow(
      /is of an older version, and MIGRATE is off: run "npm run migrate"/,
    );
  });

  it('run once when many processes start on an empty database at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await onDatabase(name, 'drop schema public cascade; create schema public');

      const stores = await Promise.all(
        Array.from({ length: STARTS }, () => openStore(urlOf(name), { postgres: { connections: 1 } })),
      );

      await Promise.all(stores.map((store) => store.ping()));
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  it('are followed by folding all texts anew where another version folded them', async () => {
    const database = await newDatabase();
    const store = await openStore(database.url);
    await addUsers(store, 1);
    for (const group of ['Zebra', 'Éclair', 'apple']) await addGroup(store, group);
    await store.close();
    await onDatabase(
      database.name,
      `update foldings set version = 'of yesterday'; update groups set name_sort = 'wrong' || id;
       update group_texts set folded = 'wrong'; update users set username_sort = 'wrong', folded = 'wrong'`,
    );

    const anew = await openStore(database.url);

    const names = async (search: string | null) =>
      (await anew.listGroups({ ...EVERYTHING, search }, BY_NAME, ALL, null)).map(({ group }) => group.name);
    expect(await names(null)).toEqual(['apple', 'Éclair', 'Zebra']);
    expect(await names('eclair')).toEqual(['Éclair']);
    expect(await names('wrong')).toEqual([]);
    expect(await anew.listUsers({ search: 'user', exceptId: null, outsideGroupId: null }, ALL)).toHaveLength(1);
    await anew.close();
    await database.drop();
  });

  it('make the index of searches anew for longer than a statement may take that somebody waits for', async () => {
    const database = await newDatabase();
    const store = await openStore(database.url);
    await addUsers(store, 1);
    await addGroup(store, 'Chess');
    await store.close();
    await onDatabase(
      database.name,
      `update foldings set version = 'of yesterday';
       create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(4.5); return null; end $$;
       create trigger slow before update on group_texts for each statement execute function slow()`,
    );

    const anew = await openStore(database.url, { postgres: { timeoutMs: 4_000 } });

    expect(await anew.countGroups({ ...EVERYTHING, search: 'chess' }, null)).toBe(1);
    await anew.close();
    await onDatabase(
      database.name,
      `do $$ begin
         if exists (select 1 from group_texts where indexed is null) then raise 'a text is not in the index'; end if;
       end $$`,
    );
    await database.drop();
  });

  it('take as long as they need, but keep no lock for longer than ten minutes after their machine has disappeared', async () => {
    const client = new pg.Client({ connectionString: urlOf(name) });
    await client.connect();

    const { rows } = await inTransaction(
      client,
      () =>
        client.query(
          "select name, setting from pg_settings where name in ('statement_timeout', 'idle_in_transaction_session_timeout') order by name",
        ),
      BEGIN_LOCKED,
    );

    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '600000' },
      { name: 'statement_timeout', setting: '0' },
    ]);
    await client.end();
  });
});
