import { sample as sampleGraph, windowIndices } from '../graph/sample';
import { integer, subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import type { Block, Parameters, Rounding, Sample, Tensors } from './block';
import { tensor } from './need';

/** How many elements stand for an output that is too dear to compute whole. */
const sampleSize = 4096;

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

/**
 * At least `elements` elements of each output (all, where there are fewer), each as `forward` gives it up to the order
 * of sums: how the outputs of shapes are checked of which the whole takes too long. What it costs is what these elements
 * cost. Maps are sampled in windows and in the corners, where padding shows, other tensors evenly. Where an element
 * needs the whole tensor (a sum, a spectrum, a singular vector) the block is run whole.
 */
export function sample(
  block: Block,
  parameters: Parameters,
  inputs: Tensors,
  round: Rounding,
  seed: number,
  elements: number = sampleSize,
): Readonly<Record<string, Sample>> {
  const graph = block.graph?.(parameters);
  if (graph !== undefined) return sampleGraph(graph, inputs, round, seed, elements);
  const shapes = block.shapes(parameters);
  const all = block.elementsAt === undefined ? block.forward(parameters, inputs, round) : {};
  return Object.fromEntries(
    block.outputs.map((output) => {
      const at = placesIn(shapes[output] ?? [], subseed(seed, output), elements);
      const values =
        block.elementsAt?.(parameters, inputs, output, at, round) ?? pick(tensor(all, output), at);
      return [output, { at, values }];
    }),
  );
}

function placesIn(shape: Shape, seed: number, elements: number): Uint32Array {
  return shape.length === 4
    ? windowIndices(shape, seed, elements)
    : Uint32Array.from(sampleIndices(seed, count(shape), elements));
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
