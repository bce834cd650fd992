import type { Shape } from '../tensor/shape';
import { type Graph, inputShapes, type Node } from './graph';

/** A block or network as a picture shows it: plain data, which JSON can carry. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  /** From a node to one that reads it, by id, in the reader's order. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface PictureNode {
  readonly id: string;
  /** As the graph calls it: `x`, `conv1`, `relu2`. */
  readonly name: string;
  readonly kind: string;
  /** What to write in it: the name of an input, else the layer in words. */
  readonly label: string;
  readonly shape: Shape;
  readonly section?: string;
  /** Its weights, by tensor. */
  readonly weights: readonly string[];
  /** The name of the output that it is. */
  readonly output?: string;
}

/** The dataflow of a graph. */
export function pictureOf(graph: Graph): Picture {
  const id = (place: number): string => `${place}`;
  const outputs = new Map(Object.entries(graph.outputs).map(([name, place]) => [place, name]));
  const nodes = graph.nodes.map((node, place) => {
    const output = outputs.get(place);
    return {
      id: id(place),
      name: node.name,
      kind: node.layer.kind,
      label: labelOf(graph, node),
      shape: node.shape,
      ...(node.section === undefined ? {} : { section: node.section }),
      weights: node.weights.map(({ tensor }) => tensor),
      ...(output === undefined ? {} : { output }),
    };
  });
  const edges = graph.nodes.flatMap((node, place) =>
    node.inputs.map((from) => ({ from: id(from), to: id(place) })),
  );
  return { nodes, edges };
}

/** A layer does not know its channels before it stands in a graph: here a convolution of each by itself gets its name. */
function labelOf(graph: Graph, node: Node): string {
  const { kind, label, attributes } = node.layer;
  if (kind === 'input') return node.name;
  const [, channels] = inputShapes(graph, node)[0] ?? [];
  const depthwise = kind === 'conv' && channels !== 1 && attributes['groups'] === channels;
  return depthwise ? label.replace(/^conv (.*) in \d+ groups$/, 'depthwise $1') : label;
}
