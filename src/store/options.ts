import type { StoreObserver } from './observer.ts';

export interface StoreOptions {
  /** Called with the text of every statement that runs. */
  readonly onStatement?: ((statement: string) => void) | undefined;
  readonly observer?: StoreObserver | undefined;
}
