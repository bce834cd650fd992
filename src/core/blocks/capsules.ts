import type { Block, Parameters, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';
import { peakBytes } from './traffic';

/** Under the root of |s|², so that a zero vector has a direction. */
const epsilon = 1e-8;

/** squash of each vector of D numbers: short ones shrink to almost nothing, long ones to almost 1. */
function squashed(s: Float64Array, D: number, round: Rounding): Float64Array {
  const v = new Float64Array(s.length);
  for (let at = 0; at < s.length; at += D) {
    let square = 0;
    for (let d = at; d < at + D; d++) square = round(square + round((s[d] ?? 0) * (s[d] ?? 0)));
    const length = round(Math.sqrt(round(square + round(epsilon))));
    const scale = round(round(square / round(1 + square)) / length);
    for (let d = at; d < at + D; d++) v[d] = round(scale * (s[d] ?? 0));
  }
  return v;
}

/** Vectors of D numbers, squashed: s [M, D] to v [M, D]. */
export const squash: Block = {
  id: 'squash',
  name: 'Capsule squash',
  paper: 'https://arxiv.org/abs/1710.09829',
  example: { M: 160, D: 16 },
  equation:
    'v = \\frac{\\lVert s \\rVert^2}{1 + \\lVert s \\rVert^2} \\, \\frac{s}{\\sqrt{\\lVert s \\rVert^2 + 10^{-8}}}',
  source: 'Sabour et al. 2017, Dynamic Routing Between Capsules, equation 1',
  parameters: ['M', 'D'],
  inputs: ['s'],
  outputs: ['v'],
  steps: {
    v: { says: 'squash', from: ['s'] },
  },
  illegal: (p) => unfit(p, { M: 1, D: 1 }),
  shapes: (p) => ({ s: [need(p, 'M'), need(p, 'D')], v: [need(p, 'M'), need(p, 'D')] }),
  forward: (p, inputs, round) => ({ v: squashed(tensor(inputs, 's'), need(p, 'D'), round) }),
  terms: () => 0,
  cost: (p) => {
    const [M, D] = [need(p, 'M'), need(p, 'D')];
    // Squares and their sum, the scaling, and five for the factor.
    const peakActivationBytes = 8 * M * D;
    return {
      parameters: 0,
      multiplyAdds: 0,
      flops: M * (3 * D + 5),
      bytes: 8 * M * D,
      peakActivationBytes,
    };
  },
  misreadings: [
    {
      id: 'direction-only',
      forward: (p, inputs, round) => {
        const D = need(p, 'D');
        const s = tensor(inputs, 's');
        return {
          v: s.map((value, i) => {
            const own = s.subarray(i - (i % D), i - (i % D) + D);
            return round(value / Math.sqrt(own.reduce((sum, x) => sum + x * x, epsilon)));
          }),
        };
      },
    },
  ],
};

interface Sizes {
  readonly N: number;
  readonly I: number;
  readonly J: number;
  readonly Do: number;
}

function sizesOf(p: Parameters): Sizes {
  return { N: need(p, 'N'), I: need(p, 'I'), J: need(p, 'J'), Do: need(p, 'Do') };
}

/** Single numbers of u^[n, i, j] = W[i, j] u[n, i], what a capsule predicts for one above, by their flat index. */
function prediction(p: Parameters, inputs: Tensors, round: Rounding): (at: number) => number {
  const { I, J, Do } = sizesOf(p);
  const Di = need(p, 'Di');
  const [u, W] = [tensor(inputs, 'u'), tensor(inputs, 'W')];
  return (at) => {
    const [row, own] = [(at % (I * J * Do)) * Di, Math.floor(at / (J * Do)) * Di];
    let sum = 0;
    for (let d = 0; d < Di; d++) sum = round(sum + round((W[row + d] ?? 0) * (u[own + d] ?? 0)));
    return sum;
  };
}

/** All of u^ [N, I, J, Do]. */
function predictions(p: Parameters, inputs: Tensors, round: Rounding): Float64Array {
  const { N, I, J, Do } = sizesOf(p);
  const one = prediction(p, inputs, round);
  return new Float64Array(N * I * J * Do).map((_, at) => one(at));
}

/** Each capsule's predictions: u [N, I, Di] and W [I, J, Do, Di] to uhat [N, I, J, Do]. */
export const capsulePrediction: Block = {
  id: 'capsule-prediction',
  name: 'Capsule predictions',
  paper: 'https://arxiv.org/abs/1710.09829',
  example: { N: 16, I: 1152, J: 10, Di: 8, Do: 16 },
  equation: '\\hat u_{n,i,j} = W_{i,j} \\, u_{n,i}',
  source: 'Sabour et al. 2017, Dynamic Routing Between Capsules, equation 2',
  parameters: ['N', 'I', 'J', 'Di', 'Do'],
  inputs: ['u', 'W'],
  outputs: ['uhat'],
  steps: {
    uhat: { says: 'W u for each pair of capsules', from: ['u', 'W'] },
  },
  illegal: (p) => unfit(p, { N: 1, I: 1, J: 1, Di: 1, Do: 1 }),
  shapes: (p) => {
    const { N, I, J, Do } = sizesOf(p);
    const Di = need(p, 'Di');
    return { u: [N, I, Di], W: [I, J, Do, Di], uhat: [N, I, J, Do] };
  },
  forward: (p, inputs, round) => ({ uhat: predictions(p, inputs, round) }),
  terms: (p) => need(p, 'Di'),
  cost: (p) => {
    const { N, I, J, Do } = sizesOf(p);
    const [Di, weights] = [need(p, 'Di'), I * J * Do * need(p, 'Di')];
    const multiplyAdds = N * weights;
    const bytes = 4 * (weights + N * I * Di + N * I * J * Do);
    const peakActivationBytes = peakBytes(capsulePrediction.shapes(p), ['u', 'uhat']);
    return {
      parameters: weights,
      multiplyAdds,
      flops: 2 * multiplyAdds,
      bytes,
      peakActivationBytes,
    };
  },
  misreadings: [],
  elementsAt: (p, inputs, _output, at, round) =>
    Float64Array.from(at, prediction(p, inputs, round)),
};

/** How routing is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Softmax over the capsules below, i, where each of them divides itself over those above, j. */
  readonly overInputs?: boolean;
  readonly extraRounds?: number;
  readonly withoutSquash?: boolean;
}

/** Softmax over `count` numbers of b, the first at `from`, `step` apart, into c. */
function softmaxInto(
  c: Float64Array,
  b: Float64Array,
  [from, count, step]: readonly [number, number, number],
  round: Rounding,
): void {
  let most = -Infinity;
  for (let k = 0; k < count; k++) most = Math.max(most, b[from + k * step] ?? 0);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const power = round(Math.exp(round((b[from + k * step] ?? 0) - most)));
    c[from + k * step] = power;
    sum = round(sum + power);
  }
  for (let k = 0; k < count; k++) {
    c[from + k * step] = round((c[from + k * step] ?? 0) / sum);
  }
}

/** The weights c [I, J] of one sample, from its logits b. */
export function couplings(
  { I, J }: { I: number; J: number },
  b: Float64Array,
  round: Rounding,
  overInputs = false,
): Float64Array {
  const c = new Float64Array(I * J);
  if (overInputs) for (let j = 0; j < J; j++) softmaxInto(c, b, [j, I, J], round);
  else for (let i = 0; i < I; i++) softmaxInto(c, b, [i * J, J, 1], round);
  return c;
}

/** s[j] = sum over i of c[i, j] u^[i, j], for one sample. */
function weighted(
  { I, J, Do }: Sizes,
  c: Float64Array,
  uhat: Float64Array,
  round: Rounding,
): Float64Array {
  const s = new Float64Array(J * Do);
  for (let i = 0; i < I; i++) {
    for (let at = 0; at < J * Do; at++) {
      const weight = c[i * J + Math.floor(at / Do)] ?? 0;
      s[at] = round((s[at] ?? 0) + round(weight * (uhat[i * J * Do + at] ?? 0)));
    }
  }
  return s;
}

/** b[i, j] += <u^[i, j], v[j]>, for one sample. */
function agree(
  { I, J, Do }: Sizes,
  b: Float64Array,
  uhat: Float64Array,
  v: Float64Array,
  round: Rounding,
): void {
  for (let k = 0; k < I * J; k++) {
    let sum = 0;
    for (let d = 0; d < Do; d++) {
      sum = round(sum + round((uhat[k * Do + d] ?? 0) * (v[(k % J) * Do + d] ?? 0)));
    }
    b[k] = round((b[k] ?? 0) + sum);
  }
}

function routed(p: Parameters, all: Float64Array, round: Rounding, reading: Reading): Float64Array {
  const sizes = sizesOf(p);
  const { N, I, J, Do } = sizes;
  const rounds = need(p, 'R') + (reading.extraRounds ?? 0);
  const result = new Float64Array(N * J * Do);
  for (let n = 0; n < N; n++) {
    const uhat = all.subarray(n * I * J * Do, (n + 1) * I * J * Do);
    const b = new Float64Array(I * J);
    let v = new Float64Array(J * Do);
    for (let turn = 1; turn <= rounds; turn++) {
      const s = weighted(sizes, couplings(sizes, b, round, reading.overInputs), uhat, round);
      v = Float64Array.from(reading.withoutSquash === true ? s : squashed(s, Do, round));
      if (turn < rounds) agree(sizes, b, uhat, v, round);
    }
    result.set(v, n * J * Do);
  }
  return result;
}

function route(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  return { v: routed(p, tensor(inputs, 'uhat'), round, reading) };
}

function both(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  return { v: routed(p, predictions(p, inputs, round), round, reading) };
}

/** FLOPs of R rounds, as the course counts them: four a number of u^ and eight a logit. */
function routingFlops(p: Parameters): number {
  const { N, I, J, Do } = sizesOf(p);
  return need(p, 'R') * N * I * J * (4 * Do + 8);
}

const readings: readonly (readonly [string, Reading])[] = [
  ['softmax-over-inputs', { overInputs: true }],
  ['one-round-more', { extraRounds: 1 }],
  ['squash-left-out', { withoutSquash: true }],
];

/** Dynamic routing of predictions: uhat [N, I, J, Do] to v [N, J, Do] in R rounds, the last without an update. */
export const capsuleRouting: Block = {
  id: 'capsule-routing',
  name: 'Dynamic routing',
  paper: 'https://arxiv.org/abs/1710.09829',
  example: { N: 16, I: 1152, J: 10, Do: 16, R: 3 },
  equation:
    'b = 0; \\; R \\times: \\; c_{i} = \\mathrm{softmax}_j(b_{i}), \\; v_j = \\mathrm{squash}\\Big(\\sum_i c_{i,j} ' +
    '\\hat u_{i,j}\\Big), \\; b_{i,j} \\leftarrow b_{i,j} + \\hat u_{i,j} \\cdot v_j \\text{ (not after the last)}',
  source: 'Sabour et al. 2017, Dynamic Routing Between Capsules, procedure 1',
  parameters: ['N', 'I', 'J', 'Do', 'R'],
  inputs: ['uhat'],
  outputs: ['v'],
  steps: {
    v: { says: 'R times: softmax, weighted sum, squash, agree', from: ['uhat'] },
  },
  illegal: (p) => unfit(p, { N: 1, I: 1, J: 1, Do: 1, R: 1 }),
  shapes: (p) => {
    const { N, I, J, Do } = sizesOf(p);
    return { uhat: [N, I, J, Do], v: [N, J, Do] };
  },
  forward: (p, inputs, round) => route(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { N, I, J, Do } = sizesOf(p);
    // The weighted sum and the agreement of each round read u^ once each.
    const bytes = 4 * (2 * need(p, 'R') * N * I * J * Do + N * J * Do);
    const multiplyAdds = 2 * need(p, 'R') * N * I * J * Do;
    // Beside u^ and v, the logits and the weights of the routing.
    const peakActivationBytes = 4 * (N * I * J * (Do + 2) + N * J * Do);
    return { parameters: 0, multiplyAdds, flops: routingFlops(p), bytes, peakActivationBytes };
  },
  misreadings: readings.map(([id, reading]) => ({
    id,
    forward: (p, inputs, round) => route(p, inputs, round, reading),
  })),
};

/** A layer of capsules: u [N, I, Di] and W [I, J, Do, Di] to v [N, J, Do], in R rounds of routing. */
export const capsules: Block = {
  id: 'capsules',
  name: 'Capsule layer',
  paper: 'https://arxiv.org/abs/1710.09829',
  example: { N: 16, I: 1152, J: 10, Di: 8, Do: 16, R: 3 },
  equation: '\\hat u_{i,j} = W_{i,j} u_i, \\quad ' + capsuleRouting.equation,
  source: 'Sabour et al. 2017, Dynamic Routing Between Capsules, equations 1 to 3 and procedure 1',
  parameters: ['N', 'I', 'J', 'Di', 'Do', 'R'],
  inputs: ['u', 'W'],
  outputs: ['v'],
  steps: {
    uhat: { says: 'W u for each pair of capsules', from: ['u', 'W'] },
    v: { says: 'R times: softmax, weighted sum, squash, agree', from: ['uhat'] },
  },
  illegal: (p) => capsulePrediction.illegal(p) ?? capsuleRouting.illegal(p),
  shapes: (p) => {
    const { u = [], W = [] } = capsulePrediction.shapes(p);
    const { v = [] } = capsuleRouting.shapes(p);
    return { u, W, v };
  },
  forward: (p, inputs, round) => both(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { N, I, J, Do } = sizesOf(p);
    const prediction = capsulePrediction.cost(p);
    const multiplyAdds = prediction.multiplyAdds + 2 * need(p, 'R') * N * I * J * Do;
    const flops = prediction.flops + routingFlops(p);
    // u^ is stored: written once, and read twice a round.
    const bytes = prediction.bytes + 8 * need(p, 'R') * N * I * J * Do;
    const peakActivationBytes = Math.max(
      prediction.peakActivationBytes,
      capsuleRouting.cost(p).peakActivationBytes,
    );
    return { parameters: prediction.parameters, multiplyAdds, flops, bytes, peakActivationBytes };
  },
  misreadings: readings.map(([id, reading]) => ({
    id,
    forward: (p, inputs, round) => both(p, inputs, round, reading),
  })),
};
