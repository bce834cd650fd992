import { type Graph, inputShapes } from '../graph/graph';
import { count } from '../tensor/shape';

/**
 * Energy of one operation in picojoules, 45 nm at 0.9 V (Horowitz, “Computing’s energy problem (and what we can do
 * about it)”, ISSCC 2014, figure 1.1.9). A cache or DRAM access moves 64 bits; for DRAM the figure gives a range.
 * Nobody has looked the entries of `fromMemory` up again; the others were seen quoted from the figure.
 */
export const energyTable = {
  source: 'Horowitz, ISSCC 2014, figure 1.1.9 (45 nm, 0.9 V)',
  picojoules: {
    ...{ intAdd8: 0.03, intAdd32: 0.1, intMultiply8: 0.2, intMultiply32: 3.1 },
    ...{ floatAdd16: 0.4, floatAdd32: 0.9, floatMultiply16: 1.1, floatMultiply32: 3.7 },
    ...{ cache8KiB: 10, cache32KiB: 20, cache1MiB: 100, dram: [1300, 2600] as const },
  },
  fromMemory: [
    ...(['intAdd8', 'intMultiply8', 'floatAdd16', 'floatMultiply16'] as const),
    ...(['cache32KiB', 'cache1MiB', 'dram'] as const),
  ],
} as const;

/** Bytes that one access of the table moves. */
const accessBytes = 8;

/** What the estimate takes for granted, in words for whoever reads its numbers. */
export const energyModel =
  'An estimate, not a measurement: an f32 multiplication and addition for each multiply-add, each weight read once ' +
  'from DRAM, and each layer’s inputs and output moved once through a 1 MiB cache; layers that work in place move nothing.';

/** Millijoules of one image; a range where the published figure is one. */
export interface Energy {
  readonly arithmetic: number;
  readonly weights: [number, number];
  readonly activations: number;
  readonly total: [number, number];
}

/** Energy of one forward pass by `energyModel`, with its multiply-adds and the bytes of its weights as they are stored. */
export function energyOf(graph: Graph, multiplyAdds: number, weightBytes: number): Energy {
  const { floatAdd32, floatMultiply32, cache1MiB, dram } = energyTable.picojoules;
  const arithmetic = multiplyAdds * milli(floatMultiply32 + floatAdd32);
  const read = (picojoules: number): number => (weightBytes / accessBytes) * milli(picojoules);
  const [least, most] = [read(dram[0]), read(dram[1])];
  const activations = (movedBytes(graph) / accessBytes) * milli(cache1MiB);
  const rest = arithmetic + activations;
  return { arithmetic, weights: [least, most], activations, total: [rest + least, rest + most] };
}

function milli(picojoules: number): number {
  return picojoules * 1e-9;
}

/** Bytes of all inputs and outputs of all layers that need memory of their own, at f32. */
function movedBytes(graph: Graph): number {
  let elements = 0;
  for (const node of graph.nodes) {
    const { kind, memory } = node.layer;
    const alone = node.inputs.length <= 1;
    if (kind === 'input' || memory === 'views' || (memory === 'overwrites' && alone)) continue;
    const read = inputShapes(graph, node).reduce((sum, shape) => sum + count(shape), 0);
    elements += read + count(node.shape);
  }
  return 4 * elements;
}
