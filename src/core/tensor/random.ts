/**
 * A counter-based generator: the value at index i depends on (seed, i) alone, so that any window of a
 * tensor can be made again without the rest, and the same numbers come out of `test/oracle/generator.py`.
 * The mixing steps are the "lowbias32" integer hash (two xor-shift-multiply rounds, exact in 32 bits).
 */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 32 random bits for index `i` of the stream `seed`. */
export function bits(seed: number, i: number): number {
  return mix((mix(seed ^ 0x9e3779b9) + i) >>> 0);
}

/** A number in [0, 1) with 24 random bits, so that it is exact in f32. */
export function unit(seed: number, i: number): number {
  return (bits(seed, i) >>> 8) / 0x1000000;
}

/** A whole number in [low, high], both included. */
export function integer(seed: number, i: number, low: number, high: number): number {
  return low + (bits(seed, i) % (high - low + 1));
}

/** A seed for a named part of a seeded whole: a binding of a case, a poison pattern. */
export function subseed(seed: number, name: string): number {
  let h = seed >>> 0;
  for (let i = 0; i < name.length; i++) h = mix(h ^ name.charCodeAt(i));
  return h;
}
