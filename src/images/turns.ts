/** Lets so much of some work go on at once; the rest waits its turn, in the order in which it came. */
export function turns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
