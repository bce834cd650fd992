import type { Block, Parameters, Rounding, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes, inside } from './conv-sizes';
import { addScaled } from './line';
import { tensor } from './need';
import { bytesMoved, peakBytes } from './traffic';

/** Where the planes and the kernel of one pair of channels begin. */
interface Pair {
  readonly dyAt: number;
  readonly wAt: number;
  readonly dxAt: number;
}

/** Adds to one plane of dx what one plane of dy gives it, kernel position by kernel position. */
function addPlane(
  of: ConvSizes,
  { dy, w, dx }: { dy: Float64Array; w: Float64Array; dx: Float64Array },
  { dyAt, wAt, dxAt }: Pair,
  round: Rounding,
): void {
  const { Kh, Kw, sh, sw, Ho, Wo, W } = of;
  for (let k = 0; k < Kh * Kw; k++) {
    const [top, left] = [Math.floor(k / Kw) * of.dh - of.ph, (k % Kw) * of.dw - of.pw];
    const rows = inside(Ho, sh, top, of.H);
    const cols = inside(Wo, sw, left, W);
    for (let r = rows.first; r < rows.first + rows.count; r++) {
      const to = { data: dx, at: dxAt + (r * sh + top) * W + cols.first * sw + left, step: sw };
      const from = { data: dy, at: dyAt + r * Wo + cols.first, step: 1 };
      addScaled(to, w[wAt + k] ?? 0, from, cols.count, round);
    }
  }
}

/**
 * Written as a scatter, plane by plane; each element of dx takes its terms in the order in which a
 * gather would: by output channel, row and column of the kernel.
 */
function run(p: Parameters, inputs: Tensors, round: Rounding): Tensors {
  const of = convSizes(p);
  const { N, Ci, Co, g } = of;
  const [inputPlane, outputPlane, taps] = [of.H * of.W, of.Ho * of.Wo, of.Kh * of.Kw];
  const dx = new Float64Array(N * Ci * inputPlane);
  const planes = { dy: tensor(inputs, 'dy'), w: tensor(inputs, 'w'), dx };
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < Co; o++) {
      for (let c = 0; c < Ci / g; c++) {
        const channel = Math.floor((o * g) / Co) * (Ci / g) + c;
        const pair = {
          dyAt: (n * Co + o) * outputPlane,
          wAt: (o * (Ci / g) + c) * taps,
          dxAt: (n * Ci + channel) * inputPlane,
        };
        addPlane(of, planes, pair, round);
      }
    }
  }
  return { dx };
}

/** The output position whose window has `position` under tap k, or -1 where there is none. */
function outputOf(position: number, k: number, axis: Axis): number {
  const at = (position + axis.padding - k * axis.dilation) / axis.stride;
  return Number.isInteger(at) && at >= 0 && at < axis.out ? at : -1;
}

interface Axis {
  readonly padding: number;
  readonly dilation: number;
  readonly stride: number;
  readonly out: number;
}

function elementAt(of: ConvSizes, inputs: Tensors, flat: number, round: Rounding): number {
  const { Ci, Co, H, W, Kh, Kw, g, Ho, Wo } = of;
  const [dy, w] = [tensor(inputs, 'dy'), tensor(inputs, 'w')];
  const [image, h, v] = [Math.floor(flat / (H * W)), Math.floor(flat / W) % H, flat % W];
  const [n, channel] = [Math.floor(image / Ci), image % Ci];
  const [group, c] = [Math.floor(channel / (Ci / g)), channel % (Ci / g)];
  const down = { padding: of.ph, dilation: of.dh, stride: of.sh, out: Ho };
  const across = { padding: of.pw, dilation: of.dw, stride: of.sw, out: Wo };
  let sum = 0;
  for (let o = (group * Co) / g; o < ((group + 1) * Co) / g; o++) {
    for (let k = 0; k < Kh * Kw; k++) {
      const r = outputOf(h, Math.floor(k / Kw), down);
      const q = outputOf(v, k % Kw, across);
      if (r < 0 || q < 0) continue;
      const weight = w[(o * (Ci / g) + c) * Kh * Kw + k] ?? 0;
      sum = round(sum + round(weight * (dy[((n * Co + o) * Ho + r) * Wo + q] ?? 0)));
    }
  }
  return sum;
}

/** The kernel of each pair of channels, turned by half a circle. */
function turned(p: Parameters, w: Float64Array): Float64Array {
  const { Kh, Kw } = convSizes(p);
  const taps = Kh * Kw;
  return w.map((_, at) => w[at - (at % taps) + taps - 1 - (at % taps)] ?? 0);
}

/**
 * The gradient of a convolution for its input: dy [N, Co, Ho, Wo] and w [Co, Ci/g, Kh, Kw] to dx
 * [N, Ci, H, W]. A pixel that no window touched gets 0.
 */
export const conv2dBackwardData: Block = {
  id: 'conv2d-backward-data',
  name: 'Convolution, backward to the data',
  paper: 'https://www.deeplearningbook.org/contents/convnets.html',
  example: conv2d.example,
  equation:
    'dx_{n,c,h,v} = \\sum_o \\sum_{\\substack{i,r:\\; r s_h - p_h + i d_h = h}} ' +
    '\\sum_{\\substack{j,q:\\; q s_w - p_w + j d_w = v}} dy_{n,o,r,q} \\; w_{o,c,i,j}',
  source:
    'Goodfellow, Bengio and Courville 2016, Deep Learning, section 9.5; Dumoulin and Visin 2016, section 4',
  parameters: conv2d.parameters,
  inputs: ['dy', 'w'],
  outputs: ['dx'],
  steps: {
    dx: { says: 'conv of dy with w turned round, by the stride apart', from: ['dy', 'w'] },
  },
  illegal: (p) => conv2d.illegal(p),
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, g, Ho, Wo } = convSizes(p);
    return { dy: [N, Co, Ho, Wo], w: [Co, Ci / g, Kh, Kw], dx: [N, Ci, H, W] };
  },
  forward: run,
  terms: (p) => {
    const { Co, Kh, Kw, g } = convSizes(p);
    return (Co / g) * Kh * Kw;
  },
  cost: (p) => {
    const { N, Ci, Co, Kh, Kw, g, Ho, Wo } = convSizes(p);
    const parameters = Co * (Ci / g) * Kh * Kw;
    const multiplyAdds = N * Ho * Wo * parameters;
    const bytes = bytesMoved(conv2dBackwardData.shapes(p), { dy: 1, w: 1, dx: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      peakActivationBytes: peakBytes(conv2dBackwardData.shapes(p), ['dy', 'dx']),
    };
  },
  misreadings: [
    {
      id: 'weights-not-flipped',
      forward: (p, inputs, round) =>
        run(p, { ...inputs, w: turned(p, tensor(inputs, 'w')) }, round),
    },
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const of = convSizes(p);
    return Float64Array.from(at, (flat) => elementAt(of, inputs, flat, round));
  },
};
