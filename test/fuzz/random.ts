import { bits } from '../../src/core/tensor/random';

/** Choices that follow from a seed alone. */
export interface Random {
  /** A whole number from 0 up to `count`, not included. */
  below(count: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function random(seed: number): Random {
  let i = 0;
  const below = (count: number): number => bits(seed, i++) % count;
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick(from) {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
  };
}
