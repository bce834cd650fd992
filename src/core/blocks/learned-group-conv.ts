import { choices } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { convolve } from './conv2d';
import { need, tensor, unfit } from './need';
import { pointWindow } from './one-group';
import { convolvedElements } from './pixels';
import { count } from '../tensor/shape';
import { peakBytes } from './traffic';

interface Sizes {
  readonly N: number;
  readonly Ci: number;
  readonly plane: number;
  readonly Co: number;
  readonly g: number;
  readonly Cs: number;
}

function sizesOf(p: Parameters): Sizes {
  const plane = need(p, 'H') * need(p, 'W');
  const [N, Ci, Co] = [need(p, 'N'), need(p, 'Ci'), need(p, 'Co')];
  return { N, Ci, plane, Co, g: need(p, 'g'), Cs: need(p, 'Cs') };
}

/** Channel t of the gathered tensor is channel index[t] of x. */
function gather({ N, Ci, plane }: Sizes, x: Float64Array, index: Float64Array): Float64Array {
  const gathered = new Float64Array(N * index.length * plane);
  for (let n = 0; n < N; n++) {
    index.forEach((c, t) => {
      const from = (n * Ci + c) * plane;
      gathered.set(x.subarray(from, from + plane), (n * index.length + t) * plane);
    });
  }
  return gathered;
}

function run(p: Parameters, inputs: Tensors, round: Rounding, index: Float64Array): Tensors {
  const sizes = sizesOf(p);
  const x = gather(sizes, tensor(inputs, 'x'), index);
  const grouped = { ...p, ...pointWindow, Ci: sizes.Cs, g: sizes.g };
  return { y: convolve(grouped, { x, w: tensor(inputs, 'w') }, round) };
}

function inferIllegal(p: Parameters): string | undefined {
  const wrong = unfit(p, { N: 1, Ci: 1, H: 1, W: 1, Co: 1, g: 1, Cs: 1 });
  if (wrong !== undefined) return wrong;
  const { Co, g, Cs } = sizesOf(p);
  if (Cs % g !== 0) return `Cs = ${Cs} is not a multiple of g = ${g}`;
  return Co % g === 0 ? undefined : `Co = ${Co} is not a multiple of g = ${g}`;
}

/**
 * CondenseNet's learned group convolution at test time: x [N, Ci, H, W], an index layer that picks Cs
 * channels (index [Cs], each below Ci; one may come twice or not at all), and a grouped 1 × 1
 * convolution w [Co, Cs/g, 1, 1], to y [N, Co, H, W]. A channel shuffle after it is folded into the
 * index of the next layer.
 */
export const learnedGroupConv: Block = {
  id: 'learned-group-conv',
  name: 'Learned group convolution (CondenseNet)',
  paper: 'https://arxiv.org/abs/1711.09224',
  example: { N: 8, Ci: 256, H: 28, W: 28, Co: 256, g: 4, Cs: 256 },
  equation:
    'y_{n,o,h,w} = \\sum_{t=0}^{C_s/g-1} w_{o,t} \\; x_{n,\\; index[\\lfloor o g / C_o \\rfloor C_s/g + t],\\; h,\\; w}',
  source: 'Huang et al. 2018, CondenseNet, section 3.1 and figure 3',
  parameters: ['N', 'Ci', 'H', 'W', 'Co', 'g', 'Cs'],
  inputs: ['x', 'index', 'w'],
  outputs: ['y'],
  steps: {
    xs: { says: 'gather channels', from: ['x', 'index'] },
    y: { says: 'conv 1 × 1 in g groups', from: ['xs', 'w'] },
  },
  illegal: inferIllegal,
  shapes: (p) => {
    const { N, Ci, Co, g, Cs } = sizesOf(p);
    const [H, W] = [need(p, 'H'), need(p, 'W')];
    return { x: [N, Ci, H, W], index: [Cs], w: [Co, Cs / g, 1, 1], y: [N, Co, H, W] };
  },
  arrange: (p, free) => ({ index: choices(tensor(free, 'index'), need(p, 'Ci')) }),
  forward: (p, inputs, round) => run(p, inputs, round, tensor(inputs, 'index')),
  terms: (p) => need(p, 'Cs') / need(p, 'g'),
  cost: (p) => {
    const { N, plane, Co, g, Cs } = sizesOf(p);
    const parameters = (Co * Cs) / g;
    const multiplyAdds = N * plane * parameters;
    // The picked channels are what is read of x; one that is picked twice is read twice.
    const bytes = 4 * (N * plane * (Cs + Co) + parameters + Cs);
    const peakActivationBytes = peakBytes(learnedGroupConv.shapes(p), ['x', 'y']);
    return { parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes };
  },
  misreadings: [
    {
      // The index already counts over all channels; the start of the group is added once more.
      id: 'group-offset-twice',
      forward: (p, inputs, round) => {
        const { g, Cs, Ci } = sizesOf(p);
        const index = tensor(inputs, 'index');
        const shifted = index.map((c, t) => (c + Math.floor((t * g) / Cs) * (Cs / g)) % Ci);
        return run(p, inputs, round, shifted);
      },
    },
    {
      id: 'index-ignored',
      forward: (p, inputs, round) =>
        run(
          p,
          inputs,
          round,
          tensor(inputs, 'index').map((_, t) => t % need(p, 'Ci')),
        ),
    },
  ],
  elementsAt: (p, inputs, _output, at, round) =>
    convolvedElements({ ...p, ...pointWindow }, tensor(inputs, 'x'), at, (_, x) =>
      tensor(
        run({ ...p, N: 1, H: 1, W: 1 }, { ...inputs, x }, round, tensor(inputs, 'index')),
        'y',
      ),
    ),
};

/** Which channel goes first, of two whose L1 norm is the same. */
type Tie = (a: number, b: number) => number;

const higherGoes: Tie = (a, b) => b - a;

/** The L1 norm of input channel c over the filters of group `group`. */
function norm(w: Float64Array, p: Parameters, group: number, c: number, round: Rounding): number {
  const [Ci, filters] = [need(p, 'Ci'), need(p, 'Co') / need(p, 'g')];
  let sum = 0;
  for (let o = group * filters; o < (group + 1) * filters; o++) {
    sum = round(sum + Math.abs(w[o * Ci + c] ?? 0));
  }
  return sum;
}

function prune(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  tie: Tie,
  wholeRows = false,
): Tensors {
  const [w, mask] = [tensor(inputs, 'w'), tensor(inputs, 'mask').slice()];
  const [Ci, g] = [need(p, 'Ci'), need(p, 'g')];
  const drop = Ci / need(p, 'condense');
  for (let group = 0; group < g; group++) {
    const kept = Array.from({ length: Ci }, (_, c) => c).filter((c) => mask[group * Ci + c] === 1);
    const norms = new Map(
      kept.map((c) => [
        c,
        norm(w, wholeRows ? { ...p, g: 1 } : p, wholeRows ? 0 : group, c, round),
      ]),
    );
    const order = kept.toSorted((a, b) => (norms.get(a) ?? 0) - (norms.get(b) ?? 0) || tie(a, b));
    for (const c of order.slice(0, drop)) mask[group * Ci + c] = 0;
  }
  return { mask };
}

function pruneIllegal(p: Parameters): string | undefined {
  const wrong = unfit(p, { Co: 1, Ci: 1, g: 1, condense: 1 });
  if (wrong !== undefined) return wrong;
  const [Co, Ci, g, condense] = [need(p, 'Co'), need(p, 'Ci'), need(p, 'g'), need(p, 'condense')];
  if (Co % g !== 0) return `Co = ${Co} is not a multiple of g = ${g}`;
  return Ci % condense === 0 ? undefined : `Ci = ${Ci} is not a multiple of condense = ${condense}`;
}

function misreadPrune(id: string, tie: Tie, wholeRows = false): Misreading {
  return { id, forward: (p, inputs, round) => prune(p, inputs, round, tie, wholeRows) };
}

/**
 * One condensing step of training: of the input channels that each group of filters of w [Co, Ci, 1, 1]
 * still has (mask [g, Ci], 1 where it has), those Ci/condense with the smallest L1 norm over the
 * group's filters are dropped; of equal norms the lower channel stays. Group k has the filters from
 * k·Co/g. Where fewer are left, all go.
 */
export const condensePrune: Block = {
  id: 'condense-prune',
  name: 'CondenseNet pruning step',
  paper: 'https://arxiv.org/abs/1711.09224',
  example: { Co: 256, Ci: 256, g: 4, condense: 4 },
  equation:
    'mask_{k,c} \\leftarrow 0 \\text{ for the } C_i / \\mathrm{condense} \\text{ smallest } ' +
    '\\sum_{o \\in \\text{group } k} |w_{o,c}| \\text{ with } mask_{k,c} = 1',
  source: 'Huang et al. 2018, CondenseNet, section 3.1 (condensation criterion and procedure)',
  parameters: ['Co', 'Ci', 'g', 'condense'],
  inputs: ['w', 'mask'],
  outputs: ['mask'],
  steps: {
    sums: { says: 'Σ|w| of each input and group', from: ['w'] },
    mask: { says: 'drop the Ci/condense smallest that are left', from: ['sums', 'mask'] },
  },
  illegal: pruneIllegal,
  shapes: (p) => ({
    w: [need(p, 'Co'), need(p, 'Ci'), 1, 1],
    mask: [need(p, 'g'), need(p, 'Ci')],
  }),
  // Three of four channels are still there.
  arrange: (_, free) => ({
    mask: choices(tensor(free, 'mask'), 4).map((choice) => (choice === 0 ? 0 : 1)),
  }),
  forward: (p, inputs, round) => prune(p, inputs, round, higherGoes),
  terms: () => 1,
  cost: (p) => {
    const { w = [], mask = [] } = condensePrune.shapes(p);
    const bytes = 4 * (count(w) + 2 * count(mask));
    const peakActivationBytes = 0;
    return { parameters: 0, multiplyAdds: 0, flops: count(w), bytes, peakActivationBytes };
  },
  misreadings: [
    misreadPrune('ties-drop-lower', (a, b) => a - b),
    misreadPrune('norm-over-all-filters', higherGoes, true),
    {
      id: 'mask-not-heeded',
      forward: (p, inputs, round) => {
        const mask = tensor(inputs, 'mask').map(() => 1);
        return prune(p, { ...inputs, mask }, round, higherGoes);
      },
    },
  ],
};
