import type { Outcome } from './exchange.ts';
import type { FuzzRequest } from './requests.ts';

/** What a run has done so far. */
export interface Figures {
  readonly seed: number;
  readonly production: boolean;
  requests: number;
  seconds: number;
  slowestMs: number;
  /** Of the server's process, in megabytes. */
  readonly memory: { start: number; warm: number | null; peak: number; settled: number };
  /** By door and kind, and then by status. */
  readonly counts: Map<string, Map<string, number>>;
}

export function newFigures(seed: number, production: boolean): Figures {
  const memory = { start: 0, warm: null, peak: 0, settled: 0 };
  return { seed, production, requests: 0, seconds: 0, slowestMs: 0, memory, counts: new Map() };
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

export function tell({ seed, production, requests, seconds, slowestMs, memory, counts }: Figures): string {
  const rows = [...counts].toSorted().map(([row, statuses]) => {
    const told = [...statuses].toSorted().map(([status, count]) => `${status} x ${count}`);
    return `  ${row.padEnd(24)} ${told.join(', ')}`;
  });
  return [
    `seed ${seed}, ${production ? 'production' : 'development'}: ${requests} requests in ${seconds.toFixed(0)} s, the slowest took ${slowestMs.toFixed(0)} ms`,
    `memory in MB: ${memory.start} at the start, ${memory.warm ?? 'not yet'} warm, ${memory.peak} at most, ${memory.settled} once settled`,
    ...rows,
  ].join('\n');
}
