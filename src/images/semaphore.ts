export interface TurnLimits {
  readonly atOnce: number;
  /** Turns that wait. */
  readonly waiting: number;
  readonly waitingOfOneCaller: number;
}

/** Who a turn is for. */
export interface Caller {
  readonly callerId: number;
  /** Whether they have gone, so that nobody waits for the work. */
  readonly isAbandoned: () => boolean;
}

/** Null when there was no turn: too many wait, or the caller has gone. */
export type InTurn = <Value>(caller: Caller, work: () => Promise<Value>) => Promise<Value | null>;

interface QueuedTurn extends Caller {
  readonly round: number;
  readonly begin: (hasTurn: boolean) => void;
}

/**
 * Lets a number of works go on at once. What waits is taken in rounds, in each of them one work of each caller: whoever
 * brings many at once makes others wait for one.
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
