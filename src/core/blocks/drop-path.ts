import { philox } from '../tensor/philox';
import type { Block, Misreading, Parameters, Tensors } from './block';
import { need, outside, real, unfit, unlisted } from './need';

/** The random word of path k of sample n; stream 0 is local drop-path, stream 1 the global one. */
function word(p: Parameters, n: number, k: number, stream: number): number {
  return philox([n, k, stream, 0], [need(p, 'seed'), 0])[0];
}

function mask(p: Parameters, atLeastOne: boolean): Tensors {
  const [N, K] = [need(p, 'N'), need(p, 'K')];
  const isGlobal = need(p, 'mode') === 1;
  const least = Math.floor(real(p, 'drop') * 2 ** 32);
  const keep = new Float64Array(N * K);
  for (let n = 0; n < N; n++) {
    const row = keep.subarray(n * K, (n + 1) * K);
    if (isGlobal) row[word(p, n, 0, 1) % K] = 1;
    else row.forEach((_, k) => (row[k] = word(p, n, k, 0) >= least ? 1 : 0));
    if (atLeastOne && row.every((kept) => kept === 0)) row[0] = 1;
  }
  return { keep };
}

const everyPathMayGo: Misreading = { id: 'every-path-may-go', forward: (p) => mask(p, false) };

/**
 * The masks of drop-path, keep [N, K], from a seed. Mode 0, local: path k of sample n is dropped with
 * the probability `drop`, where the first word of Philox4x32-10 for the counter (n, k, 0, 0) and the key
 * (seed, 0) is below floor(drop · 2^32); a sample that would lose all keeps the first. Mode 1, global: the
 * sample keeps one path, the word of (n, 0, 1, 0) modulo K.
 */
export const dropPath: Block = {
  id: 'drop-path',
  name: 'Drop-path masks',
  paper: 'https://arxiv.org/abs/1605.07648',
  example: { N: 256, K: 4, mode: 0, seed: 1, drop: 0.15 },
  equation:
    'keep_{n,k} = [\\mathrm{word}_{n,k} \\ge drop \\cdot 2^{32}] \\text{ (local)}, \\quad ' +
    'keep_{n,k} = [k = \\mathrm{word}_n \\bmod K] \\text{ (global)}',
  source: 'Larsson et al. 2017, FractalNet, section 3.1; words: Salmon et al. 2011, Philox4x32-10',
  parameters: ['N', 'K', 'mode', 'seed', 'drop'],
  inputs: [],
  outputs: ['keep'],
  steps: {
    words: { says: 'Philox words of the seed', from: [] },
    keep: { says: 'local: word ≥ drop · 2³²; global: one column', from: ['words'] },
  },
  illegal: (p) =>
    unfit(p, { N: 1, K: 1, seed: 0 }) ??
    unlisted(p, { mode: [0, 1] }) ??
    outside(p, { drop: [0, 1] }),
  shapes: (p) => ({ keep: [need(p, 'N'), need(p, 'K')] }),
  forward: (p) => mask(p, true),
  terms: () => 1,
  cost: (p) => ({
    parameters: 0,
    multiplyAdds: 0,
    flops: 0,
    bytes: 4 * need(p, 'N') * need(p, 'K'),
    peakActivationBytes: 0,
  }),
  misreadings: [everyPathMayGo],
};
