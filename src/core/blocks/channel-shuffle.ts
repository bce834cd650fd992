import type { Block, Parameters, Tensors } from './block';
import { need, tensor, unfit } from './need';
import { bytesMoved, peakBytes } from './traffic';

/** The channel that channel `to` of the shuffled tensor was before: [g, C/g] read by columns. */
export function shuffledFrom(to: number, C: number, g: number): number {
  return (to % g) * (C / g) + Math.floor(to / g);
}

/** Shuffles the channels of x [N, C, HW] with g groups. */
export function shuffleChannels(
  x: Float64Array,
  { C, HW, g }: { readonly C: number; readonly HW: number; readonly g: number },
): Float64Array {
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += HW) {
    const channel = (at / HW) % C;
    const from = at + (shuffledFrom(channel, C, g) - channel) * HW;
    y.set(x.subarray(from, from + HW), at);
  }
  return y;
}

function sizesOf(p: Parameters): { N: number; C: number; HW: number; g: number } {
  return { N: need(p, 'N'), C: need(p, 'C'), HW: need(p, 'HW'), g: need(p, 'g') };
}

function inverse(p: Parameters, inputs: Tensors): Tensors {
  const { C, HW, g } = sizesOf(p);
  return { y: shuffleChannels(tensor(inputs, 'x'), { C, HW, g: C / g }) };
}

/** ShuffleNet's channel shuffle, x [N, C, HW] to y [N, C, HW]: reshape to [g, C/g], transpose, flatten. */
export const channelShuffle: Block = {
  id: 'channel-shuffle',
  name: 'Channel shuffle',
  paper: 'https://arxiv.org/abs/1707.01083',
  example: { N: 8, C: 240, HW: 784, g: 3 },
  equation: 'y_{n,\\; (c \\bmod C/g)\\, g + \\lfloor c / (C/g) \\rfloor,\\; s} = x_{n,c,s}',
  source: 'Zhang et al. 2018, ShuffleNet, section 3.1',
  parameters: ['N', 'C', 'HW', 'g'],
  inputs: ['x'],
  outputs: ['y'],
  steps: {
    y: { says: 'shuffle', from: ['x'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { N: 1, C: 1, HW: 1, g: 1 });
    if (wrong !== undefined) return wrong;
    const { C, g } = sizesOf(p);
    return C % g === 0 ? undefined : `C = ${C} is not a multiple of g = ${g}`;
  },
  shapes: (p) => {
    const { N, C, HW } = sizesOf(p);
    return { x: [N, C, HW], y: [N, C, HW] };
  },
  forward: (p, inputs) => ({ y: shuffleChannels(tensor(inputs, 'x'), sizesOf(p)) }),
  terms: () => 1,
  cost: (p) => ({
    ...{ parameters: 0, multiplyAdds: 0, flops: 0 },
    bytes: bytesMoved(channelShuffle.shapes(p), { x: 1, y: 1 }),
    peakActivationBytes: peakBytes(channelShuffle.shapes(p), ['x', 'y']),
  }),
  misreadings: [
    { id: 'inverse-permutation', forward: inverse },
    { id: 'copied', forward: (_p, inputs) => ({ y: tensor(inputs, 'x') }) },
  ],
  elementsAt: (p, inputs, _output, at) => {
    const { C, HW, g } = sizesOf(p);
    const x = tensor(inputs, 'x');
    return Float64Array.from(at, (flat) => {
      const channel = Math.floor(flat / HW) % C;
      return x[flat + (shuffledFrom(channel, C, g) - channel) * HW] ?? 0;
    });
  },
};
