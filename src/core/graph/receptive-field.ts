import { inputShapes, type Graph } from './graph';

/** What one output position sees of the input, in input positions: rows first, then columns. */
export interface ReceptiveField {
  readonly size: readonly [number, number];
  /** How far apart the fields of neighbouring outputs lie. */
  readonly stride: readonly [number, number];
}

/**
 * The receptive field of each node, by its place. A window of k positions widens the field by k - 1 strides of what
 * it slides over; where branches meet, the widest counts. It may reach beyond the input, into the padding; behind a
 * global pooling it holds the input's size at least.
 */
export function receptiveFields(graph: Graph): ReceptiveField[] {
  const fields: ReceptiveField[] = [];
  graph.nodes.forEach((node) => {
    const read = node.inputs.flatMap((from) => fields[from] ?? []);
    const window = node.layer.window?.(inputShapes(graph, node));
    const along = (d: 0 | 1): { size: number; stride: number } => {
      const size = Math.max(1, ...read.map((field) => field.size[d]));
      const stride = read.length === 0 ? 1 : Math.max(...read.map((field) => field.stride[d]));
      if (window === undefined) return { size, stride };
      return {
        size: size + (window.kernel[d] - 1) * stride,
        stride: stride * window.stride[d],
      };
    };
    const [rows, cols] = [along(0), along(1)];
    fields.push({ size: [rows.size, cols.size], stride: [rows.stride, cols.stride] });
  });
  return fields;
}

/** The receptive field of an output by its name. */
export function receptiveField(graph: Graph, output = 'y'): ReceptiveField | undefined {
  const place = graph.outputs[output];
  return place === undefined ? undefined : receptiveFields(graph)[place];
}
