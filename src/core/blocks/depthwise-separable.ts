import { batchNorm, batchNormEquation, type BatchNormReading, relu } from './batch-norm';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { convolve } from './conv2d';
import { need, tensor, unfit } from './need';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly batchNorm?: BatchNormReading;
  readonly withoutFirstRelu?: boolean;
  readonly withoutLastRelu?: boolean;
}

interface Sizes {
  readonly N: number;
  readonly Ci: number;
  readonly Co: number;
  readonly H: number;
  readonly W: number;
  readonly Ho: number;
  readonly Wo: number;
}

/** With a 3 × 3 kernel and a padding of 1, Ho = floor((H - 1) / s) + 1. */
function sizesOf(p: Parameters): Sizes {
  const [N, Ci, Co] = [need(p, 'N'), need(p, 'Ci'), need(p, 'Co')];
  const [H, W, s] = [need(p, 'H'), need(p, 'W'), need(p, 's')];
  return { N, Ci, Co, H, W, Ho: Math.floor((H - 1) / s) + 1, Wo: Math.floor((W - 1) / s) + 1 };
}

function depthwise(p: Parameters, inputs: Tensors, round: Rounding): Float64Array {
  const { N, Ci, H, W } = sizesOf(p);
  const s = need(p, 's');
  const own = {
    N,
    Ci,
    H,
    W,
    Co: Ci,
    g: Ci,
    Kh: 3,
    Kw: 3,
    sh: s,
    sw: s,
    ph: 1,
    pw: 1,
    dh: 1,
    dw: 1,
  };
  return convolve(own, { x: tensor(inputs, 'x'), w: tensor(inputs, 'wd') }, round);
}

function pointwise(
  p: Parameters,
  t: Float64Array,
  wp: Float64Array,
  round: Rounding,
): Float64Array {
  const { N, Ci, Co, Ho, Wo } = sizesOf(p);
  const own = {
    N,
    Ci,
    H: Ho,
    W: Wo,
    Co,
    g: 1,
    Kh: 1,
    Kw: 1,
    sh: 1,
    sw: 1,
    ph: 0,
    pw: 0,
    dh: 1,
    dw: 1,
  };
  return convolve(own, { x: t, w: wp }, round);
}

function layers(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const { Ho, Wo } = sizesOf(p);
  const normalised = (x: Float64Array, packed: string): Float64Array =>
    batchNorm(x, tensor(inputs, packed), Ho * Wo, round, reading.batchNorm);
  const filtered = normalised(depthwise(p, inputs, round), 'bn1');
  const t = reading.withoutFirstRelu === true ? filtered : relu(filtered);
  const mixed = normalised(pointwise(p, t, tensor(inputs, 'wp'), round), 'bn2');
  return { y: reading.withoutLastRelu === true ? mixed : relu(mixed) };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => layers(p, inputs, round, reading) };
}

/**
 * All numbers that the block reads besides x: two kernels, and four numbers a channel for each
 * batch norm.
 */
function constants({ Ci, Co }: Sizes): number {
  return 9 * Ci + Ci * Co + 4 * Ci + 4 * Co;
}

/**
 * Bytes of the block in two passes, at f32: besides the compulsory ones, the tensor between them
 * [N, Ci, Ho, Wo] is written once and read once.
 */
export function twoPassBytes(p: Parameters): number {
  const { N, Ci, Ho, Wo } = sizesOf(p);
  return depthwiseSeparable.cost(p).bytes + 8 * N * Ci * Ho * Wo;
}

/** MobileNet's depthwise-separable convolution, x [N, Ci, H, W] to y [N, Co, Ho, Wo]. */
export const depthwiseSeparable: Block = {
  id: 'depthwise-separable',
  equation:
    'y = \\mathrm{relu}(\\mathrm{bn}_2(w_p * \\mathrm{relu}(\\mathrm{bn}_1(w_d \\circledast x)))), \\quad ' +
    batchNormEquation,
  source: 'Howard et al. 2017, MobileNets, section 3.1 and figure 3',
  parameters: ['N', 'Ci', 'H', 'W', 'Co', 's'],
  inputs: ['x', 'wd', 'bn1', 'wp', 'bn2'],
  outputs: ['y'],
  illegal: (p) => unfit(p, { N: 1, Ci: 1, H: 1, W: 1, Co: 1, s: 1 }),
  shapes: (p) => {
    const { N, Ci, Co, H, W, Ho, Wo } = sizesOf(p);
    return {
      x: [N, Ci, H, W],
      wd: [Ci, 1, 3, 3],
      bn1: [4, Ci],
      wp: [Co, Ci, 1, 1],
      bn2: [4, Co],
      y: [N, Co, Ho, Wo],
    };
  },
  forward: (p, inputs, round) => layers(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const of = sizesOf(p);
    const { N, Ci, Co, H, W } = of;
    const pixels = N * of.Ho * of.Wo;
    const multiplyAdds = pixels * Ci * (9 + Co);
    return {
      parameters: 9 * Ci + Ci * Co + 2 * Ci + 2 * Co,
      multiplyAdds,
      // Four a normalised element: subtract the mean, scale, shift, compare with 0.
      flops: 2 * multiplyAdds + 4 * pixels * (Ci + Co),
      bytes: 4 * (N * Ci * H * W + pixels * Co + constants(of)),
    };
  },
  misreadings: [
    misread('eps-left-out', { batchNorm: { epsilon: 0 } }),
    misread('last-relu-forgotten', { withoutLastRelu: true }),
    misread('first-relu-forgotten', { withoutFirstRelu: true }),
    misread('bn-packed-interleaved', { batchNorm: { interleaved: true } }),
  ],
};
