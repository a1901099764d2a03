/** Runs a task once the bytes it needs are free. */
export type WithinBudget = <Value>(bytes: number, work: () => Promise<Value>) => Promise<Value>;

/**
 * Bounds the bytes that tasks need at once; they start in the order of their arrival. A task that needs more than all
 * bytes takes all of them, and so runs alone.
 */
export function memoryBudget(most: number): WithinBudget {
  let used = 0;
  let queue: readonly { readonly bytes: number; readonly begin: () => void }[] = [];

  const beginNext = () => {
    const [next, ...rest] = queue;
    if (next === undefined || used + next.bytes > most) return;
    queue = rest;
    used += next.bytes;
    next.begin();
    beginNext();
  };

  return async (needed, work) => {
    const bytes = Math.min(needed, most);
    await new Promise<void>((begin) => {
      queue = [...queue, { bytes, begin }];
      beginNext();
    });
    try {
      return await work();
    } finally {
      used -= bytes;
      beginNext();
    }
  };
}
