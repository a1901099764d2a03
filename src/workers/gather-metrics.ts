import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { type Figures, type FromPrimary, fromWorker } from './messages.ts';

/** Milliseconds for which workers are waited for; one that is stuck, or has yet to open, is left out. */
const PATIENCE_MS = 2_000;

interface Gathering {
  readonly waitingFor: Set<number>;
  readonly figures: Figures[];
  readonly done: () => void;
}

/**
 * Adds up the metrics of all workers, in the primary process, for the one that is asked for them. `onFailed` is told why
 * they cannot be added.
 */
export function gatherMetrics(workers: () => readonly Worker[], onFailed: (cause: unknown) => void) {
  const gatherings = new Map<number, Gathering>();
  const open = new WeakSet<Worker>();
  let last = 0;

  const gather = async (): Promise<string> => {
    last += 1;
    const number = last;
    const asked = workers().filter((worker) => open.has(worker) && worker.isConnected());
    const figures = await new Promise<Figures[]>((resolve) => {
      const gathering: Gathering = {
        waitingFor: new Set(asked.map(({ id }) => id)),
        figures: [],
        done() {
          clearTimeout(patience);
          gatherings.delete(number);
          resolve(gathering.figures);
        },
      };
      const patience = setTimeout(gathering.done, PATIENCE_MS);
      gatherings.set(number, gathering);
      for (const worker of asked) send(worker, { tell: number });
    });
    return AggregatorRegistry.aggregate(figures.map((one) => [...one])).metrics();
  };

  return {
    heard(worker: Worker, message: unknown): void {
      const said = fromWorker.safeParse(message);
      if (!said.success) return;
      if ('address' in said.data) open.add(worker);
      if ('figures' in said.data) {
        const gathering = gatherings.get(said.data.of);
        gathering?.waitingFor.delete(worker.id);
        gathering?.figures.push(said.data.figures);
        if (gathering?.waitingFor.size === 0) gathering.done();
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
  };
}

function send(worker: Worker, message: FromPrimary): void {
  // A worker that dies meanwhile is asked no more.
  if (worker.isConnected()) worker.send(message, () => undefined);
}
