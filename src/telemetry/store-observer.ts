import type { Logger } from 'pino';
import type { StoreObserver } from '../store/observer.ts';
import type { Metrics } from './metrics.ts';
import { currentRequest } from './request-record.ts';

/** Milliseconds between two lines about the same work. */
const FOLDED_PAUSE_MS = 2_000;

/** Adds what the store does to the record of the request that it does it for. */
export function storeObserver(metrics: Metrics, log: Pick<Logger, 'error' | 'info'>): StoreObserver {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    folded(table, done, of) {
      if (done < of && performance.now() - toldAt < FOLDED_PAUSE_MS) return;
      toldAt = performance.now();
      log.info({ done, of }, `the texts of ${table} are being folded for searches and for lists by name`);
    },
    statementEnded(milliseconds) {
      const record = currentRequest.getStore();
      if (record === undefined) return;
      record.statements += 1;
      record.sqlMs += milliseconds;
    },
    committed: metrics.committed,
    upkeepFailed: (reason) =>
      log.error(
        { reason },
        'the upkeep of the database fails for now: the search index, or what SQLite does beside it',
      ),
    searchStopped: (reason) =>
      log.error({ reason }, 'the search index cannot be used: searches are refused until it is whole'),
    searchResumed: (madeAnew) => log.info({ madeAnew }, 'the search index is whole: searches are answered again'),
    asker: () => currentRequest.getStore(),
    keepAccount() {
      const record = currentRequest.getStore();
      return (step) => currentRequest.run(record, step);
    },
  };
}
