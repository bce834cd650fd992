import { bits } from '../tensor/random';

/**
 * What an output holds before the kernel runs: another pattern for each seed, and nothing a kernel computes. It
 * is large enough to stand out, and small enough for an f32 to keep what is added to it, so that a kernel that
 * adds to an output is told from one that never writes.
 */
export function poison(seed: number, i: number, integers = false): number {
  // Below 2^31, so that it is the same number as a u32 and as an i32.
  if (integers) return (bits(seed, i) & 0x7fff_ffff) | 0x4000_0000;
  // Below or above 0 by its seed: what a maximum passes over in one run, it takes in another.
  const sign = (bits(seed, 0) & 1) === 0 ? -1 : 1;
  return Math.fround(sign * 2 ** 20 * (1 + (bits(seed, i) >>> 9) / 2 ** 23));
}
