import { alteredInputs, turned } from './altered';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes, padded, unlike } from './conv-sizes';
import { addScaled } from './line';
import { need, tensor } from './need';
import { convolvedElements } from './pixels';
import { bytesMoved, peakBytes } from './traffic';

/** How the lowering is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** The window of the next output row starts one row of L further down, whatever the stride is. */
  readonly windowStep?: 1;
  /** L is laid out as [N, Wo, H + 2p, Ci, Kw]. */
  readonly channelsFirst?: boolean;
}

/** Elements of one strip of L: one image, one output column, all rows of the padded input. */
function stripOf({ H, ph, Kw, Ci }: ConvSizes): number {
  return (H + 2 * ph) * Kw * Ci;
}

/** L [N, Wo, H + 2p, Kw, Ci] at a flat index. */
function loweredAt(of: ConvSizes, x: Float64Array, flat: number, reading: Reading = {}): number {
  const { Ci, Kw, Wo } = of;
  const [strip, within] = [Math.floor(flat / stripOf(of)), flat % stripOf(of)];
  const [h, tap] = [Math.floor(within / (Kw * Ci)), within % (Kw * Ci)];
  const [j, c] =
    reading.channelsFirst === true
      ? [tap % Kw, Math.floor(tap / Kw)]
      : [Math.floor(tap / Ci), tap % Ci];
  const [n, q] = [Math.floor(strip / Wo), strip % Wo];
  return padded(of, x, n, c, h - of.ph, q * of.sw - of.pw + j);
}

function lower(of: ConvSizes, x: Float64Array, reading: Reading): Float64Array {
  const L = new Float64Array(of.N * of.Wo * stripOf(of));
  for (let flat = 0; flat < L.length; flat++) L[flat] = loweredAt(of, x, flat, reading);
  return L;
}

/** Output row r is the product of a window of L, which starts r · sh rows down, and w. */
function rowProducts(
  of: ConvSizes,
  L: Float64Array,
  w: Float64Array,
  round: Rounding,
  windowStep: number,
): Float64Array {
  const { N, Ci, Kh, Kw, Co, Ho, Wo } = of;
  const y = new Float64Array(N * Co * Ho * Wo);
  for (let n = 0; n < N; n++) {
    for (let r = 0; r < Ho; r++) {
      for (let q = 0; q < Wo; q++) {
        const window = (n * Wo + q) * stripOf(of) + r * windowStep * Kw * Ci;
        const outputs = { data: y, at: (n * Co * Ho + r) * Wo + q, step: Ho * Wo };
        for (let k = 0; k < Kh * Kw * Ci; k++) {
          const weights = { data: w, at: k * Co, step: 1 };
          addScaled(outputs, L[window + k] ?? 0, weights, Co, round);
        }
      }
    }
  }
  return y;
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const of = convSizes(p);
  const L = lower(of, tensor(inputs, 'x'), reading);
  return { L, y: rowProducts(of, L, tensor(inputs, 'w'), round, reading.windowStep ?? of.sh) };
}

function elements(
  p: Parameters,
  inputs: Tensors,
  output: string,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  const of = convSizes(p);
  const x = tensor(inputs, 'x');
  if (output === 'L') return Float64Array.from(at, (flat) => loweredAt(of, x, flat));
  return convolvedElements(p, x, at, (own, patch) =>
    tensor(run(own, { ...inputs, x: patch }, round), 'y'),
  );
}

/** Bytes of L at f32: about Kh / sh times fewer than im2col's column matrix has. */
export function loweredBytes(p: Parameters): number {
  return bytesMoved(mec.shapes(p), { L: 1 });
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Memory-efficient convolution: x [N, Ci, H, W] is lowered along its width alone, to L
 * [N, Wo, H + 2p, Kw, Ci]. The windows of neighbouring output rows overlap in L and are read where they
 * are. The weights come permuted, w [Kh, Kw, Ci, Co]. No groups, no dilation, no bias.
 */
export const mec: Block = {
  id: 'mec',
  name: 'MEC: memory-efficient convolution',
  paper: 'https://arxiv.org/abs/1706.06873',
  example: conv2d.example,
  equation:
    'L_{n,q,h,j,c} = x_{n,c,\\; h - p_h,\\; q s_w - p_w + j}, \\quad ' +
    'y_{n,o,r,q} = \\sum_{i,j,c} L_{n,q,\\, r s_h + i,\\, j,c} \\; w_{i,j,c,o}',
  source: 'Cho and Brand 2017, MEC, section 3',
  parameters: conv2d.parameters,
  inputs: ['x', 'w'],
  outputs: ['L', 'y'],
  steps: {
    L: { says: 'lower along the width', from: ['x'] },
    y: { says: 'a product for each output row', from: ['w', 'L'] },
  },
  illegal: (p) =>
    conv2d.illegal(p) ??
    unlike(p, { g: 1 }, 'a window of L holds all channels') ??
    unlike(p, { dh: 1, dw: 1 }, 'a window of L is a stretch without gaps'),
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, ph, Ho, Wo } = convSizes(p);
    const [x, w] = [
      [N, Ci, H, W],
      [Kh, Kw, Ci, Co],
    ];
    return { x, w, L: [N, Wo, H + 2 * ph, Kw, Ci], y: [N, Co, Ho, Wo] };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => need(p, 'Ci') * need(p, 'Kh') * need(p, 'Kw'),
  cost: (p) => {
    const { N, Ci, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const parameters = Co * Ci * Kh * Kw;
    const multiplyAdds = N * Ho * Wo * parameters;
    const bytes = bytesMoved(mec.shapes(p), { x: 1, L: 2, w: 1, y: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      peakActivationBytes: peakBytes(mec.shapes(p), ['x', 'L'], ['L', 'y']),
    };
  },
  misreadings: [
    misread('window-step-without-stride', { windowStep: 1 }),
    misread('channels-not-fastest', { channelsFirst: true }),
    ...alteredInputs(run, {
      'weights-not-permuted': (p, inputs) => {
        const { Co, Ci, Kh, Kw } = convSizes(p);
        return turned('w', Kh * Kw * Ci, Co, inputs);
      },
    }),
  ],
  elementsAt: elements,
};
