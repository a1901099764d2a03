/** Runs a work once as many bytes are free as it needs. */
export type WithinBudget = <Value>(bytes: number, work: () => Promise<Value>) => Promise<Value>;

/**
 * Bounds the bytes that works need at once; they begin in the order in which they came. One that needs more than there
 * are takes all of them, and so runs alone.
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
