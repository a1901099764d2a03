// One execution of a compiled operation: begun, waited for, ended. It ends at the first error there would be in the
// answer, without any data, and asks no resolver for anything from then on.
import { isLarger, MAX_BYTES_OF_A_UNIT } from './answer-size.ts';
import { Deferred } from './deferred.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface Run {
  /** What resolvers get as their context. */
  readonly context: unknown;
  readonly variables: Variables;
  /** Arguments by the number of their field: read once, however many objects the field is resolved for. */
  readonly args: unknown[];
  /** UTF-16 units of the data with its keys, and some for each value. Each takes at most six bytes as JSON. */
  size: number;
  /** Objects in the data, the root among them. */
  objects: number;
  /** The size beyond which the run ends. */
  readonly maxSize: number;
  /** Parts of the data that are still awaited. */
  pending: number;
  /** Fields that wait for deferred values. */
  deferred: DeferredField[];
  ended: boolean;
  readonly finish: () => void;
  readonly fail: (cause: unknown) => void;
}

/** Data without errors, and what was counted of it. */
export interface CompletedRun<Data> {
  readonly data: Data;
  /** See `Run`. */
  readonly size: number;
  /** Objects in the data, without the root. */
  readonly objects: number;
}

/** Turns what a resolver gave into data. What is still awaited of it is filled in when it comes. */
export type Completer<Completed = unknown> = (value: unknown, run: Run) => Completed;

export type ObjectData = Record<string, unknown>;

/** UTF-16 units for an item beside its text; a number has at most 24 digits, but few have as many. */
const SIZE_OF_AN_ITEM = 4;

interface DeferredField {
  readonly value: Deferred<unknown, unknown>;
  readonly object: ObjectData;
  readonly key: string;
  readonly complete: Completer;
}

/**
 * Runs an operation; null as soon as there would be an error in the answer. No closure may hold the data: V8 would then
 * keep that of every request until it next collects all of its heap.
 */
export async function startRun<Data>(
  complete: Completer<Data>,
  context: unknown,
  variables: Variables,
  maxBytes: number,
): Promise<CompletedRun<Data> | null> {
  const { promise: allKnown, resolve, reject } = Promise.withResolvers<void>();
  const run: Run = {
    context,
    variables,
    args: [],
    size: 0,
    objects: 0,
    maxSize: maxBytes,
    pending: 1,
    deferred: [],
    ended: false,
    finish: resolve,
    fail: (cause) => {
      // Nobody waits any more: another field has failed.
      if (run.ended) return;
      run.ended = true;
      reject(cause);
    },
  };
  try {
    const data = complete(undefined, run);
    settle(run);
    await allKnown;
    const isSmall = run.size * MAX_BYTES_OF_A_UNIT <= maxBytes;
    if (!isSmall && isLarger({ data }, maxBytes)) return null;
    return { data, size: run.size, objects: run.objects - 1 };
  } catch {
    // Resolvers and scalars throw whatever they like, and each throw is an error of a field. It is not lost: graphql-js
    // executes the operation again, meets the same error, and words, orders and logs it.
    return null;
  } finally {
    run.ended = true;
  }
}

/** Completes the value of a field; null for what is only promised, and put in its place when it is known. */
export function fieldOf(value: unknown, run: Run, object: ObjectData, key: string, complete: Completer): unknown {
  if (value instanceof Deferred) {
    run.deferred.push({ value, object, key, complete });
    return null;
  }
  if (typeof value === 'function') throw new Error('a method, which graphql-js calls');
  if (!isPromise(value)) return complete(value, run);
  whenSettled(value, run, (known) => {
    object[key] = complete(known, run);
  });
  return null;
}

/** Completes an item, and puts it at the end of a list, now or when it is known. */
export function putItem(value: unknown, run: Run, list: unknown[], complete: Completer): void {
  run.size += SIZE_OF_AN_ITEM;
  if (!isPromise(value)) {
    list.push(complete(value, run));
    return;
  }
  const index = list.push(null) - 1;
  whenSettled(value, run, (known) => {
    list[index] = complete(known, run);
  });
}

/** A promise that is rejected fails the run. */
function whenSettled<Value>(promise: PromiseLike<Value>, run: Run, use: (value: Value) => void): void {
  run.pending += 1;
  promise.then((value) => {
    if (run.ended) return;
    try {
      use(value);
      settle(run);
    } catch (cause) {
      run.fail(cause);
    }
  }, run.fail);
}

function settle(run: Run): void {
  run.pending -= 1;
  if (run.pending > 0) return;
  if (run.deferred.length === 0) {
    run.finish();
    return;
  }
  const { deferred } = run;
  run.deferred = [];
  readDeferred(deferred, run);
}

/** Reads deferred values, each batch at once. */
function readDeferred(deferred: readonly DeferredField[], run: Run): void {
  const [first] = deferred;
  if (first === undefined) return;
  const { batch } = first.value;
  const own = deferred.filter(({ value }) => value.batch === batch);
  whenSettled(batch.loadAll(new Set(own.map(({ value }) => value.key))), run, (found) => {
    for (const { value, object, key, complete } of own) {
      const known = found.get(value.key);
      if (known === undefined) throw new Error('no value');
      object[key] = complete(known, run);
    }
  });
  const others = own.length < deferred.length ? deferred.filter(({ value }) => value.batch !== batch) : [];
  readDeferred(others, run);
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
