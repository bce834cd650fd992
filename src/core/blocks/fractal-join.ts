import { choices } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** How the mean is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly divideByAll?: boolean;
  readonly nothingKeptIsZero?: boolean;
}

const paths = ['x1', 'x2', 'x3', 'x4', 'x5'];

/** The paths that sample n keeps; the first where it keeps none. */
function keptOf(keep: Float64Array, n: number, K: number, orFirst: boolean): string[] {
  const kept = paths.slice(0, K).filter((_, k) => (keep[n * K + k] ?? 0) !== 0);
  return kept.length === 0 && orFirst ? paths.slice(0, 1) : kept;
}

function meanAt(
  own: readonly Float64Array[],
  at: number,
  divisor: number,
  round: Rounding,
): number {
  let sum = 0;
  for (const x of own) sum = round(sum + (x[at] ?? 0));
  return round(sum / divisor);
}

function join(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const [N, M, K] = [need(p, 'N'), need(p, 'M'), need(p, 'K')];
  const keep = tensor(inputs, 'keep');
  const y = new Float64Array(N * M);
  for (let n = 0; n < N; n++) {
    const kept = keptOf(keep, n, K, reading.nothingKeptIsZero !== true);
    const divisor = reading.divideByAll === true ? K : Math.max(1, kept.length);
    const own = kept.map((path) => tensor(inputs, path));
    for (let at = n * M; at < (n + 1) * M; at++) {
      y[at] = meanAt(own, at, divisor, round);
    }
  }
  return { y };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => join(p, inputs, round, reading) };
}

/**
 * FractalNet's join under drop-path: x1 to xK, each [N, M], and keep [N, K] (0 or 1) to y [N, M], the
 * mean over the paths that the sample keeps; one that keeps none gets the first path. K is at most 5;
 * paths behind the K-th are empty.
 */
export const fractalJoin: Block = {
  id: 'fractal-join',
  name: 'Fractal join',
  paper: 'https://arxiv.org/abs/1605.07648',
  example: { N: 16, M: 128 * 32 * 32, K: 4 },
  equation: 'y_n = \\frac{\\sum_k keep_{n,k} \\, x_{k,n}}{\\sum_k keep_{n,k}}',
  source: 'Larsson et al. 2017, FractalNet, sections 3 and 3.1 (drop-path)',
  parameters: ['N', 'M', 'K'],
  inputs: [...paths, 'keep'],
  outputs: ['y'],
  steps: {
    y: { says: 'mean of the kept paths', from: ['x1', 'x2', 'x3', 'x4', 'x5', 'keep'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { N: 1, M: 1, K: 1 });
    if (wrong !== undefined) return wrong;
    return need(p, 'K') > 5
      ? `K = ${need(p, 'K')} is more than the 5 paths that can be bound`
      : undefined;
  },
  shapes: (p) => {
    const [N, M, K] = [need(p, 'N'), need(p, 'M'), need(p, 'K')];
    const own = paths.map((path, k) => [path, k < K ? [N, M] : [0]] as const);
    return { ...Object.fromEntries(own), keep: [N, K], y: [N, M] };
  },
  arrange: (_, free) => ({ keep: choices(tensor(free, 'keep'), 2) }),
  forward: (p, inputs, round) => join(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const [N, M, K] = [need(p, 'N'), need(p, 'M'), need(p, 'K')];
    // With every path kept: K - 1 additions and a division an element. Dropped paths are not read.
    const peakActivationBytes = 4 * N * M * (K + 1);
    return {
      parameters: 0,
      multiplyAdds: 0,
      flops: N * M * K,
      bytes: 4 * N * (M * (K + 1) + K),
      peakActivationBytes,
    };
  },
  misreadings: [
    misread('divided-by-all-paths', { divideByAll: true }),
    misread('nothing-kept-is-zero', { nothingKeptIsZero: true }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const [M, K, keep] = [need(p, 'M'), need(p, 'K'), tensor(inputs, 'keep')];
    return Float64Array.from(at, (i) => {
      const kept = keptOf(keep, Math.floor(i / M), K, true);
      return meanAt(
        kept.map((path) => tensor(inputs, path)),
        i,
        kept.length,
        round,
      );
    });
  },
};
