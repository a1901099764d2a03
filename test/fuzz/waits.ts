import { setTimeout as wait } from 'node:timers/promises';
import { momentNow, startWaitMeter } from '../support/wait-meter.ts';
import type { FuzzRequest } from './requests.ts';

/** On a machine that keeps the meter itself waiting, nothing shorter than this can be told from its noise. */
export const BUSY_LIMIT_MS = 250;
/** The meter's slowest answer on a machine that is not busy, while nothing else runs. */
const CALM_MS = 25;
const CALIBRATION_MS = 300;
/** A request is a finding when it makes others wait each of so many times, alone. */
const TRIES = 3;
const MAX_SUSPECTS = 300;
const CONFIRMED_WITHIN_MS = 8_000;

interface Suspect {
  readonly request: FuzzRequest;
  readonly ms: number;
}

/** Measures how long each request makes others wait: others who ask on a connection of their own. */
export interface WaitWatch {
  /** Measures one that began at `from`, by `momentNow`, and has just been answered. */
  note(request: FuzzRequest, from: number): void;
  /** The slowest wait so far, in ms. */
  slowest(): number;
  /** Sends those that seemed to make others wait again, each alone, and tells which do. */
  confirm(send: (request: FuzzRequest) => Promise<unknown>): Promise<readonly Suspect[]>;
  stop(): Promise<void>;
}

/** Requests that run at once are all suspects when others have to wait meanwhile, as they are when the machine is busy. */
export async function watchWaits(port: number, limitMs: number): Promise<WaitWatch> {
  const meter = await startWaitMeter(port);
  const measured = new Set<Promise<void>>();
  let suspects: Suspect[] = [];
  let slowest = 0;

  const calibratedLimit = async (): Promise<number> => {
    const from = momentNow();
    await wait(CALIBRATION_MS);
    const calm = await meter.slowest(from, momentNow());
    return calm > CALM_MS ? Math.max(limitMs, BUSY_LIMIT_MS, 2 * calm) : limitMs;
  };
  const waitAlone = async (request: FuzzRequest, send: (request: FuzzRequest) => Promise<unknown>) => {
    const from = momentNow();
    await send(request);
    const ms = await meter.slowest(from, momentNow());
    return ms > limitMs && ms > (await calibratedLimit()) ? ms : null;
  };
  const measure = async (request: FuzzRequest, from: number, to: number): Promise<void> => {
    const ms = await meter.slowest(from, to);
    slowest = Math.max(slowest, ms);
    if (ms <= limitMs) return;
    suspects.push({ request, ms });
    if (suspects.length > 2 * MAX_SUSPECTS) suspects = slowestFirst(suspects).slice(0, MAX_SUSPECTS);
  };

  return {
    slowest: () => slowest,
    note(request, from) {
      const measuring = measure(request, from, momentNow()).finally(() => measured.delete(measuring));
      measured.add(measuring);
    },
    async confirm(send) {
      await Promise.all(measured);
      const until = performance.now() + CONFIRMED_WITHIN_MS;
      const confirmed: Suspect[] = [];
      for (const { request } of slowestFirst(suspects)) {
        if (performance.now() > until) break;
        const waits: number[] = [];
        for (let tries = 0; tries < TRIES && waits.length === tries; tries += 1) {
          const ms = await waitAlone(request, send);
          if (ms !== null) waits.push(ms);
        }
        if (waits.length === TRIES) confirmed.push({ request, ms: Math.min(...waits) });
      }
      return confirmed;
    },
    stop: meter.stop,
  };
}

const slowestFirst = (suspects: readonly Suspect[]) => suspects.toSorted((one, other) => other.ms - one.ms);
