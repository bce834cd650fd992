import fc from 'fast-check';
import type { Parameters } from '../../../src/core/blocks/block';

/** Runs a property over this many random shapes; the seed is fixed, and printed where one fails. */
export const runs = { seed: 20261, numRuns: 200 };

const upTo = (most: number, least = 1): fc.Arbitrary<number> =>
  fc.integer({ min: least, max: most });

/** What may be held fixed, for the algorithms that have only that. */
interface Fixed {
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** How far the input is larger than the least that a kernel fits into. */
  readonly more: number;
}

function axis(fixed: Fixed): fc.Arbitrary<Axis> {
  return fc.record({
    kernel: fixed.kernel === undefined ? upTo(4) : fc.constant(fixed.kernel),
    stride: fixed.stride === undefined ? upTo(3) : fc.constant(fixed.stride),
    padding: upTo(3, 0),
    dilation: fixed.dilation === undefined ? upTo(3) : fc.constant(fixed.dilation),
    more: upTo(5, 0),
  });
}

function length({ kernel, padding, dilation, more }: Axis): number {
  return Math.max(1, dilation * (kernel - 1) + 1 - 2 * padding) + more;
}

/** Legal parameters of `conv2d`: any strides, paddings, dilations and groups but the fixed ones. */
export function convolutions(fixed: Fixed = {}): fc.Arbitrary<Parameters> {
  return fc
    .record({
      N: upTo(2),
      ins: upTo(3),
      outs: upTo(3),
      g: fixed.groups === undefined ? upTo(3) : fc.constant(fixed.groups),
      down: axis(fixed),
      across: axis(fixed),
    })
    .map(({ N, ins, outs, g, down, across }) => ({
      ...{ N, Ci: ins * g, H: length(down), W: length(across), Co: outs * g, g },
      ...{ Kh: down.kernel, sh: down.stride, ph: down.padding, dh: down.dilation },
      ...{ Kw: across.kernel, sw: across.stride, pw: across.padding, dw: across.dilation },
    }));
}

/** Named whole numbers from 1 (or the given least) up to the given most. */
export function sizes(most: Readonly<Record<string, number>>): fc.Arbitrary<Parameters> {
  return fc.record(
    Object.fromEntries(Object.entries(most).map(([name, value]) => [name, upTo(value)])),
  );
}

/** The parameters of the FFT convolution that does the same as a `conv2d` of stride 1. */
export function withSide(p: Parameters): Parameters {
  const { H = 0, W = 0, Kh = 0, Kw = 0, ph = 0, pw = 0 } = p;
  const least = Math.max(2, H + Kh - 1, H + ph, W + Kw - 1, W + pw);
  const logP = Math.ceil(Math.log2(least));
  return { ...p, P: 2 ** logP, logP };
}

export const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
