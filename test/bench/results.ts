import type { Cell, Figures } from './measure.ts';
import type { Start } from './rounds.ts';
import type { Growth } from './scale.ts';
import { median } from './statistics.ts';
import type { WorkloadName } from './workloads.ts';

export interface Results {
  readonly cells: readonly Cell[];
  /** Cells that are left out of all figures, as something else took the processor meanwhile. */
  readonly disturbed: readonly Cell[];
  readonly starts: readonly Start[];
  readonly growth: readonly Growth[];
}

export type Load = 'many' | 'one';
export type Figure = keyof Figures;

export function cellsOf({ cells }: Results, server: string, workload: WorkloadName): readonly Cell[] {
  return cells.filter((cell) => cell.server === server && cell.workload === workload);
}

/** The median over the rounds. */
export function figureOf(
  results: Results,
  server: string,
  workload: WorkloadName,
  load: Load,
  figure: Figure,
): number | null {
  const figures = cellsOf(results, server, workload).flatMap((cell) => cell[load] ?? []);
  return median(figures.map((each) => each[figure]));
}

/** The median of the rounds' ratios: what slows a whole round down is in both. */
export function ratioOf(
  results: Results,
  [server, workload]: readonly [string, WorkloadName],
  [otherServer, otherWorkload]: readonly [string, WorkloadName],
  load: Load = 'many',
  figure: Figure = 'perSecond',
): number | null {
  const others = new Map(cellsOf(results, otherServer, otherWorkload).map((cell) => [cell.round, cell[load]]));
  const ratios = cellsOf(results, server, workload).flatMap((cell) => {
    const [own, other] = [cell[load], others.get(cell.round)];
    return own && other ? [own[figure] / other[figure]] : [];
  });
  // autocannon rounds to milliseconds, often to none.
  return median(ratios.filter(Number.isFinite));
}

export function peakOf(results: Results, server: string, workload: WorkloadName): number | null {
  return median(cellsOf(results, server, workload).map((cell) => cell.peakMegabytes));
}

export function startOf({ starts }: Results, server: string): number | null {
  return median(starts.filter((start) => start.server === server).map(({ ms }) => ms));
}

/** On more data, as a multiple of the figure on less. */
export function growthOf({ rounds }: Growth): number | null {
  return median(rounds.map(([less, more]) => more / less));
}
