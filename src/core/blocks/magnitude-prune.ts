import type { Block, Misreading, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** Which weights stay, as 0 and 1, given the weights by which they are ranked and how many are to stay. */
type Choice = (rank: Float64Array, keep: number) => Uint8Array;

/** The smallest rank that stays; above every rank when nothing does. */
function threshold(rank: Float64Array, keep: number): number {
  return keep === 0 ? Infinity : smallestAt(rank.slice(), rank.length - keep);
}

/**
 * The number that sorting would put at `place`, by quickselect (Hoare 1961): what cannot hold it is let go. Equal
 * numbers are set apart in one round, so that many of them cost no more. Changes the order of `values`.
 */
function smallestAt(values: Float64Array, place: number): number {
  let [from, to] = [0, values.length];
  while (to - from > 1) {
    const pivot = values[(from + to) >>> 1] ?? 0;
    let [below, i, above] = [from, from, to];
    while (i < above) {
      const value = values[i] ?? 0;
      if (value < pivot) {
        values[i++] = values[below] ?? 0;
        values[below++] = value;
      } else if (value > pivot) {
        values[i] = values[--above] ?? 0;
        values[above] = value;
      } else i++;
    }
    if (place < below) to = below;
    else if (place >= above) from = above;
    else return pivot;
  }
  return values[from] ?? 0;
}

/**
 * The `keep` largest ranks; of those equal to the threshold, as many as are still wanted, in the
 * given order of places.
 */
function largest(rank: Float64Array, keep: number, fromEnd: boolean): Uint8Array {
  const least = threshold(rank, keep);
  let ties = keep;
  for (const value of rank) if (value > least) ties--;
  const kept = new Uint8Array(rank.length);
  for (let i = 0; i < rank.length; i++) {
    const at = fromEnd ? rank.length - 1 - i : i;
    const value = rank[at] ?? 0;
    if (value > least || (value === least && ties-- > 0)) kept[at] = 1;
  }
  return kept;
}

/** The places of the `keep` largest magnitudes, as 0 and 1; of equal ones the lower place stays. */
export function largestMagnitudes(w: Float64Array, keep: number): Uint8Array {
  return largest(w.map(Math.abs), keep, false);
}

/**
 * Compressed sparse rows of what stays. Where more stays than there is room for, what comes last is
 * not written; where less stays, the rest is 0.
 */
function compress(w: Float64Array, kept: Uint8Array, rows: number, keep: number): Tensors {
  const columns = w.length / rows;
  const rowptr = new Float64Array(rows + 1);
  const col = new Float64Array(keep);
  const val = new Float64Array(keep);
  let next = 0;
  for (let at = 0; at < w.length; at++) {
    if (kept[at] === 1) {
      col[next] = at % columns;
      val[next] = w[at] ?? 0;
      next++;
    }
    if ((at + 1) % columns === 0) rowptr[(at + 1) / columns] = next;
  }
  return { rowptr, col, val };
}

function misread(id: string, choice: Choice, signed = false): Misreading {
  return {
    id,
    forward: (p, inputs) => {
      const [w, keep] = [tensor(inputs, 'w'), need(p, 'keep')];
      return compress(w, choice(signed ? w : w.map(Math.abs), keep), need(p, 'R'), keep);
    },
  };
}

/**
 * Magnitude pruning to compressed sparse rows: w [R, C] to rowptr [R + 1], col [keep], val [keep].
 * With a sparsity s, keep = floor((1 - s) R C); it is the parameter, because (1 - s) R C may be
 * rounded to another whole number in another precision. Exactly `keep` weights stay, zeros too where
 * there are not enough others, so the sizes follow from the parameters.
 */
export const magnitudePrune: Block = {
  id: 'magnitude-prune',
  name: 'Magnitude pruning to CSR',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { R: 4096, C: 4096, keep: 1_677_721 },
  equation:
    '\\mathrm{kept} = \\text{the } \\lfloor (1-s) R C \\rfloor \\text{ largest } |w_{r,c}|, \\quad ' +
    'rowptr_r = \\#\\{\\mathrm{kept} \\text{ in rows below } r\\}',
  source: 'Han et al. 2016, Deep Compression, section 2',
  parameters: ['R', 'C', 'keep'],
  inputs: ['w'],
  outputs: ['rowptr', 'col', 'val'],
  steps: {
    kept: { says: 'the keep largest magnitudes', from: ['w'] },
    rowptr: { says: 'count by row, scan', from: ['kept'] },
    col: { says: 'columns of the kept', from: ['kept'] },
    val: { says: 'values of the kept', from: ['w', 'kept'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { R: 1, C: 1, keep: 0 });
    if (wrong !== undefined) return wrong;
    const [keep, n] = [need(p, 'keep'), need(p, 'R') * need(p, 'C')];
    return keep > n ? `keep = ${keep} is more than the R·C = ${n} weights` : undefined;
  },
  shapes: (p) => {
    const [R, C, keep] = [need(p, 'R'), need(p, 'C'), need(p, 'keep')];
    return { w: [R, C], rowptr: [R + 1], col: [keep], val: [keep] };
  },
  forward: (p, inputs) => {
    const [w, keep] = [tensor(inputs, 'w'), need(p, 'keep')];
    return compress(w, largestMagnitudes(w, keep), need(p, 'R'), keep);
  },
  terms: () => 1,
  cost: (p) => {
    const [R, C, keep] = [need(p, 'R'), need(p, 'C'), need(p, 'keep')];
    // The weights are read twice: to find the threshold, and to compare with it.
    const bytes = 8 * R * C + 8 * keep + 4 * R;
    return { parameters: keep, multiplyAdds: 0, flops: 0, bytes, peakActivationBytes: 0 };
  },
  misreadings: [
    misread('ties-keep-higher', (rank, keep) => largest(rank, keep, true)),
    misread('all-ties-kept', (rank, keep) => {
      const least = threshold(rank, keep);
      return Uint8Array.from(rank, (value) => (value >= least ? 1 : 0));
    }),
    misread('no-tie-kept', (rank, keep) => {
      const least = threshold(rank, keep);
      return Uint8Array.from(rank, (value) => (value > least ? 1 : 0));
    }),
    misread('signed-not-magnitude', (rank, keep) => largest(rank, keep, false), true),
    {
      id: 'rowptr-inclusive',
      forward: (p, inputs, round) => {
        const truth = magnitudePrune.forward(p, inputs, round);
        const rowptr = tensor(truth, 'rowptr');
        const ends = rowptr.map((_, r) => rowptr[Math.min(r + 1, rowptr.length - 1)] ?? 0);
        return { ...truth, rowptr: ends };
      },
    },
  ],
};
