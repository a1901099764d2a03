import type { Context } from './context.ts';
import { existing, UserReference } from './user-reference.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** One execution of a compiled operation. */
export interface Run {
  readonly context: Context;
  readonly variables: Variables;
  /** Arguments by the number of their field: read once, of however many objects the field is asked. */
  readonly args: unknown[];
  /** How much of the data is still awaited. */
  pending: number;
  /** Users that are referred to, to be read together once nothing else is awaited. */
  referred: Referred[];
  ended: boolean;
  readonly finish: () => void;
  readonly fail: (cause: unknown) => void;
}

interface Referred {
  readonly user: UserReference;
  readonly use: (value: unknown) => void;
}

/** Turns what a resolver gave into what is answered. What of it is still awaited is filled in when it comes. */
export type Complete<Completed = unknown> = (value: unknown, run: Run) => Completed;

/** The data, once all of it is there; rejects as soon as something is wrong with it. */
export async function startRun<Data>(complete: Complete<Data>, context: Context, variables: Variables): Promise<Data> {
  const { promise: allKnown, resolve, reject } = Promise.withResolvers<void>();
  const run: Run = {
    ...{ context, variables, args: [], pending: 1, referred: [], ended: false, finish: resolve },
    fail: (cause) => {
      if (run.ended) return;
      run.ended = true;
      reject(cause);
    },
  };
  try {
    const data = complete(undefined, run);
    settle(run);
    await allKnown;
    return data;
  } finally {
    run.ended = true;
  }
}

/** Hands over what a promise gives, and at once what many references to users do. */
export function whenKnown(promise: PromiseLike<unknown>, run: Run, use: (value: unknown) => void): void {
  if (promise instanceof UserReference) run.referred.push({ user: promise, use });
  else whenSettled(promise, run, use);
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
    for (const { user, use } of referred) use(existing(user, found.get(user.id)));
  });
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
