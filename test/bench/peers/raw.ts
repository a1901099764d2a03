import { performance } from 'node:perf_hooks';
import { writer } from '../words.ts';
import { connect, type GroupRow, openData, ownerIds } from './data.ts';
import * as sql from './sql.ts';

/**
 * Bare SQLite: the statements of W1, W2 or W3 in one process, one after the other for some seconds, without HTTP, tokens,
 * rules and answers. Prints a `RawResult`.
 */
export interface RawResult {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const CREATES_A_COMMIT = 64;
const VIEWERS = 100;
const TEXTS = 200;
/** One group in twenty is hidden, none of these. */
const STEP = 10;

const [workload = '', file = '', groups = '', warmUpSeconds = '', seconds = ''] = process.argv.slice(2);
const STEPS: Readonly<Record<string, () => () => number>> = { W1: creates, W2: pages, W3: singleGroups };

const step = STEPS[workload]?.();
if (step === undefined) throw new Error(`nothing is known of the statements of ${workload}`);
repeat(step, Number(warmUpSeconds));
const result: RawResult = repeat(step, Number(seconds));
console.log(JSON.stringify(result));

function repeat(run: () => number, forSeconds: number): RawResult {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  const passed = () => (performance.now() - startedAt) / 1_000;
  let count = 0;
  while (passed() < forSeconds) count += run();
  const { user, system } = process.cpuUsage(cpuBefore);
  const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
  return { count, seconds: passed(), cpuSeconds: (user + system) / 1e6, peakMegabytes };
}

/** Commits of 64 creates, each in a savepoint: the group and the membership of its creator, and nothing that follows. */
function creates(): () => number {
  const db = connect({ file, synchronous: 'FULL' });
  const followers = db.prepare<[], string>(
    `select 'drop ' || type || ' ' || name from sqlite_master where tbl_name in ('groups', 'memberships')
      and (type = 'trigger' or (type = 'index' and sql not like 'create unique%'))`,
  );
  for (const drop of followers.pluck().all()) db.exec(drop);
  const [begin, commit, savepoint, release] = ['BEGIN IMMEDIATE', 'COMMIT', 'SAVEPOINT one', 'RELEASE one'].map(
    (text) => db.prepare(text),
  );
  const insertGroup = db.prepare<unknown[], GroupRow>(sql.INSERT_GROUP);
  const insertCreator = db.prepare(sql.INSERT_CREATOR);
  const text = writer(11);
  const texts = Array.from({ length: TEXTS }, () => ({ words: text.words(2), description: text.words(15) }));
  const token = 'x'.repeat(32);
  let number = 0;

  const create = (now: number): void => {
    number += 1;
    const { words, description } = texts[number % TEXTS] ?? { words: '', description: '' };
    const name = `${words} ${number} new`;
    const viewerId = 1 + (number % VIEWERS);
    const owners = [viewerId, viewerId];
    const key = [name, `${name}\n${description}`];
    const row = insertGroup.get(
      name,
      name,
      `group-${number}-new`,
      description,
      'PUBLIC',
      1,
      now,
      now,
      token,
      ...owners,
      ...key,
    );
    if (row === undefined) throw new Error(`"${name}" was taken`);
    insertCreator.run(row.id, viewerId, now);
  };

  return () => {
    const now = Date.now();
    begin?.run();
    for (let index = 0; index < CREATES_A_COMMIT; index += 1) {
      savepoint?.run();
      create(now);
      release?.run();
    }
    commit?.run();
    return CREATES_A_COMMIT;
  };
}

/** 50 groups, and one more that tells whether there is a next page, with creators and managers. */
function pages(): () => number {
  const data = openData({ file, synchronous: 'FULL', writes: 'group' });
  let number = 0;
  return () => {
    number += 1;
    data.users(ownerIds(data.groups(1 + (number % VIEWERS), 51).slice(0, 50)));
    return 1;
  };
}

/** One group after the other, each with creator and manager. */
function singleGroups(): () => number {
  const data = openData({ file, synchronous: 'FULL', writes: 'group' });
  let number = 0;
  return () => {
    number += 1;
    const group = data.group(1 + (number % VIEWERS), 1 + ((number * STEP) % Number(groups)));
    if (group === null) throw new Error('a group that anybody may see was not found');
    data.users(ownerIds([group]));
    return 1;
  };
}
