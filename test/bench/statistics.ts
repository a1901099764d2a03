/** Halfway between the two in the middle when there are two; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/**
 * From the second smallest to the second largest. Of ten independent values it holds the true median in 98 cases of
 * 100, of three or fewer it is their median alone.
 */
export function spread(values: readonly number[]): readonly [number, number] | null {
  const sorted = values.toSorted((one, other) => one - other);
  const inner = sorted.length > 3 ? sorted.slice(1, -1) : [median(sorted)];
  const [low, high] = [inner.at(0), inner.at(-1)];
  return low == null || high == null ? null : [low, high];
}

/** Rounds of one cell that differ by more than this part of their median are measured again. */
export const MAX_DEVIATION = 0.15;

/** The place of the value that is farthest from the median, where that is more than `MAX_DEVIATION`; else null. */
export function farthest(values: readonly number[]): number | null {
  const middle = median(values);
  if (middle === null || middle === 0) return null;
  const deviations = values.map((value) => Math.abs(value / middle - 1));
  const worst = Math.max(...deviations);
  return worst > MAX_DEVIATION ? deviations.indexOf(worst) : null;
}

/** Whether the largest is more than `MAX_DEVIATION` above the smallest. */
export function differ(values: readonly number[]): boolean {
  return Math.max(...values) > Math.min(...values) * (1 + MAX_DEVIATION);
}
