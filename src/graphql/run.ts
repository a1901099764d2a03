import type { Context } from './context.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** One execution of a compiled operation. */
export interface Run {
  readonly context: Context;
  readonly variables: Variables;
  /** Arguments by the number of their field: read once, of however many objects the field is asked. */
  readonly args: unknown[];
  /** How much of the data is still awaited. */
  pending: number;
  ended: boolean;
  readonly finish: () => void;
  readonly fail: (cause: unknown) => void;
}

/** Turns what a resolver gave into what is answered. What of it is still awaited is filled in when it comes. */
export type Complete<Completed = unknown> = (value: unknown, run: Run) => Completed;

/** The data, once all of it is there; rejects as soon as something is wrong with it. */
export async function startRun<Data>(complete: Complete<Data>, context: Context, variables: Variables): Promise<Data> {
  const { promise: allKnown, resolve, reject } = Promise.withResolvers<void>();
  const run: Run = {
    ...{ context, variables, args: [], pending: 1, ended: false, finish: resolve },
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

/** Hands over what a promise gives. One that is rejected fails the run, and nothing more is asked for then. */
export function whenKnown(promise: PromiseLike<unknown>, run: Run, use: (value: unknown) => void): void {
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
  if (run.pending === 0) run.finish();
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
