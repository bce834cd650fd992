import { bitsAt } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { tooLarge } from './conv-sizes';
import { need, tensor, unfit, unlisted } from './need';

/** How the gradient is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Only the last window that contains a pixel. */
  readonly oneWindow?: boolean;
  /** Averages divide by k·k at the borders too. */
  readonly wholeDivisor?: boolean;
  /** Windows that would reach past the end are cut off. */
  readonly lastWindowCut?: boolean;
}

interface Sizes {
  readonly planes: number;
  readonly H: number;
  readonly W: number;
  readonly k: number;
  readonly s: number;
  readonly p: number;
  readonly Ho: number;
  readonly Wo: number;
}

function sizesOf(parameters: Parameters): Sizes {
  const [H, W] = [need(parameters, 'H'), need(parameters, 'W')];
  const [k, s, p] = [need(parameters, 'k'), need(parameters, 's'), need(parameters, 'p')];
  const out = (size: number): number => Math.floor((size + 2 * p - k) / s) + 1;
  const planes = need(parameters, 'N') * need(parameters, 'C');
  return { planes, H, W, k, s, p, Ho: out(H), Wo: out(W) };
}

/** The windows along one axis that contain position `at`: from the first to the last. */
function windowsAt(
  at: number,
  { k, s, p }: Sizes,
  out: number,
  reading: Reading,
): readonly [number, number] {
  const last = Math.min(out - 1, Math.floor((at + p) / s));
  const first = Math.max(0, Math.ceil((at + p - k + 1) / s));
  const end = reading.lastWindowCut === true ? Math.min(last, out - 2) : last;
  return [reading.oneWindow === true ? Math.max(first, end) : first, end];
}

/** How many elements of a window are in the image, along one axis. */
function inside(window: number, { k, s, p }: Sizes, size: number): number {
  return Math.min(size, window * s - p + k) - Math.max(0, window * s - p);
}

/** What pixel (h, w) of a plane gets from window (r, q). */
type Share = (
  plane: number,
  pixel: readonly [number, number],
  window: readonly [number, number],
) => number;

function maxShare({ W, Ho, Wo }: Sizes, dy: Float64Array, arg: Float64Array): Share {
  return (plane, [h, w], [r, q]) => {
    const at = (plane * Ho + r) * Wo + q;
    return arg[at] === h * W + w ? (dy[at] ?? 0) : 0;
  };
}

function averageShare(sizes: Sizes, dy: Float64Array, round: Rounding, whole: boolean): Share {
  const { H, W, k, Ho, Wo } = sizes;
  return (plane, _, [r, q]) => {
    const count = whole ? k * k : inside(r, sizes, H) * inside(q, sizes, W);
    return round((dy[(plane * Ho + r) * Wo + q] ?? 0) / count);
  };
}

/** The gradient of single pixels: a function of their flat index. */
function gradient(
  parameters: Parameters,
  inputs: Tensors,
  round: Rounding,
  reading: Reading = {},
): (at: number) => number {
  const sizes = sizesOf(parameters);
  const { H, W, Ho, Wo } = sizes;
  const dy = tensor(inputs, 'dy');
  const share =
    need(parameters, 'mode') === 0
      ? maxShare(sizes, dy, tensor(inputs, 'arg'))
      : averageShare(sizes, dy, round, reading.wholeDivisor === true);
  return (at) => {
    const [plane, h, w] = [Math.floor(at / (H * W)), Math.floor(at / W) % H, at % W];
    const [top, bottom] = windowsAt(h, sizes, Ho, reading);
    const [left, right] = windowsAt(w, sizes, Wo, reading);
    let sum = 0;
    for (let r = top; r <= bottom; r++) {
      for (let q = left; q <= right; q++) sum = round(sum + share(plane, [h, w], [r, q]));
    }
    return sum;
  };
}

function run(parameters: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  const { planes, H, W } = sizesOf(parameters);
  const pixel = gradient(parameters, inputs, round, reading);
  return { dx: new Float64Array(planes * H * W).map((_, at) => pixel(at)) };
}

function illegal(parameters: Parameters): string | undefined {
  const wrong =
    unfit(parameters, { N: 1, C: 1, H: 1, W: 1, k: 1, s: 1, p: 0 }) ??
    unlisted(parameters, { mode: [0, 1] });
  if (wrong !== undefined) return wrong;
  const { k, p, H, W } = sizesOf(parameters);
  if (p >= k) return `p = ${p} is not below k = ${k}: a window would lie in the padding alone`;
  return (
    tooLarge('k', { kernel: k, input: H, padding: p }, 'rows') ??
    tooLarge('k', { kernel: k, input: W, padding: p }, 'columns')
  );
}

/** A legal place for the largest element of each window: some pixel of it that is in the image. */
function someWinners(sizes: Sizes, free: Float64Array): Float64Array {
  const { H, W, s, p, Ho, Wo } = sizes;
  return free.map((_, at) => {
    const [r, q] = [Math.floor(at / Wo) % Ho, at % Wo];
    const bits = bitsAt(free, at);
    const h = Math.max(0, r * s - p) + (bits % inside(r, sizes, H));
    const w = Math.max(0, q * s - p) + ((bits >>> 16) % inside(q, sizes, W));
    return h * W + w;
  });
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Pooling backward in gather form: dy [N, C, Ho, Wo] to dx [N, C, H, W], each pixel adding up what it
 * gets from the windows that contain it. Mode 0, max: a window gives its dy to the pixel that `arg`
 * [N, C, Ho, Wo] names, as an index into its plane. Mode 1, average: a window gives each of its pixels
 * in the image the same part, padding not counted; `arg` is not read. Legal args lie in their windows.
 */
export const poolBackward: Block = {
  id: 'pool-backward',
  name: 'Pooling, backward',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { N: 8, C: 64, H: 112, W: 112, k: 3, s: 2, p: 1, mode: 0 },
  equation:
    'dx_{h,w} = \\sum_{(r,q) \\ni (h,w)} [arg_{r,q} = hW + w] \\, dy_{r,q} \\text{ (max)}, \\quad ' +
    '\\sum_{(r,q) \\ni (h,w)} dy_{r,q} / n_{r,q} \\text{ (average)}',
  source: 'CS179 lectures 16 and 17',
  parameters: ['N', 'C', 'H', 'W', 'k', 's', 'p', 'mode'],
  inputs: ['dy', 'arg'],
  outputs: ['dx'],
  steps: {
    dx: { says: 'gather from the windows that hold it', from: ['dy', 'arg'] },
  },
  illegal,
  shapes: (parameters) => {
    const { H, W, Ho, Wo } = sizesOf(parameters);
    const [N, C] = [need(parameters, 'N'), need(parameters, 'C')];
    return { dy: [N, C, Ho, Wo], arg: [N, C, Ho, Wo], dx: [N, C, H, W] };
  },
  arrange: (parameters, free) => ({ arg: someWinners(sizesOf(parameters), tensor(free, 'arg')) }),
  forward: (parameters, inputs, round) => run(parameters, inputs, round),
  // An average divides: whole numbers are then not exact, and T2 would take them to be.
  terms: (parameters) => {
    const { k, s } = sizesOf(parameters);
    return need(parameters, 'mode') === 0 ? Math.ceil(k / s) ** 2 : 0;
  },
  cost: (parameters) => {
    const { planes, H, W, k, Ho, Wo } = sizesOf(parameters);
    const [x, y] = [planes * H * W, planes * Ho * Wo];
    // The course counts a comparison for each element of each window, and y once more in traffic.
    const peakActivationBytes = 4 * (x + 2 * y);
    return {
      parameters: 0,
      multiplyAdds: 0,
      flops: k * k * y,
      bytes: 4 * (x + 3 * y),
      peakActivationBytes,
    };
  },
  misreadings: [
    misread('one-window-each', { oneWindow: true }),
    misread('divisor-counts-padding', { wholeDivisor: true }),
    misread('last-window-cut-off', { lastWindowCut: true }),
  ],
  elementsAt: (parameters, inputs, _output, at, round) =>
    Float64Array.from(at, gradient(parameters, inputs, round)),
};
