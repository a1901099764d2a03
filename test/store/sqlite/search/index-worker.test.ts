import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GroupFilter, Store } from '../../../../src/domain/store.ts';
import { openStore } from '../../../../src/store/open.ts';
import { attachSearchIndex, CHANGED } from '../../../../src/store/sqlite/search/index-file.ts';
import { addUsers, groupNamed, insertedId, onceWhole } from '../../../support/engines.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the upkeep of a sqlite database', () => {
  let folder: string;
  let file: string;
  let store: Store;
  let beside: Sqlite.Database;
  let failures: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-upkeep-'));
    file = join(folder, 'guildhall.db');
    failures = [];
    store = await open();
    beside = new Sqlite(file);
    attachSearchIndex(beside);
    await addUsers(store, 1);
  });

  afterEach(async () => {
    beside.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const open = () =>
    openStore(`file:${file}`, {
      observer: {
        statementEnded: () => undefined,
        folded: () => undefined,
        committed: () => undefined,
        upkeepFailed: (reason) => failures.push(reason),
        searchStopped: () => undefined,
        searchResumed: () => undefined,
        asker: () => undefined,
        keepAccount: () => (step) => step(),
      },
    });
  /** In one turn of the event loop, and so in few commits. */
  const createTogether = (word: string, count: number) =>
    Promise.all(upTo(count).map(async (of) => insertedId(await store.insertGroup(groupNamed(`${word} ${of}`), null))));
  const filter = (search: string): GroupFilter => ({
    search,
    kind: null,
    privacy: null,
    viewerRoles: null,
    viewerStatuses: null,
    memberId: null,
  });
  const countFound = (search: string, from = store) => from.countGroups(filter(search), null);
  const waiting = () => beside.prepare(`select count(*) from (${CHANGED})`).pluck().get();
  const logged = () => beside.prepare('pragma wal_checkpoint(noop)').get() as { log: number; checkpointed: number };
  const logMebibytes = async () => (await stat(`${file}-wal`)).size / 2 ** 20;
  /** Gives a connection that has read before so many mebibytes were written, and the upkeep has been asked since. */
  const readWhileTheLogGrows = async (mebibytes: number) => {
    const reader = new Sqlite(file, { readonly: true });
    reader.exec('begin');
    reader.prepare('select count(*) from users').get();
    beside.pragma('wal_autocheckpoint = 0');
    beside.exec('create table filling (bytes blob)');
    for (const _part of upTo(mebibytes / 8)) beside.exec('insert into filling values (zeroblob(8 * 1024 * 1024))');
    await createTogether('harbour', 60);
    expect(await countFound('harbour')).toBe(60);
    expect(await logMebibytes()).toBeGreaterThan(mebibytes);
    return reader;
  };

  it('learns what commits make, and no search misses it', async () => {
    const ids = await createTogether('harbour', 60);
    expect(waiting()).toBe(60);

    const slice = { after: null, before: null, fromEnd: false, limit: 100 };
    const found = await store.listGroups(filter('harbour'), { field: 'RELEVANCE', descending: false }, slice, null);
    expect(found.map(({ group }) => group.id).sort((one, other) => one - other)).toEqual(ids);
    expect(await countFound('harbour')).toBe(60);
    expect(waiting()).toBe(0);
  });

  it('indexes after a moment what nobody searches for', async () => {
    await createTogether('harbour', 10);
    expect(waiting()).toBe(10);

    while (waiting() !== 0) await wait(5);
    expect(await countFound('harbour')).toBe(10);
  });

  it('forgets what it has learned with the next commit, but for the last', async () => {
    await createTogether('harbour', 10);
    expect(await countFound('harbour')).toBe(10);
    await createTogether('quay', 2);

    expect(beside.prepare('select count(*) from search_changes').pluck().get()).toBe(3);
  });

  it('lets another process find what this one has yet to index', async () => {
    const other = await open();
    await createTogether('harbour', 10);

    expect(await countFound('harbour', other)).toBe(10);
    await other.close();
  });

  it('writes in turn with those who create, rename, delete and search', async () => {
    const rounds = upTo(20).map(async (round) => {
      await wait(round * 3);
      const ids = await createTogether(`lantern${round}`, 30);
      const change = (id: number, to: object) =>
        store.changeGroup({ id, viewerId: 1, userIds: [] }, () => ({ ok: true, value: to }), new Date());
      await Promise.all([
        ...ids.slice(0, 10).map((id) => change(id, { deleted: true })),
        ...ids.slice(10, 20).map((id) => change(id, { fields: { name: `granite ${id}`, nameKey: `granite ${id}` } })),
      ]);
      return countFound(`lantern${round} `);
    });

    expect((await Promise.all(rounds)).slice(9)).toEqual(Array(11).fill(10));
    expect(await countFound('granite')).toBe(200);
    for (const index of ['groups_search', 'groups_names']) {
      beside.exec(`insert into ${index}(${index}, rank) values ('integrity-check', 1)`);
    }
    expect(failures).toEqual([]);
  });

  it('lets a search find what was made before it, whatever else the same turn has read', async () => {
    let hasFound = false;
    // In each turn a read, and then something long, while which the thread does its work.
    const readOn = async () => {
      while (!hasFound) {
        await nextTurn();
        await store.listUsers({ search: null, exceptId: null, outsideGroupId: null }, { offset: 0, limit: 1 });
        const began = performance.now();
        while (performance.now() - began < 4);
      }
    };
    const reading = readOn();
    const found: number[] = [];
    for (const round of upTo(3)) {
      await createTogether(`harbour${round}`, 100);
      found.push(await countFound(`harbour${round} `));
    }
    hasFound = true;
    await reading;

    expect(found).toEqual(Array(3).fill(100));
  });

  it('writes the log of changes back', async () => {
    for (let round = 1; round <= 200 && logged().checkpointed === 0; round += 1) {
      await createTogether(`harbour ${round} of`, 100);
    }

    expect(logged().checkpointed).toBeGreaterThan(0);
    // With so many pages in it, who writes would have done it.
    expect(logged().log).toBeLessThan(16_000);
    expect(failures).toEqual([]);
  });

  it('writes back what a long reader has kept in the log, and cuts its file, while others write', async () => {
    const reader = await readWhileTheLogGrows(160);

    reader.close();
    for (let round = 1; (await logMebibytes()) > 96; round += 1) {
      await createTogether(`quay ${round} of`, 5);
      await wait(50);
    }
    expect(failures).toEqual([]);
  });

  it('cuts the file of its log also when nobody writes any more', async () => {
    const reader = await readWhileTheLogGrows(120);

    reader.close();
    await expect.poll(logMebibytes).toBeLessThanOrEqual(96);
    expect(failures).toEqual([]);
  });

  it('tells once that it fails, and goes on when it can; until then searches are refused, and miss nothing', async () => {
    await createTogether('harbour', 20);
    expect(await countFound('harbour')).toBe(20);
    // It is called with a function that the store's own connection has, and the thread's has not.
    beside.exec("create trigger search.watching after update on search_state begin select holds_terms('', '[]'); end");
    await createTogether('quay', 20);

    while (failures.length === 0) {
      await expect(countFound('quay')).rejects.toThrow('SEARCH_UNAVAILABLE');
      await wait(20);
    }
    await expect(countFound('harbour')).rejects.toThrow('SEARCH_UNAVAILABLE');
    expect(failures).toEqual([expect.stringContaining('holds_terms')]);
    await createTogether('pier', 1);

    beside.exec('drop trigger search.watching');
    while (waiting() !== 0) await wait(20);
    expect([await countFound('quay'), await countFound('pier')]).toEqual([20, 1]);
  });

  it('starts its thread again when it has died, and refuses searches until then', async () => {
    const started = once(process, 'worker');
    await createTogether('harbour', 20);
    expect(await countFound('harbour')).toBe(20);
    const [thread]: Worker[] = await started;
    await thread?.terminate();
    // It is started again after a second.
    await createTogether('quay', 1);

    await expect(countFound('quay')).rejects.toThrow('SEARCH_UNAVAILABLE');
    expect(failures).toEqual(['the thread has ended']);
    expect(await onceWhole(() => countFound('quay'))).toBe(1);
  });

  it('starts its thread again for what nobody searches for', async () => {
    const started = once(process, 'worker');
    await createTogether('harbour', 20);
    expect(await countFound('harbour')).toBe(20);
    const [thread]: Worker[] = await started;
    await thread?.terminate();
    await createTogether('quay', 20);

    while (waiting() !== 0) await wait(20);
    expect(await countFound('quay')).toBe(20);
  });

  it('ends with the store, and what it has left is learned at the next start', async () => {
    await createTogether('harbour', 30);
    await store.close();

    store = await open();
    expect(waiting()).toBe(0);
    expect(await countFound('harbour')).toBe(30);
  });

  it('makes the index anew at the start where there is none', async () => {
    await createTogether('harbour', 30);
    const killed = join(folder, 'killed.db');
    beside.prepare('vacuum into ?').run(killed);

    const next = await openStore(`file:${killed}`);
    expect(await countFound('harbour', next)).toBe(30);
    await next.close();
  });
});
