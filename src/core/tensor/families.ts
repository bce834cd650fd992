import { bits, integer, subseed, unit } from './random';

/**
 * Kinds of input (course.md, section 0). Every value is exact in f32, and every value is made with
 * whole-number and power-of-two arithmetic only, so that `test/oracle/generator.py` makes the same
 * bits.
 *
 * - `integers`: whole numbers of both signs; sums are exact in any order, so outputs compare bit
 *   for bit.
 * - `counts`: whole numbers from 0 up; their sums grow, which a half-precision accumulator cannot
 *   follow.
 * - `uniform`: multiples of 2^-23 in [-1, 1).
 * - `wide`: both signs, magnitudes from 2^-20 to 2^20, evenly spread over the exponents.
 * - `constant`: one whole number from 1 up, everywhere.
 * - `impulse`: a single 1 at a seeded place, 0 elsewhere.
 * - `index`: element i is i (exact below 2^24).
 */
export type Family = 'integers' | 'counts' | 'uniform' | 'wide' | 'constant' | 'impulse' | 'index';

/** Seeds of further streams beside the first, for values that need more than 32 random bits. */
const secondStream = 0x51ed270b;
const thirdStream = 0x2545f491;
const fourthStream = 0x1b873593;

/**
 * `length` values of a family; `magnitude` is the largest whole number of the families made of
 * those.
 */
export function fill(
  family: Family,
  seed: number,
  length: number,
  magnitude: number,
): Float32Array {
  const values = new Float32Array(length);
  if (family === 'impulse') {
    if (length > 0) values[bits(seed, 0) % length] = 1;
    return values;
  }
  if (family === 'constant') return values.fill(integer(seed, 0, 1, magnitude));
  const value = element(family, magnitude);
  for (let i = 0; i < length; i++) values[i] = value(seed, i);
  return values;
}

function element(
  family: Exclude<Family, 'impulse' | 'constant'>,
  magnitude: number,
): (seed: number, i: number) => number {
  switch (family) {
    case 'integers':
      return (seed, i) => integer(seed, i, -magnitude, magnitude);
    case 'counts':
      return (seed, i) => integer(seed, i, 0, magnitude);
    case 'uniform':
      return (seed, i) => 2 * unit(seed, i) - 1;
    case 'wide':
      return wide;
    case 'index':
      return (_seed, i) => i;
  }
}

/** A number in [0, 1) with 23 bits: added to 1 it fills the fraction of an f32. */
function fraction(seed: number, i: number): number {
  return (bits(seed, i) >>> 9) / 0x800000;
}

function wide(seed: number, i: number): number {
  const exponent = integer(seed ^ secondStream, i, -20, 19);
  const sign = (bits(seed, i) & 1) === 0 ? 1 : -1;
  return sign * (1 + fraction(seed, i)) * 2 ** exponent;
}

/**
 * The largest whole number m, from 1 to 63, for which a sum of `terms` products of `factors` such
 * numbers stays below 2^23: half of what f32 holds exactly, so that no grouping of the sum can
 * reach the limit.
 */
export function integerMagnitude(terms: number, factors: number): number {
  let m = 63;
  while (m > 1 && terms * m ** factors >= 0x800000) m--;
  return m;
}

/**
 * Statistics of a batch norm, [4, C]: gamma | beta | mean | var. Every fourth channel, the first
 * among them, has a variance near ε = 1e-5, so that a missing ε shows, and a gamma as much smaller,
 * so that its outputs are of the others' size. Signs are mixed, except where one who looks for a
 * channel's four numbers side by side would find a variance: so that this mistake leads to finite
 * numbers, which can be recognised.
 */
export function fillBatchNorm(seed: number, channels: number): Float32Array {
  const packed = new Float32Array(4 * channels);
  for (let c = 0; c < channels; c++) {
    const tiny = c % 4 === 0;
    const sign = (stream: number, at: number): number =>
      at % 4 === 3 || (bits(seed ^ stream, c) & 1) === 0 ? 1 : -1;
    const [beta, mean, variance] = [channels + c, 2 * channels + c, 3 * channels + c];
    const spread = tiny ? -17 : integer(seed ^ fourthStream, channels + c, -4, 0);
    packed[c] = sign(0, c) * (0.5 + fraction(seed, c)) * (tiny ? 2 ** -6 : 1);
    packed[beta] = sign(secondStream, beta) * fraction(seed ^ secondStream, c);
    packed[mean] = sign(thirdStream, mean) * (0.25 + fraction(seed ^ thirdStream, c));
    packed[variance] = (1 + fraction(seed ^ fourthStream, c)) * 2 ** spread;
  }
  return packed;
}

/** Statistics of several batch norms, one layer's [4, C] behind the other, as a buffer of a lab packs them. */
export function fillBatchNorms(seed: number, widths: readonly number[]): Float32Array {
  const packed = new Float32Array(widths.reduce((sum, channels) => sum + 4 * channels, 0));
  let offset = 0;
  widths.forEach((channels, layer) => {
    const own = layer === 0 ? seed : subseed(seed, `${layer}`);
    packed.set(fillBatchNorm(own, channels), offset);
    offset += 4 * channels;
  });
  return packed;
}
