import type { Shape } from '../tensor/shape';
import type { Layer } from './layer';

/** Where a layer finds one of its weights: `count(shape)` numbers of a named tensor, from `offset` on. */
export interface WeightUse {
  readonly role: string;
  readonly tensor: string;
  readonly offset: number;
  readonly shape: Shape;
  readonly learned: number;
}

export interface Node {
  readonly name: string;
  readonly layer: Layer;
  /** Nodes that it reads, as places in `Graph.nodes`; all stand before it. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly weights: readonly WeightUse[];
  /** The row of a layer table that it belongs to. */
  readonly section?: string;
}

/** A block or a network: layers in an order in which they can be computed. */
export interface Graph {
  readonly nodes: readonly Node[];
  /** Nodes of the inputs, by the input's name. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Tensors of weights by name, in the order in which they were first named. */
  readonly weights: Readonly<Record<string, Shape>>;
  /** Nodes of the outputs, by the output's name. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** The node at a place; a place that is not there is a mistake of our own code. */
export function nodeAt(graph: Graph, place: number): Node {
  const node = graph.nodes[place];
  if (node === undefined) throw new RangeError(`There is no node ${place}.`);
  return node;
}

/** Shapes of what a node reads. */
export function inputShapes(graph: Graph, node: Node): Shape[] {
  return node.inputs.map((place) => nodeAt(graph, place).shape);
}
