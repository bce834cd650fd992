import { alteredInputs, flippedKernels } from './altered';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { shuffleChannels } from './channel-shuffle';
import { convolve } from './conv2d';
import { need, tensor, unfit } from './need';
import { convolvedElements } from './pixels';
import { mixChannels } from './pointwise';
import { bytesMoved, peakBytes } from './traffic';

/** How the two permutations are read: the groups of each shuffle; 1 leaves the order as it is. */
interface Reading {
  readonly there: number;
  readonly back: number;
}

interface Sizes {
  readonly N: number;
  readonly H: number;
  readonly W: number;
  readonly L: number;
  readonly M: number;
  readonly C: number;
}

function sizesOf(p: Parameters): Sizes {
  const [L, M] = [need(p, 'L'), need(p, 'M')];
  return { N: need(p, 'N'), H: need(p, 'H'), W: need(p, 'W'), L, M, C: L * M };
}

/** The primary convolution: 3 × 3, padding 1, L groups of M channels. */
function primary({ N, H, W, L, C }: Sizes): Parameters {
  return {
    ...{ N, Ci: C, H, W, Co: C, g: L, Kh: 3, Kw: 3 },
    ...{ sh: 1, sw: 1, ph: 1, pw: 1, dh: 1, dw: 1 },
  };
}

function run(
  of: Sizes,
  inputs: Tensors,
  round: Rounding,
  { there, back }: Reading = { there: of.L, back: of.M },
): Tensors {
  const { N, C, M } = of;
  const HW = of.H * of.W;
  const z = convolve(primary(of), { x: tensor(inputs, 'x'), w: tensor(inputs, 'wp') }, round);
  const between = shuffleChannels(z, { C, HW, g: there });
  const mixed = mixChannels({ N, Ci: C, HW, Co: C, g: M }, between, tensor(inputs, 'ws'), round);
  return { y: shuffleChannels(mixed, { C, HW, g: back }) };
}

/** Bytes at f32 of what lies between the two convolutions, when the permutation is a matter of indices. */
export function interleavedBytes(p: Parameters): number {
  const { N, H, W, C } = sizesOf(p);
  return 4 * N * C * H * W;
}

function misread(id: string, reading: (of: Sizes) => Reading): Misreading {
  return {
    id,
    forward: (p, inputs, round) => {
      const of = sizesOf(p);
      return run(of, inputs, round, reading(of));
    },
  };
}

/**
 * Interleaved group convolution of x [N, C, H, W], C = L · M, to y [N, C, H, W]: a 3 × 3 convolution with L
 * groups of M channels, wp [C, M, 3, 3]; a permutation that puts one channel of each group side by side; a
 * 1 × 1 convolution with M groups of L channels, ws [C, L, 1, 1], its rows in the permuted order; the
 * permutation back. Linear: no bias, no batch norm, no activation.
 */
export const interleavedGroup: Block = {
  id: 'interleaved-group',
  name: 'Interleaved group convolution',
  paper: 'https://arxiv.org/abs/1707.02725',
  example: { N: 8, H: 32, W: 32, L: 24, M: 4 },
  equation:
    'y = P^T \\, \\mathrm{gconv}^{M}_{1 \\times 1}(P \\, \\mathrm{gconv}^{L}_{3 \\times 3}(x; w_p); w_s), \\quad ' +
    'P: \\; c \\mapsto (c \\bmod M) L + \\lfloor c / M \\rfloor',
  source: 'Zhang et al. 2017, Interleaved Group Convolutions, section 3',
  parameters: ['N', 'H', 'W', 'L', 'M'],
  inputs: ['x', 'wp', 'ws'],
  outputs: ['y'],
  steps: {
    z: { says: 'conv 3 × 3 in L groups', from: ['x', 'wp'] },
    p: { says: 'permute: channel c to (c mod M) L + ⌊c / M⌋', from: ['z'] },
    q: { says: 'conv 1 × 1 in M groups', from: ['p', 'ws'] },
    y: { says: 'permute back', from: ['q'] },
  },
  illegal: (p) => unfit(p, { N: 1, H: 1, W: 1, L: 1, M: 1 }),
  shapes: (p) => {
    const { N, H, W, L, M, C } = sizesOf(p);
    return { x: [N, C, H, W], wp: [C, M, 3, 3], ws: [C, L, 1, 1], y: [N, C, H, W] };
  },
  forward: (p, inputs, round) => run(sizesOf(p), inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { N, H, W, L, M, C } = sizesOf(p);
    const parameters = C * (9 * M + L);
    const multiplyAdds = N * H * W * parameters;
    // In two passes z is written once and read once, beside x and y.
    const bytes = bytesMoved(interleavedGroup.shapes(p), { x: 3, wp: 1, ws: 1, y: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      // The tensor between has the shape of x.
      peakActivationBytes: peakBytes(interleavedGroup.shapes(p), ['x', 'x'], ['x', 'y']),
    };
  },
  misreadings: [
    misread('groups-swapped', ({ L, M }) => ({ there: M, back: L })),
    misread('first-permutation-forgotten', ({ M }) => ({ there: 1, back: M })),
    misread('second-permutation-forgotten', ({ L }) => ({ there: L, back: 1 })),
    ...alteredInputs((p, inputs, round) => run(sizesOf(p), inputs, round), {
      'flipped-kernel': (_, inputs) => flippedKernels('wp', 9, inputs),
      'row-not-permuted': (p, inputs) => {
        const { L, C } = sizesOf(p);
        return { ws: shuffleChannels(tensor(inputs, 'ws'), { C, HW: L, g: L }) };
      },
    }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const of = sizesOf(p);
    return convolvedElements(primary(of), tensor(inputs, 'x'), at, (_, x) => {
      // What one window sees is 3 × 3; its own pixel is in the middle, and the others lack their surroundings.
      const { y = new Float64Array() } = run({ ...of, N: 1, H: 3, W: 3 }, { ...inputs, x }, round);
      return Float64Array.from({ length: of.C }, (__, c) => y[9 * c + 4] ?? NaN);
    });
  },
};
