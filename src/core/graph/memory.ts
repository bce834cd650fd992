import { count } from '../tensor/shape';
import { type Graph, nodeAt } from './graph';

/** One piece of memory that holds a tensor, or several in turn. */
interface Buffer {
  readonly size: number;
  /** The last layer that reads what is in it; Infinity for an output. */
  end: number;
}

/**
 * The largest number of activation elements that live at once, layer by layer in the graph's order. A tensor
 * lives from the layer that makes it (an input: from the start) to the last that reads it, an output to the end;
 * while a layer works, what it reads and what it makes both live. Element-wise layers write in place over an input
 * of the same size that nobody needs again, flatten and dropout change nothing and need no memory, and a concat
 * copies. Weights do not count, nor does scratch memory.
 */
export function peakElements(graph: Graph): number {
  const ends = lastReaders(graph);
  const held: Buffer[] = [];
  let live: Buffer[] = [];
  let peak = 0;
  const inputs = new Set(Object.values(graph.inputs));
  const hold = (place: number, buffer: Buffer): void => {
    held[place] = buffer;
    buffer.end = Math.max(buffer.end, ends[place] ?? 0);
  };
  const allocate = (place: number): void => {
    const buffer = { size: count(nodeAt(graph, place).shape), end: place };
    live.push(buffer);
    hold(place, buffer);
  };
  for (const place of inputs) allocate(place);
  graph.nodes.forEach((_, place) => {
    const reused = reusable(graph, place, held);
    if (reused !== undefined) hold(place, reused);
    else if (!inputs.has(place)) allocate(place);
    peak = Math.max(
      peak,
      live.reduce((sum, { size }) => sum + size, 0),
    );
    live = live.filter(({ end }) => end > place);
  });
  return peak;
}

/** The last layer that reads each node, or its views; Infinity for an output. */
function lastReaders(graph: Graph): number[] {
  const ends = graph.nodes.map((_, place) => place);
  for (const place of Object.values(graph.outputs)) ends[place] = Infinity;
  for (let place = graph.nodes.length - 1; place >= 0; place--) {
    const { inputs, layer } = nodeAt(graph, place);
    const end = layer.memory === 'views' ? (ends[place] ?? place) : place;
    for (const from of inputs) ends[from] = Math.max(ends[from] ?? 0, end);
  }
  return ends;
}

/** The memory of an input in which a layer's output can stand. */
function reusable(graph: Graph, place: number, held: readonly Buffer[]): Buffer | undefined {
  const { layer, inputs, shape } = nodeAt(graph, place);
  const buffers = inputs.flatMap((from) => held[from] ?? []);
  if (layer.memory === 'views') return buffers[0];
  if (layer.memory !== 'overwrites') return undefined;
  return buffers.find(({ end, size }) => end <= place && size === count(shape));
}
