import { costOf } from '../graph/cost';
import type { Built, Value } from '../graph/draft';
import { buildGraph, type Builder } from '../graph/builder';
import { forward } from '../graph/evaluate';
import { type Graph, nodeAt } from '../graph/graph';
import type { Shape } from '../tensor/shape';
import type { Block, Parameters } from './block';
import { need, unfit } from './need';

/** A block told as a graph. `Sizes` names its parameters; a `Reading` is how it may be misread. */
export interface Described<Name extends string, Reading> {
  readonly id: string;
  readonly name: string;
  readonly equation: string;
  readonly source: string;
  readonly paper: string;
  readonly example: Readonly<Record<Name, number>>;
  /** The parameters in the order of the uniform's fields, each with its lowest legal value. */
  readonly parameters: Readonly<Record<Name, number>>;
  /** The inputs and weights in the order of the bindings. */
  readonly inputs: readonly string[];
  /** What besides makes parameters illegal; what a layer finds by itself need not be said. */
  illegal?(p: Readonly<Record<Name, number>>): string | undefined;
  /** Describes the graph and gives its outputs by name; an empty reading is the definition. */
  build(g: Builder, p: Readonly<Record<Name, number>>, reading: Partial<Reading>): Outputs;
  /** Terms of one output where the block is one sum; 0, for a chain of layers, where it is left out. */
  terms?(p: Readonly<Record<Name, number>>): number;
  /** Mistakes by name, each as the reading that makes it. */
  readonly misreadings?: Readonly<Record<string, Reading>>;
  readonly outputs?: readonly string[];
}

/** A block that is told as layers. */
export type GraphBlock = Block & Required<Pick<Block, 'graph'>>;

type Outputs = Readonly<Record<string, Value>>;

/** Makes a block of a description: its shapes, forward pass, cost and misreadings all follow from the graph. */
export function graphBlock<Name extends string, Reading extends object = object>(
  of: Described<Name, Reading>,
): GraphBlock {
  const outputs = of.outputs ?? ['y'];
  const names = Object.keys(of.parameters) as Name[];
  const sizes = (p: Parameters): Readonly<Record<Name, number>> =>
    Object.fromEntries(names.map((name) => [name, need(p, name)])) as Record<Name, number>;
  const built = (p: Parameters, reading: Partial<Reading>): Built =>
    buildGraph((g) => of.build(g, sizes(p), reading));
  const graph = (p: Parameters, reading: Partial<Reading> = {}): Graph => {
    const made = built(p, reading);
    // `illegal` has said so before; whoever did not ask has made a mistake in our own code.
    if (!made.ok) throw new RangeError(`${of.id}: ${made.problem}`);
    return made.graph;
  };
  return {
    ...{ id: of.id, name: of.name, equation: of.equation, source: of.source, paper: of.paper },
    ...{ parameters: names, example: of.example },
    ...{ inputs: of.inputs, outputs },
    illegal: (p) => {
      const wrong = unfit(p, of.parameters) ?? of.illegal?.(sizes(p));
      if (wrong !== undefined) return wrong;
      const made = built(p, {});
      return made.ok ? undefined : made.problem;
    },
    shapes: (p) => shapesOf(graph(p), of.inputs, outputs),
    forward: (p, inputs, round) => forward(graph(p), inputs, round),
    terms: (p) => of.terms?.(sizes(p)) ?? 0,
    cost: (p) => costOf(graph(p)),
    misreadings: Object.entries<Reading>(of.misreadings ?? {}).map(([id, reading]) => ({
      id,
      forward: (p, inputs, round) => forward(graph(p, reading), inputs, round),
    })),
    graph: (p) => graph(p),
  };
}

/** Shapes of the inputs and outputs, in the block's order. */
function shapesOf(
  graph: Graph,
  inputs: readonly string[],
  outputs: readonly string[],
): Record<string, Shape> {
  const shapes: Record<string, Shape> = {};
  for (const name of inputs) {
    const place = graph.inputs[name];
    const shape = place === undefined ? graph.weights[name] : nodeAt(graph, place).shape;
    if (shape !== undefined) shapes[name] = shape;
  }
  for (const name of outputs) {
    const place = graph.outputs[name];
    if (place !== undefined) shapes[name] = nodeAt(graph, place).shape;
  }
  return shapes;
}
