export interface TurnLimits {
  readonly atOnce: number;
  /** Tasks that may wait. */
  readonly waiting: number;
  readonly waitingOfOneCaller: number;
}

/** The caller whom a task is for. */
export interface Caller {
  readonly callerId: number;
  /** Whether the caller has gone, so that nobody waits for the result. */
  readonly isAbandoned: () => boolean;
}

/** Null when the task was not run: too many wait, or the caller has gone. */
export type InTurn = <Value>(caller: Caller, work: () => Promise<Value>) => Promise<Value | null>;

interface QueuedTurn extends Caller {
  readonly round: number;
  readonly begin: (hasTurn: boolean) => void;
}

/**
 * Bounds how many tasks run at once. Waiting tasks are taken in rounds of one for each caller, so that a caller who
 * brings many makes others wait for one of them.
 */
export function turns({ atOnce, waiting, waitingOfOneCaller }: TurnLimits): InTurn {
  let running = 0;
  let round = 0;
  let queue: readonly QueuedTurn[] = [];

  const dropAbandoned = () => {
    const abandoned = new Set(queue.filter(({ isAbandoned }) => isAbandoned()));
    queue = queue.filter((turn) => !abandoned.has(turn));
    for (const { begin } of abandoned) begin(false);
  };

  const waitForTurn = async ({ callerId, isAbandoned }: Caller): Promise<boolean> => {
    dropAbandoned();
    const own = queue.filter((turn) => turn.callerId === callerId);
    if (queue.length >= waiting || own.length >= waitingOfOneCaller) return false;
    const last = own.at(-1);
    const ownRound = last === undefined ? round : last.round + 1;
    return new Promise((begin) => {
      queue = [...queue, { callerId, isAbandoned, round: ownRound, begin }];
    });
  };

  const endTurn = () => {
    dropAbandoned();
    const [next] = queue.toSorted((one, other) => one.round - other.round);
    if (next === undefined) {
      running -= 1;
      return;
    }
    queue = queue.filter((turn) => turn !== next);
    round = next.round;
    next.begin(true);
  };

  return async (caller, work) => {
    if (running < atOnce) running += 1;
    else if (!(await waitForTurn(caller))) return null;
    try {
      return await work();
    } finally {
      endTurn();
    }
  };
}
