import { existing, UserReference } from '../loading/user-reference.ts';
import type { Context } from '../request-context.ts';
import { isLarger, MAX_BYTES_OF_A_UNIT } from './answer-size.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** One execution of a compiled operation. */
export interface Run {
  readonly context: Context;
  readonly variables: Variables;
  /** Arguments by the number of their field: read once, of however many objects the field is asked. */
  readonly args: unknown[];
  /** Units of text in the data, with its keys and some for each value; as JSON, it has at most six bytes for each. */
  size: number;
  /** How many there are in the data, the root among them. */
  objects: number;
  /** A size that the data may have; with more it is dropped at once. */
  readonly maxSize: number;
  /** How much of the data is still awaited. */
  pending: number;
  /** Users that are referred to, to be read together once nothing else is awaited. */
  referred: Referred[];
  ended: boolean;
  readonly finish: () => void;
  readonly fail: (cause: unknown) => void;
}

/** Turns what a resolver gave into what is answered. What of it is still awaited is filled in when it comes. */
export type Complete<Completed = unknown> = (value: unknown, run: Run) => Completed;

export type ObjectData = Record<string, unknown>;

/** What an item takes beside its text: a number has at most 24 digits. */
const SIZE_OF_AN_ITEM = 4;

/** A user, whose data has its place as a field of an object. */
interface Referred {
  readonly user: UserReference;
  readonly object: ObjectData;
  readonly key: string;
  readonly complete: Complete;
}

/**
 * The data, once all of it is there, and how many objects it has; null as soon as something is wrong with it. No closure
 * may hold the data: the engine would then keep that of every request until it next collects all of its heap.
 */
export async function startRun<Data>(
  complete: Complete<Data>,
  context: Context,
  variables: Variables,
  mostBytes: number,
  ended: (objects: number) => void,
): Promise<Data | null> {
  const { promise: allKnown, resolve, reject } = Promise.withResolvers<void>();
  const run: Run = {
    context,
    variables,
    args: [],
    size: 0,
    objects: 0,
    maxSize: mostBytes,
    pending: 1,
    referred: [],
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
    const isSmall = run.size * MAX_BYTES_OF_A_UNIT <= mostBytes;
    if (!isSmall && isLarger({ data }, mostBytes)) return null;
    ended(run.objects - 1);
    context.texts = run.size;
    return data;
  } catch {
    return null;
  } finally {
    run.ended = true;
  }
}

/** What a value becomes; null for what is only promised, which is put in its place when it is known. */
export function fieldOf(value: unknown, run: Run, object: ObjectData, key: string, complete: Complete): unknown {
  if (value instanceof UserReference) {
    run.referred.push({ user: value, object, key, complete });
    return null;
  }
  if (typeof value === 'function') throw new Error('a method');
  if (!isPromise(value)) return complete(value, run);
  whenSettled(value, run, (known) => {
    object[key] = complete(known, run);
  });
  return null;
}

/** Puts what a value becomes, or will become, at the end of a list. */
export function putItem(value: unknown, run: Run, list: unknown[], complete: Complete): void {
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

/** A promise that is rejected fails the run, and nothing more is asked for then. */
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
  if (run.referred.length > 0) readReferred(run);
  else run.finish();
}

function readReferred(run: Run): void {
  const { referred } = run;
  run.referred = [];
  const ids = new Set(referred.map(({ user }) => user.id));
  whenSettled(run.context.loaders.owners(ids), run, (found) => {
    for (const { user, object, key, complete } of referred) {
      object[key] = complete(existing(user, found.get(user.id)), run);
    }
  });
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Promise<unknown>>).then === 'function';
}
