import type { Metrics } from '../telemetry/metrics.ts';
import { type FromWorker, fromPrimary } from './messages.ts';

/** Metrics of a worker: it tells its own to the primary process, and tells those of all to whoever asks it. */
export function shareMetrics(own: Metrics): Metrics {
  const scrapes = new Map<number, (metrics: string | null) => void>();
  let last = 0;

  process.on('message', async (message) => {
    const said = fromPrimary.safeParse(message);
    if (!said.success) return;
    if ('tell' in said.data) send({ figures: await own.figures(), of: said.data.tell });
    else {
      scrapes.get(said.data.of)?.(said.data.metrics);
      scrapes.delete(said.data.of);
    }
  });
  return {
    ...own,
    async exposition() {
      last += 1;
      const scrape = last;
      const text = await new Promise<string | null>((resolve) => {
        scrapes.set(scrape, resolve);
        send({ scrape });
      });
      if (text === null) throw new Error('the primary process cannot add up the metrics');
      return { contentType: own.contentType, text };
    },
  };
}

function send(message: FromWorker): void {
  process.send?.(message);
}
