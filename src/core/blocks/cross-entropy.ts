import { choices } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, outside, real, tensor, unfit } from './need';

/** How the loss is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly meanOverClasses?: boolean;
  readonly summedGradient?: boolean;
  readonly smoothingLeftOut?: boolean;
  /** The last of equal largest logits is the answer. */
  readonly lastWins?: boolean;
}

/** One row: probabilities, loss, and whether the largest logit is the target's. */
interface Row {
  readonly p: Float64Array;
  readonly loss: number;
  readonly correct: number;
}

function argmax(z: Float64Array, lastWins: boolean): number {
  let best = 0;
  z.forEach((value, c) => {
    const most = z[best] ?? 0;
    if (value > most || (lastWins && value === most)) best = c;
  });
  return best;
}

/**
 * The loss is of the logits, -sum target (z - m - log sum e^(z-m)): a probability that is 0 in f32 then
 * has a loss all the same.
 */
function rowOf(z: Float64Array, t: number, eps: number, round: Rounding, lastWins: boolean): Row {
  const C = z.length;
  const most = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const shifted = z.map((value) => round(value - most));
  const powers = shifted.map((value) => round(Math.exp(value)));
  const sum = powers.reduce((total, value) => round(total + value), 0);
  const log = round(Math.log(sum));
  let loss = round(log - (shifted[t] ?? 0));
  if (eps > 0) {
    const all = shifted.reduce((total, value) => round(total + round(log - value)), 0);
    loss = round(round(round(1 - eps) * loss) + round(round(eps / C) * all));
  }
  const correct = argmax(z, lastWins) === t ? 1 : 0;
  return { p: powers.map((value) => round(value / sum)), loss, correct };
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const [N, C] = [need(p, 'N'), need(p, 'C')];
  const eps = reading.smoothingLeftOut === true ? 0 : real(p, 'eps');
  const [z, t] = [tensor(inputs, 'z'), tensor(inputs, 't')];
  const [probabilities, dz] = [new Float64Array(N * C), new Float64Array(N * C)];
  const st = new Float64Array(2 * N);
  const divisor =
    reading.summedGradient === true ? 1 : reading.meanOverClasses === true ? N * C : N;
  let total = 0;
  for (let n = 0; n < N; n++) {
    const target = t[n] ?? 0;
    const row = rowOf(
      z.subarray(n * C, (n + 1) * C),
      target,
      eps,
      round,
      reading.lastWins === true,
    );
    probabilities.set(row.p, n * C);
    st.set([row.loss, row.correct], 2 * n);
    total = round(total + row.loss);
    const rest = round(eps / C);
    row.p.forEach((value, c) => {
      const wanted = c === target ? round(round(1 - eps) + rest) : rest;
      dz[n * C + c] = round(round(value - wanted) / divisor);
    });
  }
  const loss = Float64Array.of(round(total / (reading.meanOverClasses === true ? N * C : N)));
  return { p: probabilities, dz, st, loss };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Softmax and cross-entropy with the gradient: logits z [N, C] and classes t [N], each below C, to the
 * probabilities p [N, C], the gradient dz [N, C] of the mean loss, st [N, 2] (each row's loss, and 1
 * where its largest logit is the target's, the lowest class of equal ones) and the mean loss [1].
 * With smoothing eps the target is (1 - eps) one-hot + eps/C over all classes.
 */
export const softmaxCrossEntropy: Block = {
  id: 'softmax-cross-entropy',
  name: 'Softmax and cross-entropy, forward and gradient',
  paper: 'https://arxiv.org/abs/1512.00567',
  example: { N: 4096, C: 1000, eps: 0 },
  equation:
    'p = \\mathrm{softmax}(z), \\quad L = -\\frac{1}{N} \\sum_n \\sum_c \\tau_{n,c} \\log p_{n,c}, \\quad ' +
    'dz = \\frac{p - \\tau}{N}, \\quad \\tau = (1 - \\varepsilon) \\, \\mathrm{onehot}(t) + \\varepsilon / C',
  source:
    'CS179 lectures 13 and 14; smoothing: Szegedy et al. 2016, Rethinking the Inception Architecture, section 7',
  parameters: ['N', 'C', 'eps'],
  inputs: ['z', 't'],
  outputs: ['p', 'dz', 'st', 'loss'],
  steps: {
    p: { says: 'softmax', from: ['z'] },
    dz: { says: '(p − τ) / N', from: ['p', 't'] },
    st: { says: 'each row’s loss, and whether it is right', from: ['z', 't'] },
    loss: { says: 'mean of the losses', from: ['st'] },
  },
  illegal: (p) => unfit(p, { N: 1, C: 1 }) ?? outside(p, { eps: [0, 1] }),
  shapes: (p) => {
    const z = [need(p, 'N'), need(p, 'C')];
    return { z, t: [need(p, 'N')], p: z, dz: z, st: [need(p, 'N'), 2], loss: [1] };
  },
  arrange: (p, free) => ({ t: choices(tensor(free, 't'), need(p, 'C')) }),
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const elements = need(p, 'N') * need(p, 'C');
    // As the course counts: eight an element; z is read, p and dz are written.
    const peakActivationBytes = 12 * elements;
    return {
      parameters: 0,
      multiplyAdds: 0,
      flops: 8 * elements,
      bytes: 12 * elements,
      peakActivationBytes,
    };
  },
  misreadings: [
    misread('mean-over-classes', { meanOverClasses: true }),
    misread('gradient-of-the-sum', { summedGradient: true }),
    misread('smoothing-left-out', { smoothingLeftOut: true }),
    misread('last-of-equals-wins', { lastWins: true }),
  ],
};
