import type { Parameters } from '../../../src/core/blocks/block';

type Shown = Readonly<Record<string, Parameters>>;

/** One shape for all misreadings of a block. */
function all(p: Parameters, ids: readonly string[]): Shown {
  return Object.fromEntries(ids.map((id) => [id, p]));
}

const walk = { rows: 33, k: 31, order: 1 };
const kept = { n: 997, blocks: 1, t: 0, spread: 0 };

/** Shapes of the first exercises for the misreadings of their blocks. */
export const shownOfVectors: Readonly<Record<string, Shown>> = {
  polynomial: all({ n: 65, deg: 7 }, ['highest-first', 'highest-left-out', 'constant-left-out']),
  'causal-convolution': all({ n: 65, m: 21 }, [
    'correlation',
    'response-reversed',
    'start-repeated',
    'last-tap-left-out',
  ]),
  'moving-average': all({ n: 65, terms: 4, c: 0.6 }, [
    'weights-exchanged',
    'one-term-less',
    'bound-of-one-term-less',
  ]),
  'two-maps': all({ n: 65 }, [
    'parity-exchanged',
    'only-the-even-map',
    'only-the-odd-map',
    'one-step-less',
  ]),
  'transpose-by-four': all({ rows: 31, cols: 33, aligned: 0 }, [
    'copied',
    'rows-cols-swapped',
    'read-stride-swapped',
  ]),
  'row-dots': all(walk, ['tail-left-out', 'order-ignored', 'column-stride-k']),
  normalise: {
    'starts-at-zero': { n: 65, groups: 7, spread: 1 },
    'sign-kept': { n: 65, groups: 7, spread: 3 },
    'last-left-out': { n: 65, groups: 7, spread: 3 },
  },
  'atomic-totals': { 'bits-with-sign': { n: 8 }, 'sign-kept': { n: 8 }, 'mean-not-sum': { n: 65 } },
  histogram: all({ n: 4096, bins: 300, hot: 10 }, [
    'rest-in-the-last-bin',
    'wrapped-round',
    'first-256-bins',
  ]),
  'group-sums': all({ n: 1025 }, [
    'one-number-each',
    'one-number-each-with-subgroups',
    'one-number-each-without',
  ]),
  'prefix-sum': all({ n: 4096, blocks: 4 }, [
    'inclusive',
    'blocks-not-joined',
    'only-four-together',
  ]),
  sort: all({ n: 997, spread: 0 }, ['descending', 'signed']),
  compaction: {
    'equal-is-kept': kept,
    'below-is-kept': kept,
    'last-not-counted': { ...kept, spread: 2 },
  },
};
