import type { Block, Parameters, Rounding, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes, inside } from './conv-sizes';
import { dot } from './line';
import { tensor } from './need';
import { bytesMoved, peakBytes } from './traffic';

/** One element of dw: the products of dy and the pixels of x that weight met, over all images. */
function weightAt(of: ConvSizes, inputs: Tensors, flat: number, round: Rounding): number {
  const { N, Ci, Co, g, H, W, Kh, Kw, Ho, Wo, sh, sw } = of;
  const [x, dy] = [tensor(inputs, 'x'), tensor(inputs, 'dy')];
  const [pair, i, j] = [Math.floor(flat / (Kh * Kw)), Math.floor(flat / Kw) % Kh, flat % Kw];
  const [o, c] = [Math.floor(pair / (Ci / g)), pair % (Ci / g)];
  const channel = Math.floor((o * g) / Co) * (Ci / g) + c;
  const [top, left] = [i * of.dh - of.ph, j * of.dw - of.pw];
  const rows = inside(Ho, sh, top, H);
  const cols = inside(Wo, sw, left, W);
  let sum = 0;
  for (let n = 0; n < N; n++) {
    for (let r = rows.first; r < rows.first + rows.count; r++) {
      const row = (n * Ci + channel) * H + r * sh + top;
      const pixels = { data: x, at: row * W + cols.first * sw + left, step: sw };
      const gradients = { data: dy, at: ((n * Co + o) * Ho + r) * Wo + cols.first, step: 1 };
      sum = dot(gradients, pixels, cols.count, sum, round);
    }
  }
  return sum;
}

/** db of output channel o: the sum of its planes of dy. */
function biasAt({ N, Co, Ho, Wo }: ConvSizes, dy: Float64Array, o: number, round: Rounding) {
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const plane = (n * Co + o) * Ho * Wo;
    for (let at = plane; at < plane + Ho * Wo; at++) sum = round(sum + (dy[at] ?? 0));
  }
  return sum;
}

function run(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  reading: (of: ConvSizes) => ConvSizes = (of) => of,
): Tensors {
  const of = convSizes(p);
  const read = reading(of);
  const dw = new Float64Array(of.Co * (of.Ci / of.g) * of.Kh * of.Kw);
  const db = new Float64Array(of.Co);
  return {
    dw: dw.map((_, flat) => weightAt(read, inputs, flat, round)),
    db: db.map((_, o) => biasAt(of, tensor(inputs, 'dy'), o, round)),
  };
}

/** Bytes at f32 of the partial sums of dw when the sum over N · Ho · Wo is cut into `splits` parts. */
export function partialSumBytes(p: Parameters, splits: number): number {
  return bytesMoved(conv2dBackwardWeights.shapes(p), { dw: splits });
}

/**
 * The gradients of a convolution for its weights and bias: x [N, Ci, H, W] and dy [N, Co, Ho, Wo] to dw
 * [Co, Ci/g, Kh, Kw] and db [Co]. Few outputs with long sums: N · Ho · Wo terms each.
 */
export const conv2dBackwardWeights: Block = {
  id: 'conv2d-backward-weights',
  name: 'Convolution, backward to weights and bias',
  paper: 'https://www.deeplearningbook.org/contents/convnets.html',
  example: conv2d.example,
  equation:
    'dw_{o,c,i,j} = \\sum_{n,r,q} dy_{n,o,r,q} \\; ' +
    'x_{n,\\; \\lfloor o g / C_o \\rfloor C_i/g + c,\\; r s_h - p_h + i d_h,\\; q s_w - p_w + j d_w}, ' +
    '\\quad db_o = \\sum_{n,r,q} dy_{n,o,r,q}',
  source: 'Goodfellow, Bengio and Courville 2016, Deep Learning, section 9.5',
  parameters: conv2d.parameters,
  inputs: ['x', 'dy'],
  outputs: ['dw', 'db'],
  steps: {
    dw: { says: 'conv of x with dy', from: ['x', 'dy'] },
    db: { says: 'sum over images and positions', from: ['dy'] },
  },
  illegal: (p) => conv2d.illegal(p),
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, g, Ho, Wo } = convSizes(p);
    return {
      ...{ x: [N, Ci, H, W], dy: [N, Co, Ho, Wo] },
      ...{ dw: [Co, Ci / g, Kh, Kw], db: [Co] },
    };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => {
    const { N, Ho, Wo } = convSizes(p);
    return N * Ho * Wo;
  },
  cost: (p) => {
    const { N, Ci, Co, Kh, Kw, g, Ho, Wo } = convSizes(p);
    const weights = Co * (Ci / g) * Kh * Kw;
    const multiplyAdds = N * Ho * Wo * weights;
    return {
      parameters: weights + Co,
      multiplyAdds,
      // Besides the products, db adds each element of dy once.
      flops: 2 * multiplyAdds + N * Co * Ho * Wo,
      bytes: bytesMoved(conv2dBackwardWeights.shapes(p), { x: 1, dy: 1, dw: 1, db: 1 }),
      peakActivationBytes: peakBytes(conv2dBackwardWeights.shapes(p), ['x', 'dy', 'dw', 'db']),
    };
  },
  misreadings: [
    {
      id: 'stride-and-dilation-exchanged',
      forward: (p, inputs, round) =>
        run(p, inputs, round, (of) => ({ ...of, sh: of.dh, sw: of.dw, dh: of.sh, dw: of.sw })),
    },
  ],
  elementsAt: (p, inputs, output, at, round) => {
    const of = convSizes(p);
    const dy = tensor(inputs, 'dy');
    return Float64Array.from(at, (flat) =>
      output === 'db' ? biasAt(of, dy, flat, round) : weightAt(of, inputs, flat, round),
    );
  },
};
