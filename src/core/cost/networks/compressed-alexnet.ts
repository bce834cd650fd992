import { type Graph, inputShapes, type Node } from '../../graph/graph';
import { count } from '../../tensor/shape';
import { parameters } from '../published';
import { alexnetOneGroup, alexnetTwoGroups } from './alexnet';
import type { Network } from './network';

/** Bits of all weights of a graph, each tensor by its own rule, in whole bytes. */
function bytesOf(
  graph: Graph,
  bits: (node: Node, role: string, numbers: number) => number,
): number {
  const all = graph.nodes.flatMap((node) =>
    node.weights.map(({ role, shape }) => bits(node, role, count(shape))),
  );
  return Math.ceil(all.reduce((sum, one) => sum + one, 0) / 8);
}

const single = 32;

/** First and last layer, which XNOR-Net leaves in full precision. */
const fullPrecision = new Set(['conv1', 'fc8']);

/** Rastegari et al. 2016: one bit a weight and a factor for each output. */
export const alexnetXnor: Network = {
  ...alexnetOneGroup,
  name: 'alexnet_xnor',
  title: 'XNOR-Net: AlexNet with binary weights and inputs',
  paper: 'xnor-net',
  published: [],
  notes: [
    'The paper’s 32 times smaller is for binary layers alone: the first and the last layer stay at f32. Batch norm, which the paper adds, is not counted here.',
    'The energy takes every multiply-add as one in f32: the table has no figure for binary ones, which need far less.',
  ],
  storage: {
    rule: 'one bit a weight and an f32 factor an output; conv1, fc8 and biases at f32',
    bytes: (graph) =>
      bytesOf(graph, ({ name, shape }, role, numbers) =>
        role === 'weight' && !fullPrecision.has(name)
          ? numbers + single * (shape[1] ?? 0)
          : single * numbers,
      ),
  },
  counts: [
    {
      convention: 'xnor-net',
      word: 'operations',
      source: 'XNOR-Net (Rastegari et al. 2016): 64 binary operations count as one',
      count: binaryOperations,
    },
  ],
};

/** Multiply-adds of the layers in full precision, and one for each 64 of the binary ones. */
function binaryOperations(graph: Graph): number {
  const each = graph.nodes.map((node) => {
    const { multiplyAdds = 0 } = node.layer.operations(inputShapes(graph, node), node.shape);
    return fullPrecision.has(node.name) ? multiplyAdds : multiplyAdds / 64;
  });
  return Math.round(each.reduce((sum, one) => sum + one, 0));
}

/** Part of the weights that pruning keeps, bits of an index into the codebook (Han et al. 2016, table 4; from memory). */
const kept: Readonly<Record<string, readonly [part: number, bits: number]>> = {
  ...{ conv1: [0.84, 8], conv2: [0.38, 8], conv3: [0.35, 8], conv4: [0.37, 8], conv5: [0.37, 8] },
  ...{ fc6: [0.09, 5], fc7: [0.09, 5], fc8: [0.25, 5] },
};

/** Bits of the distance from one kept weight to the next. */
const distanceBits = 4;

/** Han et al. 2016: pruned, and the weights that stay as indices into a codebook of each layer. */
export const alexnetPruned: Network = {
  ...alexnetTwoGroups,
  name: 'alexnet_pruned',
  title: 'Deep Compression: AlexNet pruned and quantised',
  paper: 'deep-compression',
  published: [parameters('61M', 'Han et al. 2016, table 1, before pruning')],
  notes: [
    'Parameters and multiply-adds are those before pruning, which keeps about 11 percent of the weights: 6.7M in the paper.',
    'The energy’s arithmetic is that before pruning, too; its weights are the stored ones.',
    'The paper’s 6.9 MB has Huffman coding besides; its distances need padding zeros, which are not counted here.',
  ],
  storage: {
    rule: 'kept weights as 8-bit (fc: 5-bit) codebook indices and 4-bit distances, codebooks and biases at f32',
    bytes: (graph) =>
      bytesOf(graph, ({ name }, role, numbers) => {
        const [part, bits] = kept[name] ?? [1, single];
        if (role !== 'weight') return single * numbers;
        return Math.round(part * numbers) * (bits + distanceBits) + single * 2 ** bits;
      }),
  },
};
