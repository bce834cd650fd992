import { places } from './arrange';
import type { Block, Misreading, Parameters, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** How positions are read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** The longest step that `bits` are thought to hold, less the true one. */
  readonly reach?: number;
  /** Fillers take a step and leave out their zero. */
  readonly zeroForgotten?: boolean;
}

/** The longest step of an index of `bits` bits: steps from 1 to 2^bits are kept as 0 to 2^bits - 1. */
function reachOf(p: Parameters): number {
  return 2 ** need(p, 'bits');
}

/** Room for every step: a filler covers 2^bits places, so there are at most n / 2^bits of them. */
function roomOf(p: Parameters): number {
  return need(p, 'keep') + Math.floor(need(p, 'n') / reachOf(p));
}

function step(p: Parameters, inputs: Tensors, reading: Reading = {}): Tensors {
  const [position, value] = [tensor(inputs, 'position'), tensor(inputs, 'value')];
  const reach = reachOf(p) + (reading.reach ?? 0);
  const room = roomOf(p);
  const gap = new Float64Array(room);
  const stored = new Float64Array(room);
  let [at, count] = [-1, 0];
  position.forEach((target, i) => {
    for (; target - at > reach; at += reach) gap[count++] = reach - 1;
    gap[count] = target - at - 1;
    stored[reading.zeroForgotten === true ? i : count] = value[i] ?? 0;
    count++;
    at = target;
  });
  return { gap, stored, count: Float64Array.of(count) };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs) => step(p, inputs, reading) };
}

/**
 * Relative positions of the weights that pruning left: position [keep], rising and below n, with
 * value [keep], to gap and stored, both [keep + floor(n / 2^bits)], of which `count` [1] are used and
 * the rest is 0. A gap of g means a step of g + 1 from the place before (the first from -1); where a
 * step is longer than 2^bits, fillers stand in between: the longest step, with a zero as its value.
 */
export const relativePositions: Block = {
  id: 'relative-positions',
  name: 'Relative positions',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { n: 36_864, keep: 3686, bits: 4 },
  equation:
    'position_i = -1 + \\sum_{t \\le e_i} (gap_t + 1), \\quad 0 \\le gap_t < 2^{bits}, \\quad ' +
    'stored_{e_i} = value_i',
  source: 'Han et al. 2016, Deep Compression, section 2 and figure 2',
  parameters: ['n', 'keep', 'bits'],
  inputs: ['position', 'value'],
  outputs: ['gap', 'stored', 'count'],
  steps: {
    gap: { says: 'distance to the one before', from: ['position'] },
    stored: { says: 'values, and zeros where a gap is too long', from: ['position', 'value'] },
    count: { says: 'entries', from: ['position'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { n: 1, keep: 0, bits: 1 });
    if (wrong !== undefined) return wrong;
    if (need(p, 'keep') > need(p, 'n'))
      return `keep = ${need(p, 'keep')} is more than n = ${need(p, 'n')}`;
    return need(p, 'bits') > 16 ? `bits = ${need(p, 'bits')} is more than 16` : undefined;
  },
  shapes: (p) => {
    const [keep, room] = [need(p, 'keep'), roomOf(p)];
    return { position: [keep], value: [keep], gap: [room], stored: [room], count: [1] };
  },
  arrange: (p, free) => ({ position: places(tensor(free, 'position'), need(p, 'n')) }),
  forward: (p, inputs) => step(p, inputs),
  terms: () => 1,
  cost: (p) => {
    const bytes = 8 * need(p, 'keep') + 8 * roomOf(p) + 4;
    const none = { multiplyAdds: 0, flops: 0, peakActivationBytes: 0 };
    return { parameters: need(p, 'keep'), bytes, ...none };
  },
  misreadings: [
    misread('reach-one-short', { reach: -1 }),
    misread('filler-without-zero', { zeroForgotten: true }),
  ],
};
