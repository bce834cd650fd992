import type { Block, Misreading, Parameters, Tensors } from './block';
import { need, outside, real, tensor, unfit, unlisted } from './need';
import { unfitBlocks } from './prefix-sum';

/** Keeps what `keeps` says, in order; the places behind hold NaN, since nothing is written there. */
function run(
  p: Parameters,
  inputs: Tensors,
  keeps: (value: number, t: number) => boolean,
): Tensors {
  const t = real(p, 't');
  const x = tensor(inputs, 'x');
  const kept = new Float64Array(x.length);
  let count = 0;
  for (const value of x) {
    if (keeps(value, t)) kept[count++] = value;
  }
  return { kept: kept.fill(NaN, count), count: Float64Array.of(count) };
}

const above = (value: number, t: number): boolean => value > t;

function misread(id: string, forward: (p: Parameters, inputs: Tensors) => Tensors): Misreading {
  return { id, forward };
}

/** The flag of the last element is forgotten: it is kept or not, and never counted. */
function lastNotCounted(p: Parameters, inputs: Tensors): Tensors {
  const { kept = new Float64Array(), count } = run(p, inputs, above);
  const last = tensor(inputs, 'x').at(-1) ?? -Infinity;
  const missing = above(last, real(p, 't')) ? 1 : 0;
  return { kept, count: Float64Array.of((count?.[0] ?? 0) - missing) };
}

/** What the free numbers are made into, by the parameter `spread`. */
const spreads: readonly ((value: number, i: number, n: number, t: number) => number)[] = [
  (value) => value,
  (value, i, _n, t) => Math.fround(i % 2 === 0 ? t + 1 + Math.abs(value) : t - Math.abs(value)),
  (value, i, n, t) => Math.fround(i === n - 1 ? t + 1 : t - Math.abs(value)),
];

/**
 * The elements above a threshold, in their order: x [n] to the first `count` elements of kept [n] and count [1]. The
 * rest of kept stays as it was, which the reference writes as NaN. `spread` says which inputs are made: 0 any, 1
 * every other one is kept, 2 only the last.
 */
export const compaction: Block = {
  id: 'compaction',
  name: 'Stream compaction',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, blocks: 2 ** 12, t: 0, spread: 0 },
  equation: 'kept = (x_i : x_i > t), \\quad count = \\#\\{\\, i : x_i > t \\,\\}',
  source: 'CS179 lecture 7, stream compaction',
  parameters: ['n', 'blocks', 't', 'spread'],
  inputs: ['x'],
  outputs: ['kept', 'count'],
  steps: {
    kept: { says: 'keep what is above t, in order', from: ['x'] },
    count: { says: 'count what is above t', from: ['x'] },
  },
  illegal: (p) =>
    unfit(p, { n: 0, blocks: 0 }) ??
    outside(p, { t: [-Infinity, Infinity] }) ??
    unlisted(p, { spread: [0, 1, 2] }) ??
    unfitBlocks(p),
  shapes: (p) => ({ x: [need(p, 'n')], kept: [need(p, 'n')], count: [1] }),
  arrange: (p, free) => {
    const change = spreads[need(p, 'spread')];
    const [x, t] = [tensor(free, 'x'), real(p, 't')];
    return { x: change === undefined ? x : x.map((value, i) => change(value, i, x.length, t)) };
  },
  forward: (p, inputs) => run(p, inputs, above),
  terms: () => 1,
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 8 * n + 4;
    return { parameters: 0, multiplyAdds: 0, flops: n, bytes, peakActivationBytes: bytes };
  },
  misreadings: [
    misread('equal-is-kept', (p, inputs) => run(p, inputs, (value, t) => value >= t)),
    misread('below-is-kept', (p, inputs) => run(p, inputs, (value, t) => value <= t)),
    misread('last-not-counted', lastNotCounted),
  ],
};
