import type { Graph } from '../graph/graph';
import { type Alteration, alteredInputs } from './altered';
import type { Table } from './block';
import { type Described, type GraphBlock, graphBlock } from './graph-block';

/** A block of a paper's architecture: a graph whose weights and batch norms are bound as a lab binds them. */
export interface Architecture<Name extends string, Reading> extends Described<Name, Reading> {
  readonly tables?: Readonly<Record<string, Table>>;
  /** Mistakes by name, each as the inputs that lead to it where the graph is the same. */
  readonly altered?: Readonly<Record<string, Alteration>>;
}

/**
 * Makes a block of a description. An input that a set of parameters leaves without use, as the projection of an
 * identity shortcut, has the shape [0].
 */
export function architecture<Name extends string, Reading extends object = object>(
  of: Architecture<Name, Reading>,
): GraphBlock {
  const block = graphBlock(of);
  const unused = Object.fromEntries(of.inputs.map((name) => [name, [0]]));
  return {
    ...block,
    ...(of.tables === undefined ? {} : { tables: of.tables }),
    shapes: (p) => ({ ...unused, ...block.shapes(p) }),
    statistics: (p) => packedNorms(block.graph(p)),
    misreadings: [
      ...block.misreadings,
      ...alteredInputs((...given) => block.forward(...given), of.altered ?? {}),
    ],
  };
}

/** The channels of the batch norms in each tensor of statistics. */
function packedNorms(graph: Graph): Readonly<Record<string, readonly number[]>> {
  const packed: Record<string, number[]> = {};
  for (const { weights } of graph.nodes) {
    for (const { role, tensor, shape } of weights) {
      if (role === 'statistics') (packed[tensor] ??= []).push(shape[1] ?? 0);
    }
  }
  return packed;
}
