import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, outside, real, tensor, unfit, unlisted } from './need';

/** How the step is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Weight decay acts on the step and not on the gradient: it never enters v. */
  readonly decayAfterMomentum?: boolean;
  /** The step uses v from before its update. */
  readonly staleVelocity?: boolean;
  readonly ascent?: boolean;
  readonly plainMomentum?: boolean;
}

/** lr, mu and wd, as the kernel gets them. */
interface Rates {
  readonly lr: number;
  readonly mu: number;
  readonly wd: number;
  readonly nesterov: boolean;
}

function ratesOf(p: Parameters, reading: Reading): Rates {
  const nesterov = need(p, 'nesterov') === 1 && reading.plainMomentum !== true;
  return { lr: real(p, 'lr'), mu: real(p, 'mu'), wd: real(p, 'wd'), nesterov };
}

function stepOf(
  rates: Rates,
  [g, v, decay]: readonly [number, number, number],
  round: Rounding,
): number {
  const along = rates.nesterov ? round(g + round(rates.mu * v)) : v;
  return round(rates.lr * round(along + decay));
}

/** The weight and the velocity at place i after the step. */
function stepped(
  rates: Rates,
  [g, w, v]: readonly [number, number, number],
  round: Rounding,
  reading: Reading,
): readonly [w: number, v: number] {
  const late = reading.decayAfterMomentum === true;
  const decay = round(rates.wd * w);
  const gradient = late ? g : round(g + decay);
  const velocity = round(round(rates.mu * v) + gradient);
  const used = reading.staleVelocity === true ? v : velocity;
  const step = stepOf(rates, [gradient, used, late ? decay : 0], round);
  return [round(w - (reading.ascent === true ? -1 : 1) * step), velocity];
}

/** The steps of the places asked for. */
function steps(
  p: Parameters,
  inputs: Tensors,
  at: ArrayLike<number>,
  round: Rounding,
  reading: Reading = {},
): { w: Float64Array; v: Float64Array } {
  const rates = ratesOf(p, reading);
  const [g, w, v] = [tensor(inputs, 'g'), tensor(inputs, 'w'), tensor(inputs, 'v')];
  const moved = { w: new Float64Array(at.length), v: new Float64Array(at.length) };
  for (let k = 0; k < at.length; k++) {
    const i = at[k] ?? 0;
    const own = [g[i] ?? 0, w[i] ?? 0, v[i] ?? 0] as const;
    const [weight, velocity] = stepped(rates, own, round, reading);
    moved.w[k] = weight;
    moved.v[k] = velocity;
  }
  return moved;
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  const all = Uint32Array.from({ length: need(p, 'n') }, (_, i) => i);
  return steps(p, inputs, all, round, reading);
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * A step of stochastic gradient descent with momentum and weight decay, in place: g, w and v, all [n].
 * lr, mu and wd are f32 numbers; nesterov is 0 or 1.
 */
export const sgd: Block = {
  id: 'sgd',
  name: 'SGD with momentum',
  paper: 'https://proceedings.mlr.press/v28/sutskever13.html',
  example: { n: 2 ** 22, lr: 0.1, mu: 0.9, wd: 0, nesterov: 0 },
  equation:
    'g \\leftarrow g + wd \\, w, \\quad v \\leftarrow \\mu v + g, \\quad w \\leftarrow w - lr \\, v ' +
    '\\; \\text{(Nesterov: } w - lr \\, (g + \\mu v))',
  source:
    'Sutskever et al. 2013, On the importance of initialization and momentum, in PyTorch’s form',
  parameters: ['n', 'lr', 'mu', 'wd', 'nesterov'],
  inputs: ['g', 'w', 'v'],
  outputs: ['w', 'v'],
  steps: {
    'g′': { says: 'g + wd · w', from: ['g', 'w'] },
    v: { says: 'μ v + g′', from: ['v', 'g′'] },
    w: { says: 'w − lr · v', from: ['w', 'v'] },
  },
  illegal: (p) =>
    unfit(p, { n: 0 }) ??
    outside(p, { lr: [0, Infinity], mu: [0, 1], wd: [0, Infinity] }) ??
    unlisted(p, { nesterov: [0, 1] }),
  shapes: (p) => {
    const shape = [need(p, 'n')];
    return { g: shape, w: shape, v: shape };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const n = need(p, 'n');
    const cost = { parameters: n, multiplyAdds: 3 * n, flops: 6 * n, bytes: 20 * n };
    return { ...cost, peakActivationBytes: 0 };
  },
  misreadings: [
    misread('decay-after-momentum', { decayAfterMomentum: true }),
    misread('stale-velocity', { staleVelocity: true }),
    misread('ascent', { ascent: true }),
    misread('nesterov-left-out', { plainMomentum: true }),
  ],
  elementsAt: (p, inputs, output, at, round) =>
    steps(p, inputs, at, round)[output === 'w' ? 'w' : 'v'],
};
