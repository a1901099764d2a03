/** Told of what a store does, while it does it. Its functions must be quick and never throw. */
export interface StoreObserver {
  /** Called after each statement, with the time that it took. */
  readonly statementEnded: (milliseconds: number) => void;
  /** Called after each commit, with the number of writes that became durable by it. */
  readonly committed: (writes: number) => void;
  /** Called during the start: `rows` of all rows of a table have been folded anew. */
  readonly folded: (table: 'groups' | 'users', rows: number, all: number) => void;
  /** Called when the work of a background thread cannot be done for now. */
  readonly upkeepFailed: (reason: string) => void;
  /** Called when searches of groups are refused from now on, because their index cannot be used. */
  readonly searchStopped: (reason: string) => void;
  /** Called when they are answered again, with why the index was made anew; null when it was found to be whole. */
  readonly searchResumed: (madeAnew: string | null) => void;
  /** Identifies the request that is being worked for. */
  readonly asker: () => unknown;
  /** Captures the current request, or that there is none; the returned function runs a step later with its metrics. */
  readonly keepAccount: () => RunStep;
}

export type RunStep = <Value>(step: () => Value) => Value;
