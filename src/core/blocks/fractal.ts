import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { meanOf } from '../graph/layers/mean-of';
import { integer } from '../tensor/random';
import { architecture } from './architecture';
import type { Parameters } from './block';
import {
  byRole,
  convNorm,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';
import { need } from './need';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  /** A join adds where it should take the mean. */
  readonly summed?: boolean;
}

export interface FractalOptions {
  readonly columns: number;
  readonly to: number;
  /** Whether each join has a mask of the paths that an image keeps; without, all are kept, as after training. */
  readonly dropPath?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * A fractal block with its nested joins drawn as one. Time runs over 2^(K-1) steps; column k (from 1) has a
 * convolution, batch norm and ReLU for every 2^(k-1) steps. Where several columns end at a step, a join takes the
 * mean of them, column 1 first, and all of them go on from it. Layers are in the order of the steps, at each step
 * column after column; so lie w and bn, and keep has [N, paths] for each join.
 */
export function fractal(g: Builder, x: Value, options: FractalOptions): Value {
  const { columns, to, dropPath = false, tensors = unnamed, reading = {} } = options;
  const unit = (from: Value): Value =>
    g.relu(
      convNorm(g, from, {
        ...{ weight: tensors('w'), statistics: tensors('bn'), batchNorm: reading.batchNorm },
        ...{ to, kernel: 3, padding: 1 },
      }),
    );
  const begun = Array.from({ length: columns }, () => x);
  for (let step = 1; step <= 2 ** (columns - 1); step++) {
    const ends = ending(step, columns);
    const made = begun.slice(0, ends).map(unit);
    begun.fill(join(g, made, { dropPath, tensors, reading }), 0, ends);
  }
  return begun[0] ?? x;
}

function join(
  g: Builder,
  paths: readonly Value[],
  { dropPath, tensors, reading }: { dropPath: boolean; tensors: Naming; reading: Reading },
): Value {
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return only;
  if (reading.summed === true) return g.add(...paths);
  return g.layer(meanOf(dropPath), paths, dropPath ? { weights: { keep: tensors('keep') } } : {});
}

/** How many columns end at a step: those whose length divides it. */
function ending(step: number, columns: number): number {
  let ends = 1;
  while (ends < columns && step % 2 ** ends === 0) ends++;
  return ends;
}

/** The number of paths of each join, in the order in which they come. */
function joins(columns: number): number[] {
  const steps = Array.from({ length: 2 ** (columns - 1) }, (_, at) => at + 1);
  return steps.map((step) => ending(step, columns)).filter((paths) => paths > 1);
}

/**
 * Masks of drop-path from a seed. Even images keep a single column (global): a join that this column does not reach
 * keeps none, and so its first. Odd images drop each path with a chance of 1 in 4 (local).
 */
function makeMasks(p: Parameters, seed: number): Float64Array {
  const [N, K] = [need(p, 'N'), need(p, 'K')];
  let at = 0;
  const masks = joins(K).flatMap((paths) =>
    Array.from({ length: N }, (_, n) =>
      Array.from({ length: paths }, (__, k) => {
        const local = integer(seed, at++, 0, 3) > 0;
        const column = integer(seed, 1_000_000 + n, 0, K - 1);
        return (n % 2 === 0 ? k === column : local) ? 1 : 0;
      }),
    ).flat(),
  );
  return Float64Array.from(masks);
}

function maskProblem(_: Parameters, values: Float64Array): string | undefined {
  const at = values.findIndex((value) => value !== 0 && value !== 1);
  return at < 0 ? undefined : `element ${at} is ${values[at]}, and a path is kept (1) or not (0)`;
}

/** Columns beyond this make more than 2^6 layers in a row, which no lab asks for. */
const mostColumns = 7;

/** FractalNet's block of K columns under drop-path, x [N, Ci, H, W] to y [N, Co, H, W]. */
export const fractalBlock = architecture({
  id: 'fractal-block',
  name: 'Fractal block',
  paper: 'https://arxiv.org/abs/1605.07648',
  example: { N: 8, Ci: 64, H: 32, W: 32, Co: 128, K: 3 },
  equation:
    'f_1(z) = \\mathrm{relu}(\\mathrm{bn}(w * z)), \\quad f_{K+1}(z) = (f_K \\circ f_K)(z) \\oplus f_1(z), \\quad ' +
    '(x_1 \\oplus \\dots \\oplus x_m)_n = \\frac{\\sum_k keep_{n,k} \\, x_{k,n}}{\\sum_k keep_{n,k}}',
  source:
    'Larsson et al. 2017, FractalNet, section 3 and figure 1; drop-path: section 3.1; nested joins are one join',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, Co: 1, K: 1 },
  inputs: ['x', 'w', 'bn', 'keep'],
  illegal: ({ K }) =>
    K <= mostColumns
      ? undefined
      : `K = ${K} columns are more than the ${mostColumns} that are built`,
  build: (g, { N, Ci, H, W, Co, K }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { columns: K, to: Co, dropPath: true, tensors: byRole, reading };
    return { y: fractal(g, x, options) };
  },
  misreadings: { ...normMisreadings, 'paths-summed': { summed: true } },
  altered: {
    // The mean over the paths that are kept is taken for the mean over all.
    'masks-ignored': (_, inputs) => ({ keep: (inputs['keep'] ?? new Float64Array()).map(() => 1) }),
  },
  tables: { keep: { make: makeMasks, illegal: maskProblem } },
});
