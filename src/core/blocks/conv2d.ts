import {
  type Block,
  exact,
  type Misreading,
  type Parameters,
  type Rounding,
  type Tensors,
} from './block';
import { need, tensor, unfit } from './need';

/** One direction of the convolution: how output positions and kernel positions meet the input. */
interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly out: number;
}

interface Geometry {
  readonly N: number;
  readonly Ci: number;
  readonly Co: number;
  readonly g: number;
  readonly rows: Axis;
  readonly cols: Axis;
}

/** How the definition is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly axis?: Partial<Axis>;
  /** The first input channel that output channel `o` sums over. */
  readonly firstChannel?: (o: number, geometry: Geometry) => number;
  /** Weights are indexed as if each output channel had Ci channels. */
  readonly dense?: boolean;
  readonly flipped?: boolean;
  readonly withoutBias?: boolean;
}

function axisOf(p: Parameters, size: string, kernel: string, suffix: string): Axis {
  const [length, taps] = [need(p, size), need(p, kernel)];
  const [stride, padding] = [need(p, `s${suffix}`), need(p, `p${suffix}`)];
  const dilation = need(p, `d${suffix}`);
  const out = Math.floor((length + 2 * padding - dilation * (taps - 1) - 1) / stride) + 1;
  return { size: length, kernel: taps, stride, padding, dilation, out };
}

function geometryOf(p: Parameters): Geometry {
  const [N, Ci, Co, g] = [need(p, 'N'), need(p, 'Ci'), need(p, 'Co'), need(p, 'g')];
  return { N, Ci, Co, g, rows: axisOf(p, 'H', 'Kh', 'h'), cols: axisOf(p, 'W', 'Kw', 'w') };
}

/** The output positions for which one kernel position falls inside the input. */
interface Span {
  readonly first: number;
  readonly count: number;
  /** The input position that belongs to `first`. */
  readonly from: number;
}

/** A span for each kernel position: bounds are worked out here, once, and not for each product. */
function spansOf({ size, kernel, stride, padding, dilation, out }: Axis): Span[] {
  return Array.from({ length: kernel }, (_, k) => {
    const offset = k * dilation - padding;
    const first = Math.max(0, Math.ceil(-offset / stride));
    const last = Math.min(out - 1, Math.floor((size - 1 - offset) / stride));
    return { first, count: Math.max(0, last - first + 1), from: first * stride + offset };
  });
}

/** What adding one input plane to one output plane needs to know. */
interface Planes {
  readonly x: Float64Array;
  readonly w: Float64Array;
  readonly y: Float64Array;
  readonly rows: readonly Span[];
  readonly cols: readonly Span[];
  /** Input elements from one output row, or column, to the next. */
  readonly rowStep: number;
  readonly colStep: number;
  readonly width: number;
  readonly outWidth: number;
  readonly flipped: boolean;
  readonly round: Rounding;
}

/** Adds the whole kernel at `wAt`, over the input plane at `xAt`, to the output plane at `yAt`. */
function addPlane(planes: Planes, xAt: number, wAt: number, yAt: number): void {
  const { rows, cols, w, width, outWidth } = planes;
  const taps = rows.length * cols.length;
  let k = 0;
  for (const row of rows) {
    for (const col of cols) {
      const weight = w[wAt + (planes.flipped ? taps - 1 - k : k)] ?? 0;
      const from = xAt + row.from * width + col.from;
      addTap(planes, weight, row.count, col.count, from, yAt + row.first * outWidth + col.first);
      k++;
    }
  }
}

/**
 * Adds weight · x to a rectangle of the output. The exact loop stands apart from the rounding one
 * because grading waits for it: one loop that meets both functions calls them for each product and
 * takes seven times as long.
 */
function addTap(
  planes: Planes,
  weight: number,
  rows: number,
  cols: number,
  from: number,
  to: number,
): void {
  const { x, y, rowStep, colStep, outWidth, round } = planes;
  for (let r = 0; r < rows; r++, from += rowStep, to += outWidth) {
    if (round === exact) {
      for (let q = 0, k = from; q < cols; q++, k += colStep) {
        y[to + q] = (y[to + q] ?? 0) + weight * (x[k] ?? 0);
      }
    } else {
      for (let q = 0, k = from; q < cols; q++, k += colStep) {
        y[to + q] = round((y[to + q] ?? 0) + round(weight * (x[k] ?? 0)));
      }
    }
  }
}

function firstOfGroup(o: number, { Ci, Co, g }: Geometry): number {
  return Math.floor((o * g) / Co) * (Ci / g);
}

/**
 * Direct convolution: x [N, Ci, H, W] with w [Co, Ci/g, Kh, Kw] and, where it is given, bias [Co]
 * to y [N, Co, Ho, Wo]. Each output starts from its bias and takes its products in the order of the
 * weights: by input channel, row and column.
 */
export function convolve(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  reading: Reading = {},
): Float64Array {
  const geometry = geometryOf(p);
  const { N, Ci, Co, g, rows, cols } = geometry;
  const planes = planesOf(geometry, inputs, round, reading);
  const bias = reading.withoutBias === true ? undefined : inputs['bias'];
  const firstChannel = reading.firstChannel ?? firstOfGroup;
  const [plane, outPlane, taps] = [
    rows.size * cols.size,
    rows.out * cols.out,
    rows.kernel * cols.kernel,
  ];
  const weightStep = (reading.dense === true ? Ci : Ci / g) * taps;
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < Co; o++) {
      const yAt = (n * Co + o) * outPlane;
      const xAt = (n * Ci + firstChannel(o, geometry)) * plane;
      planes.y.fill(bias?.[o] ?? 0, yAt, yAt + outPlane);
      for (let c = 0; c < Ci / g; c++) {
        addPlane(planes, xAt + c * plane, o * weightStep + c * taps, yAt);
      }
    }
  }
  return planes.y;
}

function planesOf(of: Geometry, inputs: Tensors, round: Rounding, reading: Reading): Planes {
  const rows = { ...of.rows, ...reading.axis };
  const cols = { ...of.cols, ...reading.axis };
  return {
    x: tensor(inputs, 'x'),
    w: tensor(inputs, 'w'),
    y: new Float64Array(of.N * of.Co * rows.out * cols.out),
    rows: spansOf(rows),
    cols: spansOf(cols),
    rowStep: rows.stride * cols.size,
    colStep: cols.stride,
    width: cols.size,
    outWidth: cols.out,
    flipped: reading.flipped === true,
    round,
  };
}

const names = ['N', 'Ci', 'H', 'W', 'Co', 'Kh', 'Kw', 'sh', 'sw', 'ph', 'pw', 'dh', 'dw', 'g'];
/** All sizes are at least 1, the two paddings at least 0. */
const lowest = Object.fromEntries(names.map((name) => [name, /^p[hw]$/.test(name) ? 0 : 1]));

function illegal(p: Parameters): string | undefined {
  const wrong = unfit(p, lowest);
  if (wrong !== undefined) return wrong;
  const { Ci, Co, g, rows, cols } = geometryOf(p);
  if (Ci % g !== 0) return `Ci = ${Ci} is not a multiple of g = ${g}`;
  if (Co % g !== 0) return `Co = ${Co} is not a multiple of g = ${g}`;
  if (rows.out < 1) return 'the kernel is higher than the padded input: Ho is below 1';
  return cols.out < 1 ? 'the kernel is wider than the padded input: Wo is below 1' : undefined;
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => ({ y: convolve(p, inputs, round, reading) }) };
}

/** Direct, grouped (g > 1) and depthwise (g = Ci) convolution: they are one definition. */
export const conv2d: Block = {
  id: 'conv2d',
  equation:
    'y_{n,o,r,q} = b_o + \\sum_{c=0}^{C_i/g-1} \\sum_{i,j} w_{o,c,i,j} \\; ' +
    'x_{n,\\; \\lfloor o g / C_o \\rfloor C_i/g + c,\\; r s_h - p_h + i d_h,\\; q s_w - p_w + j d_w}',
  source:
    'Dumoulin and Visin 2016, sections 2 and 5.1; groups: Krizhevsky et al. 2012, section 3.5',
  parameters: names,
  inputs: ['x', 'w', 'bias'],
  outputs: ['y'],
  illegal,
  shapes: (p) => {
    const { N, Ci, Co, g, rows, cols } = geometryOf(p);
    return {
      x: [N, Ci, rows.size, cols.size],
      w: [Co, Ci / g, rows.kernel, cols.kernel],
      bias: [Co],
      y: [N, Co, rows.out, cols.out],
    };
  },
  forward: (p, inputs, round) => ({ y: convolve(p, inputs, round) }),
  terms: (p) => (need(p, 'Ci') / need(p, 'g')) * need(p, 'Kh') * need(p, 'Kw') + 1,
  cost: (p) => {
    const { N, Ci, Co, g, rows, cols } = geometryOf(p);
    const weights = Co * (Ci / g) * rows.kernel * cols.kernel;
    const multiplyAdds = N * rows.out * cols.out * weights;
    const activations = N * (Ci * rows.size * cols.size + Co * rows.out * cols.out);
    const parameters = weights + Co;
    return {
      parameters,
      multiplyAdds,
      flops: 2 * multiplyAdds,
      bytes: 4 * (activations + parameters),
    };
  },
  misreadings: [
    misread('group-modulo', { firstChannel: (o, { Ci, g }) => (o % g) * (Ci / g) }),
    misread('channels-not-grouped', { firstChannel: () => 0 }),
    misread('weights-dense-stride', { dense: true }),
    misread('flipped-kernel', { flipped: true }),
    misread('bias-skipped', { withoutBias: true }),
    misread('padding-ignored', { axis: { padding: 0 } }),
    misread('stride-ignored', { axis: { stride: 1 } }),
    misread('dilation-ignored', { axis: { dilation: 1 } }),
    // Output o = c·m + k is taken for k·Ci + c. Without a multiplier, or with wider groups, there
    // is no such order.
    misread('multiplier-order', {
      firstChannel: (o, of) => (of.g === of.Ci ? o % of.Ci : firstOfGroup(o, of)),
    }),
  ],
};
