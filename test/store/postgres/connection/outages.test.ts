import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../../../src/domain/refused.ts';
import { ok } from '../../../../src/domain/result.ts';
import type { Store } from '../../../../src/domain/store.ts';
import { openStore } from '../../../../src/store/open.ts';
import { ALL, addGroup, addUsers, BY_NAME, EVERYTHING, groupNamed, NOON } from '../../../support/engines.ts';
import { newDatabase, onDatabase } from '../../../support/postgres.ts';
import { databaseProxy } from '../../../support/tcp-proxy.ts';

const TIMEOUT_MS = 5_000;

/** Milliseconds in which a busy machine refuses what an outage has hit. */
const PATIENCE_MS = 30_000;

describe('a store whose PostgreSQL is disturbed', () => {
  let database: Awaited<ReturnType<typeof newDatabase>>;
  let proxy: Awaited<ReturnType<typeof databaseProxy>>;
  let store: Store;

  beforeEach(async () => {
    database = await newDatabase();
    proxy = await databaseProxy(database.url);
    store = await openStore(proxy.url, { postgres: { connections: 3, timeoutMs: TIMEOUT_MS } });
    await addUsers(store, 1, 2);
  });

  afterEach(async () => {
    proxy.open();
    await store.close();
    await proxy.end();
    await database.drop();
  });

  const names = async () => (await store.listGroups(EVERYTHING, BY_NAME, ALL, 1)).map(({ group }) => group.name);
  const insert = (name: string) => store.insertGroup(groupNamed(name), null);
  /** Another process, which a busy machine does not keep waiting for too long. */
  const openPatient = () => openStore(proxy.url, { postgres: { connections: 1, timeoutMs: 4 * PATIENCE_MS } });
  const refusalOf = (read: Promise<unknown>): Promise<string> =>
    read.then(
      () => 'answered',
      (cause) => (cause instanceof Refused ? cause.refusal.code : String(cause)),
    );

  it('answers a write whose commit lost its answer, and makes it once', async () => {
    proxy.loseNextCommit('after');

    const inserted = await insert('Chess');

    expect(inserted).toMatchObject({ outcome: 'inserted', group: { name: 'Chess' } });
    expect(await names()).toEqual(['Chess']);
  });

  it('answers a write whose commit never arrived, and makes it once', async () => {
    proxy.loseNextCommit('before');

    const inserted = await insert('Chess');

    expect(inserted).toMatchObject({ outcome: 'inserted', group: { name: 'Chess' } });
    expect(await names()).toEqual(['Chess']);
  });

  it('answers all writes of a batch that was cut, each once', async () => {
    const id = await addGroup(store, 'Old');
    proxy.loseNextCommit('after');

    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => insert(`Group ${index}`)),
      store.changeGroup({ id, viewerId: 1, userIds: [2] }, () => ok({ fields: { color: '#123456' } }), NOON),
    ]);

    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['inserted', 'changed']));
    expect(await names()).toHaveLength(21);
  });

  it('makes once what the first transaction of a process writes, when the server commits it after the connection broke', async () => {
    const first = await openPatient();
    const beside = new pg.Client({ connectionString: database.url });
    await beside.connect();
    const waiting = async (event: string) => {
      const { rows } = await beside.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1",
        [event],
      );
      return rows.length;
    };
    // A commit waits for this lock, as it would for a slow disk or a standby.
    await beside.query(`select pg_advisory_lock(7);
      create function hold() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock(7); return null; end $$;
      create constraint trigger hold after insert on groups deferrable initially deferred for each row execute function hold()`);
    const inserting = first.insertGroup(groupNamed('Chess'), null);
    await expect.poll(() => waiting('advisory')).toBe(1);

    proxy.cut();
    await expect.poll(() => waiting('transactionid')).toBe(1);
    await beside.query('select pg_advisory_unlock(7)');

    expect(await inserting).toMatchObject({ outcome: 'inserted', group: { name: 'Chess' } });
    expect(await names()).toEqual(['Chess']);
    await beside.end();
    await first.close();
  });

  it('goes on by itself after all connections were cut', async () => {
    await Promise.all(Array.from({ length: 6 }, names));
    proxy.cut();

    expect(await Promise.all(Array.from({ length: 6 }, names))).toEqual(Array(6).fill([]));
    expect(await insert('Chess')).toMatchObject({ outcome: 'inserted' });
  });

  it('refuses reads and writes while the database is away, and goes on when it is back', async () => {
    proxy.close();
    const began = performance.now();

    const refusals = await Promise.all([
      refusalOf(names()),
      refusalOf(store.ping()),
      insert('Chess'),
      store.changeGroup({ id: 1, viewerId: 1, userIds: [] }, () => ok({}), NOON),
      refusalOf(store.ensureUser({ ...SOMEBODY, key: { communityId: 5 } }, NOON)),
    ]);

    const refused = { outcome: 'refused', refusal: { code: 'STORE_UNAVAILABLE' } };
    expect(refusals).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE', refused, refused, 'STORE_UNAVAILABLE']);
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS);

    proxy.open();
    expect(await insert('Chess')).toMatchObject({ outcome: 'inserted' });
    expect(await names()).toEqual(['Chess']);
  });

  it('refuses what a silent server leaves without an answer', async () => {
    await names();
    proxy.freeze();
    const began = performance.now();

    const reads = [names(), store.findUsers([1])];
    await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS / 2));
    // These come while the first are under way.
    reads.push(store.findUsers([2]), store.findUsers([3]));
    const refusals = await Promise.all(reads.map(refusalOf));
    expect(refusals).toEqual(Array(4).fill('STORE_UNAVAILABLE'));
    expect(await insert('Chess')).toMatchObject({ outcome: 'refused' });
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS);

    proxy.cut();
    expect(await insert('Go')).toMatchObject({ outcome: 'inserted' });
  });

  it('answers no write whose commit the server answers with ROLLBACK, and writes it when it is asked again', async () => {
    proxy.replaceNext('commit\0', 'abort \0');

    await expect(insert('Chess')).rejects.toThrow('the transaction ended with ROLLBACK');
    expect(await names()).toEqual([]);
    expect(await insert('Chess')).toMatchObject({ outcome: 'inserted' });
  });

  it('writes each of a batch alone whose commit the server answers with ROLLBACK', async () => {
    proxy.replaceNext('commit\0', 'abort \0');

    const answers = await Promise.all(['Chess', 'Go', 'Music'].map(insert));

    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(3).fill('inserted'));
    expect(await names()).toEqual(['Chess', 'Go', 'Music']);
  });

  it.each([
    ['cannot be serialized with another', '40001'],
    ['is in a deadlock with another', '40P01'],
  ])('writes a batch again that %s', async (_, code) => {
    await onDatabase(database.name, failing(code, 2));
    const patient = await openPatient();

    const answers = await Promise.all(
      ['Chess', 'Go', 'Music'].map((name) => patient.insertGroup(groupNamed(name), null)),
    );

    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(3).fill('inserted'));
    expect(await names()).toEqual(['Chess', 'Go', 'Music']);
    await patient.close();
  });

  it('refuses a batch as too much that never comes before others', async () => {
    await onDatabase(database.name, failing('40001', 1_000));

    const answers = await Promise.all(['Chess', 'Go'].map(insert));

    expect(answers).toEqual(Array(2).fill({ outcome: 'refused', refusal: { code: 'OVERLOADED' } }));
    expect(await names()).toEqual([]);
  });

  it('tells that it is there however many reads wait before', async () => {
    const patient = await openPatient();
    const read = () => patient.listGroups(EVERYTHING, BY_NAME, ALL, 1);
    const many = Promise.allSettled(Array.from({ length: 1_100 }, read));

    await patient.ping();

    expect((await many).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    await patient.close();
  });

  it('has as many connections afterwards as before', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([...Array.from({ length: 10 }, names), insert(`Group ${round}`)]);
      proxy.cut();
    }
    await Promise.all(Array.from({ length: 10 }, names));

    expect(proxy.connections()).toBeLessThanOrEqual(4);
  });
});

/** Statements by which the first creations fail with a code of the server. */
function failing(code: string, times: number): string {
  // What a sequence has given outlives a transaction that fails.
  return `create sequence failures;
    create function fail() returns trigger language plpgsql as $$ begin
      if nextval('failures') <= ${times} then raise exception using errcode = '${code}', message = 'again'; end if;
      return null;
    end $$;
    create trigger fail before insert on memberships for each statement execute function fail()`;
}

const SOMEBODY = { username: null, realName: '', avatarUrl: null, extId: null, profile: {}, issuedAt: null };
