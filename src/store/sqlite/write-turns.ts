/** Whose turn it is to write, as both threads see it. */
export const TURN = {
  nobodys: 0,
  threads: 1,
  mains: 2,
  /** The thread's, which is to hand it over. */
  wanted: 3,
} as const;

/** Lets this thread and another write in turn: both at once would have to wait, asleep, for the lock of the file. */
export interface WriteTurns {
  /** For the other thread, which may wait for it with `Atomics.wait`. */
  readonly turn: Int32Array<SharedArrayBuffer>;
  /** Runs what writes: now, or once the other thread has handed its turn over. */
  run(write: () => void): void;
  /** To be called when it has been, or never will be, as the thread is no more. */
  handedOver(): void;
}

export function writeTurns(): WriteTurns {
  const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let waiting: (() => void)[] = [];

  const take = (): boolean => {
    const { nobodys, threads, mains, wanted } = TURN;
    if (Atomics.compareExchange(turn, 0, nobodys, mains) === nobodys) return true;
    // It may have become nobody's just now.
    return Atomics.compareExchange(turn, 0, threads, wanted) === nobodys && take();
  };
  const runAndGive = (writes: readonly (() => void)[]): void => {
    try {
      for (const write of writes) write();
    } finally {
      Atomics.store(turn, 0, TURN.nobodys);
      Atomics.notify(turn, 0);
    }
  };

  return {
    turn,
    run(write) {
      if (take()) runAndGive([write]);
      else waiting.push(write);
    },
    handedOver() {
      const writes = waiting;
      waiting = [];
      Atomics.store(turn, 0, TURN.mains);
      runAndGive(writes);
    },
  };
}
