import { alteredInputs, exchanged, firstImage, turned } from './altered';
import type { Block, Parameters, Rounding, Tensors } from './block';
import { convolve } from './conv2d';
import { dot } from './line';
import { need, tensor, unfit } from './need';
import { bytesMoved, peakBytes } from './traffic';

/** N products of [Co, Ci] and [Ci, HW]; with g groups, of each group's own channels. */
export interface Products {
  readonly N: number;
  readonly Ci: number;
  readonly HW: number;
  readonly Co: number;
  readonly g?: number;
}

/** The same as a convolution with a kernel of one pixel over images of one row. */
export function asConvolution({ N, Ci, HW, Co, g = 1 }: Products): Parameters {
  const fixed = { H: 1, Kh: 1, Kw: 1, sh: 1, sw: 1, ph: 0, pw: 0, dh: 1, dw: 1 };
  return { N, Ci, W: HW, Co, g, ...fixed };
}

/** x [N, Ci, HW] and w [Co, Ci / g] to y [N, Co, HW]: one matrix product an image and group. */
export function mixChannels(
  of: Products,
  x: Float64Array,
  w: Float64Array,
  round: Rounding,
): Float64Array {
  return convolve(asConvolution(of), { x, w }, round);
}

function sizesOf(p: Parameters): Products {
  return { N: need(p, 'N'), Ci: need(p, 'Ci'), HW: need(p, 'HW'), Co: need(p, 'Co') };
}

function channelsLast(p: Parameters, inputs: Tensors, round: Rounding): Tensors {
  const of = sizesOf(p);
  const x = exchanged(tensor(inputs, 'x'), of.HW, of.Ci);
  const y = mixChannels(of, x, tensor(inputs, 'w'), round);
  return { y: exchanged(y, of.Co, of.HW) };
}

/** Convolution with a kernel of one pixel, x [N, Ci, HW] and w [Co, Ci] to y [N, Co, HW]. */
export const pointwise: Block = {
  id: 'pointwise',
  name: 'Pointwise convolution',
  paper: 'https://arxiv.org/abs/1312.4400',
  example: { N: 8, Ci: 256, HW: 784, Co: 256 },
  equation: 'y_{n,o,s} = \\sum_{c=0}^{C_i-1} w_{o,c} \\; x_{n,c,s}',
  source: 'Lin et al. 2014, Network in Network, section 3.1; Howard et al. 2017, section 3.1',
  parameters: ['N', 'Ci', 'HW', 'Co'],
  inputs: ['x', 'w'],
  outputs: ['y'],
  steps: {
    y: { says: 'conv 1 × 1', from: ['x', 'w'] },
  },
  illegal: (p) => unfit(p, { N: 1, Ci: 1, HW: 1, Co: 1 }),
  shapes: (p) => {
    const { N, Ci, HW, Co } = sizesOf(p);
    return { x: [N, Ci, HW], w: [Co, Ci], y: [N, Co, HW] };
  },
  forward: (p, inputs, round) => ({
    y: mixChannels(sizesOf(p), tensor(inputs, 'x'), tensor(inputs, 'w'), round),
  }),
  terms: (p) => need(p, 'Ci'),
  cost: (p) => {
    const { N, Ci, HW, Co } = sizesOf(p);
    const multiplyAdds = N * Co * Ci * HW;
    const bytes = bytesMoved(pointwise.shapes(p), { x: 1, w: 1, y: 1 });
    return {
      ...{ parameters: Co * Ci, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      peakActivationBytes: peakBytes(pointwise.shapes(p), ['x', 'y']),
    };
  },
  misreadings: [
    { id: 'channels-last', forward: channelsLast },
    ...alteredInputs((p, inputs, round) => pointwise.forward(p, inputs, round), {
      'weights-turned': (p, inputs) => turned('w', need(p, 'Co'), need(p, 'Ci'), inputs),
      'batch-ignored': (p, inputs) => firstImage('x', need(p, 'N'), inputs),
    }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const { Ci, HW, Co } = sizesOf(p);
    const [x, w] = [tensor(inputs, 'x'), tensor(inputs, 'w')];
    return Float64Array.from(at, (flat) => {
      const [image, o] = [Math.floor(flat / (Co * HW)), Math.floor(flat / HW) % Co];
      const column = { data: x, at: image * Ci * HW + (flat % HW), step: HW };
      return dot({ data: w, at: o * Ci, step: 1 }, column, Ci, 0, round);
    });
  },
};
