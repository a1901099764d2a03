import { setTimeout as wait } from 'node:timers/promises';
import type { Refusal } from '../../../domain/errors.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { Runner } from '../statements/prepared.ts';
import { type BatchOutcome, type BatchStep, LATER } from './batch-step.ts';
import { isCollision, isLate, isOutage, mayGoBetter, UnknownOutcome } from './outage.ts';
import type { WriterConnection } from './writer-connection.ts';

/**
 * Group commit: the writes that come while a batch is on its way become the next batch, one transaction of a few
 * statements with many rows. The invariant: a write is answered only after its commit is known to be on disk, and
 * refused only after it is known that it is not, unless the database stays away for longer than a caller waits.
 *
 * A batch runs in rounds. No two writes of a round share a key of what they read and change, so that a batch comes out as
 * if its writes had run one after the other. When one of them fails, all are run again alone, so that it fails alone:
 *
 *     create "Chess", join 7, create "Chess", create "Go"              wait
 *     begin; create "Chess", "Go"; join 7;  create "Chess";  commit    answers all four, the third with a refusal
 */

/** Runs a write, and answers after it is on disk; refused when too many wait, or while the database is away. */
export type Write = <Input, Value>(step: BatchStep<Input, Value>, input: Input) => Promise<Result<Value>>;

interface QueuedWrite {
  readonly step: BatchStep<unknown, unknown>;
  readonly input: unknown;
  readonly keys: readonly string[];
  readonly askedAt: number;
  /** Times that the write was put off to the next batch. */
  putOff: number;
  answer(value: unknown): void;
  refuse(code: Unavailable['code']): void;
  fail(cause: unknown): void;
}

type Unavailable = Extract<Refusal, { readonly code: 'OVERLOADED' | 'STORE_UNAVAILABLE' }>;

interface Settings {
  /** Called after each commit, with the number of writes that became durable by it. */
  readonly committed: (writes: number) => void;
  /** Milliseconds that a write waits for a database that is away, and for its turn. */
  readonly patienceMs: number;
}

/** Writes that may wait. Those beyond are refused as OVERLOADED. */
const MAX_QUEUED = 2_000;
/** Writes in one transaction. */
const MAX_TOGETHER = 200;
/** Rounds of one transaction, each of a few statements: it holds its locks meanwhile. */
const MAX_ROUNDS = 40;
/** Times that a transaction is run again after it lost to another one. */
const MAX_RETRIES = 5;
/** Milliseconds of the longest pause before the first retry; it doubles with each. */
const RETRY_MS = 10;
/** Milliseconds between two attempts to reach the database. */
const RECONNECT_MS = 100;
/** Milliseconds for which a lost commit is looked up; whoever waits for its answer has gone by then. */
const LOOK_UP_MS = 60_000;
/** Times that a write is put off before it is refused. */
const MAX_PUT_OFF = 30;

export function groupCommit(connection: WriterConnection, { committed, patienceMs }: Settings) {
  let queue: QueuedWrite[] = [];
  let running: Promise<void> | null = null;

  const settle = (batch: readonly QueuedWrite[], outcomes: ReadonlyMap<QueuedWrite, BatchOutcome<unknown>>): void => {
    const again: QueuedWrite[] = [];
    for (const write of batch) {
      const outcome = outcomes.get(write) ?? LATER;
      if ('done' in outcome) write.answer(outcome.done);
      else if ('failed' in outcome) write.fail(outcome.failed);
      else if (write.putOff >= MAX_PUT_OFF) write.refuse('OVERLOADED');
      else {
        write.putOff += 1;
        again.push(write);
      }
    }
    queue.unshift(...again);
    if (again.length < batch.length) committed(batch.length - again.length);
  };

  /** Refuses those who have waited for longer than a caller waits, and gives the others. */
  const stillPatient = (writes: readonly QueuedWrite[], code: Unavailable['code']): QueuedWrite[] =>
    writes.filter((write) => {
      const isPatient = performance.now() - write.askedAt < patienceMs;
      if (!isPatient) write.refuse(code);
      return isPatient;
    });

  /** Whether a transaction was committed whose answer was lost; null when that cannot be found out. */
  const lookUp = async (): Promise<boolean | null> => {
    const until = performance.now() + LOOK_UP_MS;
    while (performance.now() < until) {
      try {
        return await connection.wasCommitted();
      } catch (cause) {
        if (!isOutage(cause) && !isLate(cause)) throw cause;
        queue = stillPatient(queue, 'STORE_UNAVAILABLE');
        await wait(RECONNECT_MS);
      }
    }
    return null;
  };

  /** Runs a batch until it is committed or refused. */
  const commitBatch = async (given: readonly QueuedWrite[]): Promise<void> => {
    let batch = given;
    for (let retries = 0; batch.length > 0; ) {
      const outcomes = new Map<QueuedWrite, BatchOutcome<unknown>>();
      try {
        await connection.transaction((on) => runRounds(on, batch, outcomes));
        return settle(batch, outcomes);
      } catch (cause) {
        if (cause instanceof UnknownOutcome) {
          const wasCommitted = await lookUp();
          if (wasCommitted) return settle(batch, outcomes);
          if (wasCommitted === null) return refuseAll(batch, 'STORE_UNAVAILABLE');
        } else if (isOutage(cause)) {
          batch = stillPatient(batch, 'STORE_UNAVAILABLE');
          queue = stillPatient(queue, 'STORE_UNAVAILABLE');
          await wait(RECONNECT_MS);
        } else if (mayGoBetter(cause) || isLate(cause)) {
          if (retries === MAX_RETRIES)
            return isCollision(cause) ? failAlone(batch, cause) : refuseAll(batch, 'OVERLOADED');
          await wait(Math.random() * RETRY_MS * 2 ** retries);
          retries += 1;
          batch = stillPatient(batch, 'OVERLOADED');
        } else return failAlone(batch, cause);
      }
    }
  };

  const failAlone = async (batch: readonly QueuedWrite[], cause: unknown): Promise<void> => {
    if (batch.length === 1) return batch[0]?.fail(cause);
    for (const write of batch) await commitBatch([write]);
  };

  const refuseAll = (batch: readonly QueuedWrite[], code: Unavailable['code']): void => {
    for (const write of batch) write.refuse(code);
  };

  const run = async (): Promise<void> => {
    // A turn later, so that a batch holds all that came with its first write, and answers are sent before the next.
    for (await nextTurn(); queue.length > 0; await nextTurn()) {
      const batch = queue.splice(0, MAX_TOGETHER);
      try {
        await commitBatch(batch);
      } catch (cause) {
        for (const write of batch) write.fail(cause);
      }
      queue = stillPatient(queue, 'OVERLOADED');
    }
    running = null;
  };

  const write: Write = (step, input) => {
    if (queue.length >= MAX_QUEUED) return Promise.resolve(refuse({ code: 'OVERLOADED' }));
    return new Promise((resolve, reject) => {
      queue.push(
        queued(step, input, {
          answer: (value) => resolve(ok(value)),
          refuse: (code) => resolve(refuse({ code })),
          fail: reject,
        }),
      );
      running ??= run();
    });
  };
  return {
    write,
    /** Resolves when no write is waiting any more. */
    async end(): Promise<void> {
      await running;
      await connection.end();
    },
  };
}

function queued<Input, Value>(
  step: BatchStep<Input, Value>,
  input: Input,
  settled: Pick<QueuedWrite, 'refuse' | 'fail'> & { answer(value: Value): void },
): QueuedWrite {
  return { step, input, keys: step.keys(input), askedAt: performance.now(), putOff: 0, ...settled };
}

/** Runs the writes of a batch, round by round. Those that are left after the last round have no outcome but LATER. */
async function runRounds(
  on: Runner,
  batch: readonly QueuedWrite[],
  outcomes: Map<QueuedWrite, BatchOutcome<unknown>>,
): Promise<void> {
  for (const write of batch) outcomes.set(write, LATER);
  let left = batch;
  for (let round = 0; round < MAX_ROUNDS && left.length > 0; round += 1) {
    await runTogether(on, withoutSharedKeys(left), outcomes);
    left = left.filter((write) => outcomes.get(write) === LATER);
  }
}

/** Writes without a key in common; one that has to wait keeps its place before later ones of its keys. */
function withoutSharedKeys(writes: readonly QueuedWrite[]): QueuedWrite[] {
  const taken = new Set<string>();
  return writes.filter(({ keys }) => {
    const isFree = keys.every((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return isFree;
  });
}

/** Runs the writes of each kind together, in the order of the kinds' first writes. */
async function runTogether(
  on: Runner,
  writes: readonly QueuedWrite[],
  outcomes: Map<QueuedWrite, BatchOutcome<unknown>>,
): Promise<void> {
  for (const [step, ofStep] of Map.groupBy(writes, (write) => write.step)) {
    const answers = await step.run(
      on,
      ofStep.map(({ input }) => input),
    );
    for (const [index, write] of ofStep.entries()) outcomes.set(write, answers[index] ?? LATER);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
