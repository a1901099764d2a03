import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../../../src/domain/refused.ts';
import type { Store } from '../../../../src/domain/store.ts';
import type { StoreObserver } from '../../../../src/store/observer.ts';
import { openStore } from '../../../../src/store/open.ts';
import { searchIndexFile } from '../../../../src/store/sqlite/search/index-file.ts';
import { addPiers, overwritePages, pagesOf } from '../../../support/damage.ts';
import {
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  EVERYONE,
  EVERYTHING,
  NOON,
  onceWhole,
  person,
} from '../../../support/engines.ts';

const GROUPS = 3_000;

describe('a sqlite store whose files are damaged while it is open', () => {
  let folder: string;
  let file: string;
  let store: Store;
  let told: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-damaged-'));
    file = join(folder, 'guildhall.db');
    told = [];
    const first = await openStore(`file:${file}`);
    await addUsers(first, 1);
    await first.close();
    addPiers(file, GROUPS);
    await (await openStore(`file:${file}`)).close();
    store = await openStore(`file:${file}`, { observer });
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const observer: StoreObserver = {
    statementEnded: () => undefined,
    folded: () => undefined,
    committed: () => undefined,
    upkeepFailed: (reason) => void told.push(`failed: ${reason}`),
    searchStopped: () => void told.push('stopped'),
    searchResumed: (madeAnew) => void told.push(madeAnew === null ? 'found whole' : 'made anew'),
    asker: () => undefined,
    keepAccount: () => (step) => step(),
  };
  const count = (search: string, from = store) => from.countGroups({ ...EVERYTHING, search }, null);
  const outcome = (asked: Promise<unknown>) =>
    asked.then(
      (value) => value,
      (cause) => (cause instanceof Refused ? 'refused' : `fault: ${cause.code}`),
    );

  it.each([
    ['overwritten with garbage', (index: string) => overwritePages(index)],
    ['overwritten with garbage but for its first page', (index: string) => overwritePages(index, 2)],
    ['cut short', (index: string) => truncate(index, 3 * 4096)],
    ['emptied', (index: string) => truncate(index, 0)],
    ['removed', (index: string) => rm(index)],
  ])('finds all again once an index that was %s is made anew', async (_how, damage) => {
    await damage(searchIndexFile(file));
    const outcomes = [];
    for (let round = 1; round <= 50; round += 1) {
      outcomes.push(await outcome(count(`pier ${round}`)));
      if (round % 10 === 0) await addGroup(store, `Quay ${round}`);
    }

    expect(outcomes.filter((one) => typeof one === 'string' && one !== 'refused')).toEqual([]);
    expect(await onceWhole(() => count('quay'))).toBe(5);
    expect([await onceWhole(() => count('pier')), await count('harbour')]).toEqual([GROUPS, GROUPS]);
    expect(told).toEqual(['stopped', 'made anew']);
  });

  it('is not stopped by a damaged index that nobody searches', async () => {
    await overwritePages(searchIndexFile(file));
    await addGroup(store, 'Quay');

    while (!told.includes('made anew')) await wait(20);
    expect(await count('quay')).toBe(1);
  });

  it('reads and writes what is no search meanwhile', async () => {
    await overwritePages(searchIndexFile(file));
    expect(await outcome(count('pier'))).toBe('refused');
    await nextTurn();

    expect(await store.listGroups(EVERYTHING, BY_NAME, { ...ALL, limit: 3 }, null)).toHaveLength(3);
    const id = await addGroup(store, 'Quay');
    expect(await store.findGroups({ by: 'id', ids: [id] }, null)).toMatchObject([{ name: 'Quay' }]);
    expect(await onceWhole(() => count('quay'))).toBe(1);
  });

  it('makes an index anew that is damaged once more', async () => {
    for (const round of [1, 2]) {
      await overwritePages(searchIndexFile(file), 2);
      await outcome(count(`pier ${round}`));
      expect(await onceWhole(() => count(`harbour`))).toBe(GROUPS);
    }
    expect(told).toEqual(['stopped', 'made anew', 'stopped', 'made anew']);
  });

  it('ends while it makes an index anew, and the next makes it', async () => {
    await overwritePages(searchIndexFile(file));
    expect(await outcome(count('pier'))).toBe('refused');
    await store.close();

    store = await openStore(`file:${file}`, { observer });
    expect(await onceWhole(() => count('pier'))).toBe(GROUPS);
  });

  it('lets two processes go on that both meet the damage', async () => {
    const other = await openStore(`file:${file}`);
    await overwritePages(searchIndexFile(file), 2);
    for (let round = 1; round <= 20; round += 1) {
      const [one, another] = [await outcome(count(`pier ${round}`)), await outcome(count(`pier ${round}`, other))];
      expect([one, another].filter((told) => typeof told === 'string' && told !== 'refused')).toEqual([]);
      await addGroup(round % 2 === 0 ? store : other, `Quay ${round}`);
    }

    for (const from of [store, other]) {
      expect(await onceWhole(() => count('quay', from))).toBe(20);
      expect(await onceWhole(() => count('harbour', from))).toBe(GROUPS);
    }
    await other.close();
  });

  it('fails those who need a damaged page of the database, and nobody else', async () => {
    await store.close();
    await overwritePages(file, pagesOf(file, 'users_search_data'));
    store = await openStore(`file:${file}`, { observer });
    const slice = { offset: 0, limit: 10 };

    for (let round = 1; round <= 20; round += 1) {
      expect(await outcome(store.listUsers({ ...EVERYONE, search: 'user' }, slice))).toBe('fault: SQLITE_CORRUPT');
      expect(await outcome(store.importUsers([person(1 + round)], NOON))).toBe('fault: SQLITE_CORRUPT');
      await nextTurn();
      await addGroup(store, `Quay ${round}`);
      expect(await store.findUsers([1, 1 + round])).toMatchObject([{ id: 1 }]);
    }
    expect(await count('quay')).toBe(20);
    expect(told).toEqual([]);
  });

  it('examines the index for a search that a page of the database fails, and lets it fail then', async () => {
    await store.close();
    await overwritePages(file, pagesOf(file, 'memberships'));
    store = await openStore(`file:${file}`, { observer });
    const search = () => store.listGroups({ ...EVERYTHING, search: 'pier' }, BY_NAME, { ...ALL, limit: 5 }, 1);

    expect(await outcome(search())).toBe('refused');
    expect(await outcome(onceWhole(search))).toBe('fault: SQLITE_CORRUPT');
    expect(await outcome(count('harbour'))).toBe('fault: SQLITE_CORRUPT');
    expect(told).toEqual(['stopped', 'found whole']);
  });
});
