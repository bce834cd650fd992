import { integer } from '../tensor/random';
import { alteredInputs, turned } from './altered';
import type { Block, Misreading, Parameters, Rounding, Table, Tensors } from './block';
import { need, tensor, unfit } from './need';
import { byPixel } from './pixels';
import { mixChannels } from './pointwise';
import { bytesMoved, peakBytes } from './traffic';

interface Sizes {
  readonly N: number;
  readonly C: number;
  readonly H: number;
  readonly W: number;
}

function sizesOf(p: Parameters): Sizes {
  return { N: need(p, 'N'), C: need(p, 'C'), H: need(p, 'H'), W: need(p, 'W') };
}

/** How the definition is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly sign?: 1 | -1;
  /** Outside the image its nearest pixel is taken, and not 0. */
  readonly clamped?: boolean;
  /** d holds all dx, and then all dy. */
  readonly acrossFirst?: boolean;
}

/** The input pixel for the output pixel `flat`, still in its plane or outside of it. */
function sourceOf(
  { C, H, W }: Sizes,
  d: Float64Array,
  flat: number,
  { sign = 1, acrossFirst = false }: Reading,
): readonly [row: number, col: number] {
  const c = Math.floor(flat / (H * W)) % C;
  const [first, second] = [sign * (d[c] ?? 0), sign * (d[C + c] ?? 0)];
  const [down, across] = acrossFirst ? [second, first] : [first, second];
  return [(Math.floor(flat / W) % H) + down, (flat % W) + across];
}

function clamp(value: number, size: number): number {
  return Math.min(Math.max(value, 0), size - 1);
}

function shiftedAt(of: Sizes, inputs: Tensors, flat: number, reading: Reading = {}): number {
  const { H, W } = of;
  const x = tensor(inputs, 'x');
  const [row, col] = sourceOf(of, tensor(inputs, 'd'), flat, reading);
  const plane = flat - (flat % (H * W));
  if (reading.clamped === true) return x[plane + clamp(row, H) * W + clamp(col, W)] ?? 0;
  const outside = row < 0 || row >= H || col < 0 || col >= W;
  return outside ? 0 : (x[plane + row * W + col] ?? 0);
}

function shifted(p: Parameters, inputs: Tensors, reading?: Reading): Float64Array {
  const of = sizesOf(p);
  return tensor(inputs, 'x').map((_, flat) => shiftedAt(of, inputs, flat, reading));
}

/**
 * d [2, C], whole numbers: dy of all channels, then dx. A shift further than the image is legal and
 * gives zeros. Made are shifts of at most one pixel, and for every fourth channel any shift up to one
 * more than the image's size.
 */
const shifts: Table = {
  make: (p, seed) => {
    const { C, H, W } = sizesOf(p);
    return Float64Array.from({ length: 2 * C }, (_, at) => {
      const reach = (at % C) % 4 === 3 ? (at < C ? H : W) + 1 : 1;
      return integer(seed, at, -reach, reach);
    });
  },
  illegal: (p, values) => {
    const C = need(p, 'C');
    const at = values.findIndex((value) => !Number.isSafeInteger(value));
    if (at < 0) return undefined;
    const name = at < C ? 'dy' : 'dx';
    return `${name} of channel ${at % C} must be a whole number, and it is ${values[at] ?? NaN}`;
  },
};

const readings: Readonly<Record<string, Reading>> = {
  'shift-sign': { sign: -1 },
  'edge-clamped': { clamped: true },
  'across-before-down': { acrossFirst: true },
};

function misreadings(
  run: (p: Parameters, inputs: Tensors, round: Rounding, reading: Reading) => Tensors,
): Misreading[] {
  return Object.entries(readings).map(([id, reading]) => ({
    id,
    forward: (p, inputs, round) => run(p, inputs, round, reading),
  }));
}

const source = 'Wu et al. 2018, Shift, section 3.1';
const shiftEquation =
  's_{n,c,r,q} = x_{n,c,\\; r + dy_c,\\; q + dx_c}, \\text{ 0 outside the image}';

/** The shift operation, x [N, C, H, W] and d [2, C] to s [N, C, H, W]: no arithmetic, no weights. */
export const shift: Block = {
  id: 'shift',
  name: 'Shift',
  paper: 'https://arxiv.org/abs/1711.08141',
  example: { N: 8, C: 256, H: 28, W: 28 },
  equation: shiftEquation,
  source,
  parameters: ['N', 'C', 'H', 'W'],
  inputs: ['x', 'd'],
  outputs: ['s'],
  steps: {
    s: { says: 'shift each channel', from: ['x', 'd'] },
  },
  illegal: (p) => unfit(p, { N: 1, C: 1, H: 1, W: 1 }),
  shapes: (p) => {
    const { N, C, H, W } = sizesOf(p);
    return { x: [N, C, H, W], d: [2, C], s: [N, C, H, W] };
  },
  forward: (p, inputs) => ({ s: shifted(p, inputs) }),
  terms: () => 1,
  cost: (p) => ({
    ...{ parameters: 0, multiplyAdds: 0, flops: 0 },
    bytes: bytesMoved(shift.shapes(p), { x: 1, d: 1, s: 1 }),
    peakActivationBytes: peakBytes(shift.shapes(p), ['x', 's']),
  }),
  misreadings: misreadings((p, inputs, _round, reading) => ({ s: shifted(p, inputs, reading) })),
  tables: { d: shifts },
  elementsAt: (p, inputs, _output, at) =>
    Float64Array.from(at, (flat) => shiftedAt(sizesOf(p), inputs, flat)),
};

function run(p: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  const { N, C, H, W } = sizesOf(p);
  const s = shifted(p, inputs, reading);
  const products = { N, Ci: C, HW: H * W, Co: need(p, 'Co') };
  return { s, y: mixChannels(products, s, tensor(inputs, 'w'), round) };
}

function elements(
  p: Parameters,
  inputs: Tensors,
  output: string,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  const of = sizesOf(p);
  if (output === 's') return Float64Array.from(at, (flat) => shiftedAt(of, inputs, flat));
  const [Co, plane] = [need(p, 'Co'), of.H * of.W];
  return byPixel([of.N, Co, of.H, of.W], at, (n, r, q) => {
    const first = n * of.C * plane + r * of.W + q;
    const s = Float64Array.from({ length: of.C }, (_, c) =>
      shiftedAt(of, inputs, first + c * plane),
    );
    return mixChannels({ N: 1, Ci: of.C, HW: 1, Co }, s, tensor(inputs, 'w'), round);
  });
}

/** Bytes of the shifted tensor at f32, which the fused form does without. */
export function shiftedBytes(p: Parameters): number {
  return bytesMoved(shift.shapes(p), { s: 1 });
}

/**
 * Shift and pointwise convolution, x [N, C, H, W], d [2, C] and w [Co, C] to y [N, Co, H, W]; s is the
 * shifted x. The cost is that of the fused form, which never stores s.
 */
export const shiftPointwise: Block = {
  id: 'shift-pointwise',
  name: 'Shift and pointwise convolution',
  paper: 'https://arxiv.org/abs/1711.08141',
  example: { N: 8, C: 256, H: 28, W: 28, Co: 256 },
  equation: `${shiftEquation}, \\quad y_{n,o,r,q} = \\sum_c w_{o,c} \\; s_{n,c,r,q}`,
  source,
  parameters: ['N', 'C', 'H', 'W', 'Co'],
  inputs: ['x', 'd', 'w'],
  outputs: ['s', 'y'],
  steps: {
    s: { says: 'shift each channel', from: ['x', 'd'] },
    y: { says: 'conv 1 × 1', from: ['s', 'w'] },
  },
  illegal: (p) => unfit(p, { N: 1, C: 1, H: 1, W: 1, Co: 1 }),
  shapes: (p) => {
    const { N, C, H, W } = sizesOf(p);
    const Co = need(p, 'Co');
    return { x: [N, C, H, W], d: [2, C], w: [Co, C], s: [N, C, H, W], y: [N, Co, H, W] };
  },
  forward: run,
  terms: (p) => need(p, 'C'),
  cost: (p) => {
    const { N, C, H, W } = sizesOf(p);
    const parameters = C * need(p, 'Co');
    const multiplyAdds = N * H * W * parameters;
    const bytes = bytesMoved(shiftPointwise.shapes(p), { x: 1, d: 1, w: 1, y: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      // The shift is folded into the reading of x.
      peakActivationBytes: peakBytes(shiftPointwise.shapes(p), ['x', 'y']),
    };
  },
  misreadings: [
    ...misreadings(run),
    ...alteredInputs(run, {
      'weights-turned': (p, inputs) => turned('w', need(p, 'Co'), need(p, 'C'), inputs),
    }),
  ],
  tables: { d: shifts },
  elementsAt: elements,
};
