import { type Block, exact, type Parameters, type Tensors } from '../blocks/block';
import { blocks } from '../blocks/index';
import type { Exercise } from '../exercise/schema';
import { caseNames, shapesOf } from '../exercise/sizes';
import { valuesOf } from '../graph/evaluate';
import { type Graph, nodeAt } from '../graph/graph';
import type { Family } from '../tensor/families';
import type { Shape } from '../tensor/shape';
import { asTensors, inputSeed, makeInputs } from './inputs';
import { driftBound, usualDriftFactor } from './tolerance';

/** What a tensor of the reference block is for the inputs of a case. */
export interface Known {
  readonly shape: Shape;
  readonly expected: Float64Array;
  /** What a kernel's values may be off by: for inputs nothing, else as in T4. */
  readonly bound: Float64Array;
  /** Made by the grader, and not by a kernel. */
  readonly given: boolean;
}

/**
 * The values of an input, an output or a layer, computed from the inputs of a case, which are made again.
 * @param name as the block's picture calls it; the steps of a block that is not told as layers have no values
 */
export function knownTensor(
  exercise: Exercise,
  caseIndex: number,
  family: Family,
  name: string,
): Known | undefined {
  const block = blocks.get(exercise.reference);
  const names = caseNames(exercise, exercise.cases[caseIndex] ?? {});
  if (block === undefined || !names.ok) return undefined;
  const shapes = shapesOf(exercise, names.value);
  if (!shapes.ok) return undefined;
  const seed = inputSeed(caseIndex, family);
  const inputs = asTensors(makeInputs(exercise, block, names.value, shapes.value, family, seed));
  const shape = shapes.value[name];
  const given = inputs[name];
  // What is read and written is told as it is in the end.
  if (given !== undefined && shape !== undefined && !block.outputs.includes(name))
    return { shape, expected: given, bound: new Float64Array(given.length), given: true };
  const graph = block.graph?.(names.value);
  return graph === undefined
    ? outputOf(block, names.value, inputs, name)
    : valueIn(graph, inputs, name);
}

/** An output or a layer of a graph. */
function valueIn(graph: Graph, inputs: Tensors, name: string): Known | undefined {
  const place = graph.outputs[name] ?? graph.nodes.findIndex((node) => node.name === name);
  if (place < 0) return undefined;
  const expected = valuesOf(graph, inputs, place, exact);
  const single = valuesOf(graph, inputs, place, Math.fround);
  const { shape } = nodeAt(graph, place);
  return computed(shape, expected, single);
}

function outputOf(
  block: Block,
  parameters: Parameters,
  inputs: Tensors,
  name: string,
): Known | undefined {
  if (!block.outputs.includes(name)) return undefined;
  const expected = block.forward(parameters, inputs, exact)[name];
  const single = block.forward(parameters, inputs, Math.fround)[name];
  const shape = block.shapes(parameters)[name];
  if (expected === undefined || single === undefined || shape === undefined) return undefined;
  return computed(shape, expected, single);
}

function computed(shape: Shape, expected: Float64Array, single: Float64Array): Known {
  const bound = driftBound(expected, single, usualDriftFactor);
  return { shape, expected, bound, given: false };
}
