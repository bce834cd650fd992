import type { Rounding } from './block';

/**
 * Radix-2 fast Fourier transform (Cooley and Tukey 1965) of complex numbers that lie in pairs,
 * real | imaginary. Lengths are powers of two.
 */

/** exp(-2πik / length) for k below length / 2, as pairs, each number rounded. */
export function rootsOfUnity(length: number, round: Rounding): Float64Array {
  return Float64Array.from({ length }, (_, at) => {
    const angle = (-2 * Math.PI * (at >> 1)) / length;
    return round((at & 1) === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

/** A line of complex numbers: `length` of them, `step` apart, the first at number `at`. */
export interface ComplexLine {
  readonly data: Float64Array;
  readonly at: number;
  readonly step: number;
  readonly length: number;
}

/** Puts element k where the bits of k, read backwards, say: the order in which halves are merged. */
function reverseBits({ data, at, step, length }: ComplexLine): void {
  for (let k = 0, reversed = 0; k < length; k++) {
    if (k < reversed) {
      for (const part of [0, 1]) {
        const [a, b] = [2 * (at + k * step) + part, 2 * (at + reversed * step) + part];
        [data[a], data[b]] = [data[b] ?? 0, data[a] ?? 0];
      }
    }
    let bit = length >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed |= bit;
  }
}

/**
 * Transforms a line in place, y_k = Σ_n x_n exp(∓2πikn / length): minus for the transform, plus for its
 * inverse, which leaves the division by the length to the caller. `roots` are those of the length.
 */
export function transformLine(
  line: ComplexLine,
  roots: Float64Array,
  inverse: boolean,
  round: Rounding,
): void {
  const { data, at, step, length } = line;
  reverseBits(line);
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half);
    for (let start = 0; start < length; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const c = roots[2 * k * stride] ?? 0;
        const s = (inverse ? -1 : 1) * (roots[2 * k * stride + 1] ?? 0);
        const a = 2 * (at + (start + k) * step);
        const b = a + 2 * half * step;
        const [re, im] = [data[b] ?? 0, data[b + 1] ?? 0];
        const turnedRe = round(round(c * re) - round(s * im));
        const turnedIm = round(round(c * im) + round(s * re));
        const [evenRe, evenIm] = [data[a] ?? 0, data[a + 1] ?? 0];
        data[a] = round(evenRe + turnedRe);
        data[a + 1] = round(evenIm + turnedIm);
        data[b] = round(evenRe - turnedRe);
        data[b + 1] = round(evenIm - turnedIm);
      }
    }
  }
}

/** Transforms planes of [length, length] complex numbers in place: all rows, then all columns. */
export function transformPlanes(
  data: Float64Array,
  length: number,
  inverse: boolean,
  round: Rounding,
): void {
  const roots = rootsOfUnity(length, round);
  const plane = length * length;
  for (let first = 0; first < data.length / 2; first += plane) {
    for (let r = 0; r < length; r++) {
      transformLine({ data, at: first + r * length, step: 1, length }, roots, inverse, round);
    }
    for (let q = 0; q < length; q++) {
      transformLine({ data, at: first + q, step: length, length }, roots, inverse, round);
    }
  }
}
