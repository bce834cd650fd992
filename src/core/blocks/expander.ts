import { bits } from '../tensor/random';
import { alteredInputs, firstImage, flippedKernels, turned } from './altered';
import type { Block, Parameters, Rounding, Table, Tensors } from './block';
import { conv2d, convolve } from './conv2d';
import { convSizes, unlike } from './conv-sizes';
import { need, tensor, unfit } from './need';
import { convolvedElements } from './pixels';
import { bytesMoved, peakBytes } from './traffic';

/** One output channel at a time: its D input channels are gathered and convolved. */
function run(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  as?: Pick<Block, 'forward'>,
): Tensors {
  const idx = tensor(inputs, 'idx');
  const { N, Ci, H, W, Co, Ho, Wo } = convSizes(p);
  const [D, plane, outPlane] = [need(p, 'D'), H * W, Ho * Wo];
  const [x, v] = [tensor(inputs, 'x'), tensor(inputs, 'v')];
  const taps = v.length / Co;
  const gathered = new Float64Array(N * D * plane);
  const y = new Float64Array(N * Co * outPlane);
  for (let o = 0; o < Co; o++) {
    for (let at = 0; at < N * D; at++) {
      const from = (Math.floor(at / D) * Ci + (idx[o * D + (at % D)] ?? 0)) * plane;
      gathered.set(x.subarray(from, from + plane), at * plane);
    }
    const w = v.subarray(o * taps, (o + 1) * taps);
    const one = convolve({ ...p, Ci: D, Co: 1 }, { x: gathered, w }, round, as);
    for (let n = 0; n < N; n++) {
      y.set(one.subarray(n * outPlane, (n + 1) * outPlane), (n * Co + o) * outPlane);
    }
  }
  return { y };
}

/** All output channels at one pixel, from the channels that their lists name of what its window sees. */
function listed(p: Parameters, inputs: Tensors, seen: Float64Array, round: Rounding): Float64Array {
  const [D, taps] = [need(p, 'D'), need(p, 'Kh') * need(p, 'Kw')];
  const [v, idx] = [tensor(inputs, 'v'), tensor(inputs, 'idx')];
  return new Float64Array(need(p, 'Co')).map((_, o) => {
    let sum = 0;
    for (let k = o * D; k < (o + 1) * D; k++) {
      const channel = (idx[k] ?? 0) * taps;
      for (let t = 0; t < taps; t++) {
        sum = round(sum + round((v[k * taps + t] ?? 0) * (seen[channel + t] ?? 0)));
      }
    }
    return sum;
  });
}

/** As if other channels were listed. */
function otherList(
  inputs: Tensors,
  channel: (idx: Float64Array, at: number) => number | undefined,
): Tensors {
  return { idx: tensor(inputs, 'idx').map((_, at, idx) => channel(idx, at) ?? 0) };
}

function illegal(p: Parameters): string | undefined {
  const wrong =
    conv2d.illegal(p) ??
    unlike(p, { g: 1 }, 'the index list says which channels meet') ??
    unfit(p, { D: 1 });
  if (wrong !== undefined) return wrong;
  const [D, Ci] = [need(p, 'D'), need(p, 'Ci')];
  return D <= Ci
    ? undefined
    : `D = ${D} is more than Ci = ${Ci}: an output channel reads each input channel once at most`;
}

/** idx [Co, D]: in each row D distinct channels, in any order. */
const channels: Table = {
  make: (p, seed) => {
    const [Co, Ci, D] = [need(p, 'Co'), need(p, 'Ci'), need(p, 'D')];
    const rows = Array.from({ length: Co }, (_, o) => {
      const key = (c: number): number => bits(seed, o * Ci + c);
      const order = Array.from({ length: Ci }, (__, c) => c).sort((a, b) => key(a) - key(b));
      return order.slice(0, D);
    });
    return Float64Array.from(rows.flat());
  },
  illegal: (p, values) => {
    const [Ci, D] = [need(p, 'Ci'), need(p, 'D')];
    for (const [at, c] of values.entries()) {
      const [o, k] = [Math.floor(at / D), at % D];
      if (!Number.isInteger(c) || c < 0 || c >= Ci) {
        return `idx[${o}, ${k}] = ${c} is no input channel: there are ${Ci}, from 0`;
      }
      if (values.subarray(o * D, at).includes(c)) {
        return `idx[${o}, ${k}] = ${c} is in row ${o} twice: its products would be summed twice`;
      }
    }
    return undefined;
  },
};

/**
 * Expander convolution (X-Conv): output channel o of y [N, Co, Ho, Wo] reads the D channels idx [Co, D] of
 * x [N, Ci, H, W], with the kernels v [Co, D, Kh, Kw]. The lists are fixed before training and have no
 * channel twice in a row. No groups, no bias.
 */
export const expander: Block = {
  id: 'expander',
  name: 'Expander convolution (X-Net)',
  paper: 'https://arxiv.org/abs/1711.08757',
  example: { ...conv2d.example, Ci: 256, H: 28, W: 28, Co: 256, D: 32 },
  equation:
    'y_{n,o,r,q} = \\sum_{k=0}^{D-1} \\sum_{i,j} v_{o,k,i,j} \\; ' +
    'x_{n,\\; idx_{o,k},\\; r s_h - p_h + i d_h,\\; q s_w - p_w + j d_w}',
  source: 'Prabhu et al. 2018, Deep Expander Networks, section 3',
  parameters: [...conv2d.parameters, 'D'],
  inputs: ['x', 'v', 'idx'],
  outputs: ['y'],
  steps: {
    y: { says: 'conv over the D listed channels', from: ['x', 'v', 'idx'] },
  },
  illegal,
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const D = need(p, 'D');
    return { x: [N, Ci, H, W], v: [Co, D, Kh, Kw], idx: [Co, D], y: [N, Co, Ho, Wo] };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => need(p, 'D') * need(p, 'Kh') * need(p, 'Kw'),
  cost: (p) => {
    const { N, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const parameters = Co * need(p, 'D') * Kh * Kw;
    const multiplyAdds = N * Ho * Wo * parameters;
    const bytes = bytesMoved(expander.shapes(p), { x: 1, v: 1, idx: 1, y: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      peakActivationBytes: peakBytes(expander.shapes(p), ['x', 'y']),
    };
  },
  misreadings: [
    ...alteredInputs(run, {
      'indices-ignored': (p, inputs) => otherList(inputs, (_, at) => at % need(p, 'D')),
      'list-of-the-first': (p, inputs) => otherList(inputs, (idx, at) => idx[at % need(p, 'D')]),
      'list-transposed': (p, inputs) => turned('idx', need(p, 'Co'), need(p, 'D'), inputs),
      'batch-ignored': (p, inputs) => firstImage('x', need(p, 'N'), inputs),
      'flipped-kernel': (p, inputs) => flippedKernels('v', need(p, 'Kh') * need(p, 'Kw'), inputs),
    }),
    ...conv2d.misreadings
      .filter(({ id }) => id === 'padding-ignored')
      .map((as) => ({
        id: as.id,
        forward: (p: Parameters, inputs: Tensors, round: Rounding) => run(p, inputs, round, as),
      })),
  ],
  tables: { idx: channels },
  elementsAt: (p, inputs, _output, at, round) =>
    convolvedElements(p, tensor(inputs, 'x'), at, (_, seen) => listed(p, inputs, seen, round)),
};
