import { Worker } from 'node:worker_threads';
import type { AskedWindow, MeasuredWindow } from './wait-meter-thread.ts';

/** Tells how long a server makes others wait, by a connection of its own that asks for a path that is not there. */
export interface WaitMeter {
  /** The slowest answer of those asked for between two moments of `momentNow`, in ms. It waits for the last of them. */
  slowest(from: number, to: number): Promise<number>;
  stop(): Promise<void>;
}

/** In ms, and the same on all threads. */
export const momentNow = (): number => performance.timeOrigin + performance.now();

/** It runs in a thread of its own: what the caller does meanwhile, such as making large bodies, is not measured. */
export async function startWaitMeter(port: number): Promise<WaitMeter> {
  const thread = new Worker(new URL('wait-meter-thread.ts', import.meta.url), { workerData: port });
  const pending = new Map<number, (ms: number) => void>();
  let asked = 0;
  thread.on('message', ({ id, ms }: MeasuredWindow) => {
    pending.get(id)?.(ms);
    pending.delete(id);
  });
  const slowest = (from: number, to: number): Promise<number> => {
    asked += 1;
    const { promise, resolve } = Promise.withResolvers<number>();
    pending.set(asked, resolve);
    const window: AskedWindow = { id: asked, from, to };
    thread.postMessage(window);
    return promise;
  };
  // Loading the thread takes longer than many a wait.
  await slowest(momentNow(), momentNow());

  return {
    slowest,
    async stop() {
      await thread.terminate();
    },
  };
}
