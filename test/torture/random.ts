/** Choices that a seed decides, so that they can be made again. */
export interface Random {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Some of them, at least one, in their order; none of none. */
  some<Item>(items: readonly Item[]): Item[];
}

/** The generator mulberry32: small, and good enough to choose with. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <Item>(items: readonly Item[]): Item => {
    const [picked] = items.slice(below(items.length));
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  return {
    below,
    pick,
    chance: (probability) => next() < probability,
    some(items) {
      if (items.length === 0) return [];
      const certain = below(items.length);
      return items.filter((_item, index) => index === certain || next() < 0.4);
    },
  };
}
