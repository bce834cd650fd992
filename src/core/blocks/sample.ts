import { integer } from '../tensor/random';
import type { Block, Parameters, Rounding, Tensors } from './block';
import { tensor } from './need';

/** How many elements stand for an output that is too dear to compute whole. */
export const sampleSize = 4096;

/**
 * Flat indices of a seeded sample of `length` elements, rising and distinct: the first and the last
 * element, where tiles end, and one at a seeded place of each of the equal stretches between. All of
 * them where there are no more than `size`.
 */
export function sampleIndices(seed: number, length: number, size = sampleSize): number[] {
  if (length <= size) return Array.from({ length }, (_, i) => i);
  const edge = (k: number): number => 1 + Math.floor((k * (length - 2)) / (size - 2));
  const between = Array.from({ length: size - 2 }, (_, k) =>
    integer(seed, k, edge(k), edge(k + 1) - 1),
  );
  return [0, ...between, length - 1];
}

/** Elements of an output at flat indices: one by one where the block can, else out of the whole. */
export function elementsOf(
  block: Block,
  parameters: Parameters,
  inputs: Tensors,
  output: string,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  if (block.elementsAt !== undefined) {
    return block.elementsAt(parameters, inputs, output, at, round);
  }
  return pick(tensor(block.forward(parameters, inputs, round), output), at);
}

/** The values at flat indices. */
export function pick(values: Float64Array, at: ArrayLike<number>): Float64Array {
  return Float64Array.from(at, (i) => values[i] ?? NaN);
}

/**
 * The inputs' magnitudes, with which a block that sums products gives each element's sum of absolute
 * terms. Tables stay: a shift or an index says where a term is, and not how large.
 */
export function magnitudes(block: Block, inputs: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => [
      name,
      block.tables?.[name] === undefined ? values.map(Math.abs) : values,
    ]),
  );
}
