import type { Outcome } from './exchange.ts';
import type { FuzzRequest } from './requests.ts';

/** What a run has done so far. */
export interface Figures {
  readonly seed: number;
  readonly production: boolean;
  requests: number;
  seconds: number;
  slowestMs: number;
  /** The slowest answer to somebody else meanwhile. */
  slowestWaitMs: number;
  /** Memory of the server's process, in MB. */
  readonly rss: { start: number; peak: number; settled: number };
  /** What of its heap was still needed, in megabytes; null where it was not asked, or has ended. */
  readonly heap: { start: number | null; warm: number | null; settled: number | null };
  /** By door and kind, and then by status. */
  readonly counts: Map<string, Map<string, number>>;
}

export function newFigures(seed: number, production: boolean): Figures {
  const rss = { start: 0, peak: 0, settled: 0 };
  const heap = { start: null, warm: null, settled: null };
  return { seed, production, requests: 0, seconds: 0, slowestMs: 0, slowestWaitMs: 0, rss, heap, counts: new Map() };
}

export function countOutcome(figures: Figures, { door, kind }: FuzzRequest, outcome: Outcome): void {
  const row = `${door} ${kind}`;
  const counts = figures.counts.get(row) ?? new Map<string, number>();
  const status = outcome.kind === 'answer' ? String(outcome.answer.status) : outcome.kind;
  counts.set(status, (counts.get(status) ?? 0) + 1);
  figures.counts.set(row, counts);
  figures.requests += 1;
  figures.slowestMs = Math.max(figures.slowestMs, outcome.kind === 'answer' ? outcome.answer.ms : outcome.ms);
}

export function tell({
  seed,
  production,
  requests,
  seconds,
  slowestMs,
  slowestWaitMs,
  rss,
  heap,
  counts,
}: Figures): string {
  const rows = [...counts].toSorted().map(([row, statuses]) => {
    const told = [...statuses].toSorted().map(([status, count]) => `${status} x ${count}`);
    return `  ${row.padEnd(24)} ${told.join(', ')}`;
  });
  return [
    `seed ${seed}, ${production ? 'production' : 'development'}: ${requests} requests in ${seconds.toFixed(0)} s, the slowest took ${slowestMs.toFixed(0)} ms; others waited ${slowestWaitMs.toFixed(0)} ms at most, six requests at once`,
    `memory in MB: ${rss.start} at the start, ${rss.peak} at most, ${rss.settled} at the end`,
    `heap that is needed in MB: ${heap.start} at the start, ${heap.warm ?? 'not yet'} warm, ${heap.settled} at the end`,
    ...rows,
  ].join('\n');
}
