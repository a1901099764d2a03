import { and, eq, sql } from 'drizzle-orm';
import type { EarlierAnswer, IdempotentWrite } from '../../../domain/group-writes.ts';
import { earlierAnswer, type RememberedAnswer } from '../../../domain/replay.ts';
import {
  columnsOf,
  db,
  given,
  prepareReturning,
  prepareSelect,
  prepareWrite,
  type Runner,
  wholeWrite,
} from '../statements/prepared.ts';
import { prepareSweep } from '../statements/sweep.ts';
import { groups, idempotencyKeys, memberships } from '../tables.ts';
import { VIEWED, viewedGroup } from '../viewed-groups.ts';

/**
 * The keys of writes that must not happen twice. The invariant: a key's row is made and locked before its write does
 * anything, by whatever process, so that of two writes with one key the second sees the answer of the first.
 */

/** A user's write under its key. */
export interface KeyedWrite {
  readonly userId: number;
  readonly write: IdempotentWrite;
}

/** A key's row: its answer is null while its write is running, or after its process has died. */
export type KeptKey = Omit<RememberedAnswer, 'answer'> & {
  readonly userId: number;
  readonly operation: string;
  readonly key: string;
  readonly answer: RememberedAnswer['answer'] | null;
  /** Whether this transaction made the row. */
  readonly isNew: boolean;
};

export function textOf({ userId, write: { operation, key } }: KeyedWrite): string {
  return `${userId} ${operation} ${key}`;
}

function textOfRow({ userId, operation, key }: KeptKey): string {
  return `${userId} ${operation} ${key}`;
}

function rowOf({ userId, write: { operation, key, fingerprint } }: KeyedWrite, createdAt: Date) {
  return { userId, operation, key, fingerprint, createdAt };
}

const ROW = ['userId', 'operation', 'key', 'fingerprint', 'createdAt'] as const;
const KEY = ['userId', 'operation', 'key'] as const;

/** Makes and locks the rows of these keys; gives those that were there before, or came to be meanwhile. */
export async function lockKeys(
  on: Runner,
  writes: readonly KeyedWrite[],
  now: Date,
): Promise<ReadonlyMap<string, KeptKey>> {
  if (writes.length === 0) return new Map();
  const rows = writes.map((write) => rowOf(write, now)).sort(byKey);
  const kept = await LOCK.all(on, columnsOf(ROW, rows));
  return new Map(kept.map((row) => [textOfRow(row), row]));
}

/** Rows are locked in one order by all processes, so that no two wait for each other. */
function byKey(one: { readonly userId: number; readonly key: string }, other: typeof one): number {
  return one.userId - other.userId || (one.key < other.key ? -1 : 1);
}

/** The answers to writes whose keys were used before, by the texts of their keys. */
export async function earlierAnswers(
  on: Runner,
  writes: readonly KeyedWrite[],
  kept: ReadonlyMap<string, KeptKey>,
): Promise<ReadonlyMap<string, EarlierAnswer>> {
  const answered = writes.flatMap((keyed) => {
    const row = kept.get(textOf(keyed));
    return row?.answer ? [{ keyed, row: { ...row, answer: row.answer } }] : [];
  });
  if (answered.length === 0) return new Map();

  const pairs = answered.map(({ keyed, row }) => ({ id: row.answer.id, userId: keyed.userId }));
  const found = await NOW.all(on, columnsOf(['id', 'userId'], pairs));
  const now = new Map(found.map((row) => [`${row.group.id} ${row.viewerId}`, viewedGroup(row.group, row)]));
  return new Map(
    answered.flatMap(({ keyed, row }) => {
      const answer = earlierAnswer(row, keyed.write, now.get(`${row.answer.id} ${keyed.userId}`) ?? null);
      return answer === null ? [] : [[textOf(keyed), answer]];
    }),
  );
}

/** The answer to a user's first write with this key; null when there was none. */
export async function findAnswer(on: Runner, keyed: KeyedWrite): Promise<EarlierAnswer | null> {
  const { userId, write } = keyed;
  const row = await FIND.get(on, { userId, operation: write.operation, key: write.key });
  if (row === undefined) return null;
  const answers = await earlierAnswers(on, [keyed], new Map([[textOf(keyed), { ...row, isNew: false }]]));
  return answers.get(textOf(keyed)) ?? null;
}

export interface AnsweredWrite extends KeyedWrite {
  readonly answer: RememberedAnswer['answer'];
  readonly now: Date;
}

/** Records the answers of these writes under their keys, whose rows are locked. */
export async function rememberAnswers(on: Runner, writes: readonly AnsweredWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map((write) => ({ ...rowOf(write, write.now), answer: write.answer }));
  await REMEMBER.run(on, columnsOf([...ROW, 'answer'], rows));
}

/** Claims keys anew whose rows are there, forgotten or left behind. */
export async function claimAgain(on: Runner, writes: readonly KeyedWrite[], now: Date): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map((write) => ({ ...rowOf(write, now), answer: null }));
  await REMEMBER.run(on, columnsOf([...ROW, 'answer'], rows));
}

/** Removes keys whose writes came to nothing. */
export async function releaseKeys(on: Runner, writes: readonly KeyedWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ userId, write: { operation, key } }) => ({ userId, operation, key }));
  await RELEASE.run(on, columnsOf(KEY, rows));
}

export function forgetKeys(on: Runner, before: Date): Promise<unknown> {
  return FORGET.run(on, { before });
}

const { userId, operation, key, fingerprint, answer, createdAt } = idempotencyKeys;
const COLUMNS = { userId, operation, key, fingerprint, createdAt };

const FIND = prepareSelect(
  'findAnswer',
  db
    .select()
    .from(idempotencyKeys)
    .where(
      and(
        eq(userId, sql.placeholder('userId')),
        eq(operation, sql.placeholder('operation')),
        eq(key, sql.placeholder('key')),
      ),
    ),
);

/** The update changes nothing, and is what locks a row that is there and gives it back; `xmax` tells it from a new one. */
const LOCK = prepareReturning<KeptKey>(
  'lockKeys',
  wholeWrite(sql`insert into ${idempotencyKeys} (user_id, operation, key, fingerprint, created_at)
    select * from ${given(COLUMNS)}
    on conflict (user_id, operation, key) do update set user_id = excluded.user_id
    returning user_id, operation, key, fingerprint, created_at, answer, idempotency_keys.xmax = 0 as is_new`),
  { ...COLUMNS, answer, isNew: sql`is_new` },
);

const REMEMBER = prepareWrite(
  'rememberAnswers',
  wholeWrite(sql`update ${idempotencyKeys}
    set fingerprint = given.fingerprint, answer = given.answer, created_at = given.created_at
    from ${given({ ...COLUMNS, answer })}
    where idempotency_keys.user_id = given.user_id and idempotency_keys.operation = given.operation
      and idempotency_keys.key = given.key`),
);

const RELEASE = prepareWrite(
  'releaseKeys',
  wholeWrite(sql`delete from ${idempotencyKeys} using ${given({ userId, operation, key })}
    where idempotency_keys.user_id = given.user_id and idempotency_keys.operation = given.operation
      and idempotency_keys.key = given.key and idempotency_keys.answer is null`),
);

const FORGET = prepareSweep('forgetKeys', idempotencyKeys, createdAt);

/** The groups of these ids, each as its viewer sees it. */
const NOW = prepareSelect(
  'findAnswer',
  db
    .select({ ...VIEWED, viewerId: sql<number>`given.user_id` })
    .from(given({ id: groups.id, userId: memberships.userId }))
    .innerJoin(groups, sql`${groups.id} = given.id`)
    .leftJoin(memberships, sql`${memberships.groupId} = given.id and ${memberships.userId} = given.user_id`),
);
