import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { type Figures, type FromPrimary, fromWorker } from './messages.ts';

/** Milliseconds for which workers are waited for; one that is stuck counts with what it told last. */
const PATIENCE_MS = 2_000;

interface Gathering {
  readonly waitingFor: Set<Worker>;
  readonly done: () => void;
}

/**
 * Adds up the metrics of all workers, in the primary process, for the one that is asked for them. `onFailed` is told why
 * they cannot be added. What was counted never falls: Prometheus would take that for a new start, and see a peak.
 */
export function gatherMetrics(onFailed: (cause: unknown) => void) {
  const gatherings = new Map<number, Gathering>();
  /** What each worker that is open told last. */
  const latest = new Map<Worker, Figures>();
  /** What all that died had counted when they were last asked, in one sum. */
  let ofTheDead: readonly object[] = [];
  let last = 0;

  const answered = (worker: Worker, { waitingFor, done }: Gathering): void => {
    waitingFor.delete(worker);
    if (waitingFor.size === 0) done();
  };

  const gather = async (): Promise<string> => {
    last += 1;
    const number = last;
    const asked = [...latest.keys()].filter((worker) => worker.isConnected());
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(patience);
        gatherings.delete(number);
        resolve();
      };
      const patience = setTimeout(done, PATIENCE_MS);
      gatherings.set(number, { waitingFor: new Set(asked), done });
      for (const worker of asked) send(worker, { tell: number });
    });
    return sum([ofTheDead, ...latest.values()]).metrics();
  };

  return {
    heard(worker: Worker, message: unknown): void {
      const said = fromWorker.safeParse(message);
      // What a worker told just before it died may come after the news of its death.
      if (!said.success || worker.isDead()) return;
      if ('address' in said.data) latest.set(worker, []);
      if ('figures' in said.data) {
        latest.set(worker, said.data.figures);
        const gathering = gatherings.get(said.data.of);
        if (gathering !== undefined) answered(worker, gathering);
      }
      if ('scrape' in said.data) {
        const of = said.data.scrape;
        gather().then(
          (metrics) => send(worker, { metrics, of }),
          (cause: unknown) => {
            onFailed(cause);
            send(worker, { metrics: null, of });
          },
        );
      }
    },
    died(worker: Worker): void {
      const counted = latest.get(worker)?.filter(isCounted) ?? [];
      latest.delete(worker);
      ofTheDead = sum([ofTheDead, counted]).getMetricsAsArray();
      for (const gathering of gatherings.values()) answered(worker, gathering);
    },
  };
}

/** Whether a metric only grows; a gauge says how things are, and of the dead there is nothing to say. */
function isCounted({ type }: Figures[number]): boolean {
  // Its name at run time, though the types of prom-client have a number.
  return String(type) !== 'gauge';
}

function sum(figures: readonly (readonly object[])[]) {
  return AggregatorRegistry.aggregate(figures.map((one) => [...one]));
}

function send(worker: Worker, message: FromPrimary): void {
  // A worker that dies meanwhile is asked no more.
  if (worker.isConnected()) worker.send(message, () => undefined);
}
