/** Hears of what a store does, while it does it; must be quick, and never throw. */
export interface StoreObserver {
  /** A statement has run for so long. */
  readonly statementEnded: (milliseconds: number) => void;
  /** So many writes became durable together. */
  readonly committed: (writes: number) => void;
  /** At the start, so many of all rows of a table have been folded anew. */
  readonly folded: (table: 'groups' | 'users', rows: number, all: number) => void;
  /** What the store leaves to a thread of its own cannot be done for now. */
  readonly upkeepFailed: (reason: string) => void;
  /** Searches of groups are refused from now on, as their index cannot be used. */
  readonly searchStopped: (reason: string) => void;
  /** They are answered again; with why the index was made anew, or null where it was found to be whole. */
  readonly searchResumed: (madeAnew: string | null) => void;
  /** What is worked for now: the same for all that one request asks for. */
  readonly asker: () => unknown;
  /** Gives what runs a step, later, on the account of what asks for it now. */
  readonly keepAccount: () => RunStep;
}

export type RunStep = <Value>(step: () => Value) => Value;
