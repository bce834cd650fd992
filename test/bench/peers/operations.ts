// A block's graph as the operators that both peers have, in the form in which an engineer would give it to them: batch
// norms folded into the convolution before them, and the activation in the convolution, too.
import type { Tensors } from '../../../src/core/blocks/block';
import type { Graph, Node } from '../../../src/core/graph/graph';
import { count, type Shape } from '../../../src/core/tensor/shape';

type Both = readonly [rows: number, columns: number];

interface Sliding {
  readonly kernel: Both;
  readonly stride: Both;
  readonly padding: Both;
}

type Activation = 'relu' | 'relu6';

/** Weights are [Co, Ci/groups, Kh, Kw]. */
export interface Convolution extends Sliding {
  readonly kind: 'conv';
  readonly dilation: Both;
  readonly groups: number;
  readonly to: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly activation: Activation | undefined;
}

interface Normalisation {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

type Kind =
  | Convolution
  | ({ readonly kind: 'max-pool' } & Sliding)
  | { readonly kind: 'input' | 'add' | 'concat' | Activation }
  | { readonly kind: 'shuffle'; readonly groups: number };

/** One operator: what it reads, as places in the list, and the shape [N, C, H, W] of what it makes. */
export type Operation = Kind & { readonly from: readonly number[]; readonly shape: Shape };

/** Operators in an order in which they can be computed; the first is the input, the last makes the output. */
export type Operations = readonly Operation[];

/** @throws for a kind of layer that is not told to the peers yet */
export function operationsOf(graph: Graph, tensors: Tensors): Operations {
  const operations: Operation[] = [];
  /** Where the value of each node is made. */
  const made = new Map<number, number>();
  const readers = readersOf(graph);
  graph.nodes.forEach((node, place) => {
    const from = node.inputs.map((one) => made.get(one) ?? 0);
    const [at = 0] = from;
    const [before, alone] = [operations[at], readers.get(node.inputs[0] ?? -1) === 1];
    const fused = alone && before?.kind === 'conv' ? into(before, node, tensors) : undefined;
    if (fused !== undefined) {
      operations[at] = { ...fused, from: before?.from ?? [], shape: node.shape };
      made.set(place, at);
      return;
    }
    operations.push({ ...operationOf(node, tensors), from, shape: node.shape });
    made.set(place, operations.length - 1);
  });
  return operations;
}

function readersOf(graph: Graph): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  const all = [...graph.nodes.flatMap(({ inputs }) => inputs), ...Object.values(graph.outputs)];
  for (const place of all) readers.set(place, (readers.get(place) ?? 0) + 1);
  return readers;
}

/** The convolution with what follows it, where that can be a part of it. */
function into(conv: Convolution, node: Node, tensors: Tensors): Convolution | undefined {
  if (conv.activation !== undefined) return undefined;
  const { kind } = node.layer;
  if (kind === 'relu' || kind === 'relu6') return { ...conv, activation: kind };
  return kind === 'batch-norm' ? folded(conv, normalisation(node, tensors)) : undefined;
}

/** bn(w * x + b) = (s w) * x + s (b - mean) + beta, with s = gamma / sqrt(variance + epsilon). */
function folded(conv: Convolution, norm: Normalisation): Convolution {
  const own = conv.weight.length / conv.to;
  const scale = Float64Array.from(norm.gamma, (gamma, c) => {
    return gamma / Math.sqrt((norm.variance[c] ?? 0) + norm.epsilon);
  });
  const shifted = (c: number): number => (conv.bias?.[c] ?? 0) - (norm.mean[c] ?? 0);
  return {
    ...conv,
    weight: conv.weight.map((value, at) => value * (scale[Math.floor(at / own)] ?? 0)),
    bias: Float32Array.from(norm.beta, (beta, c) => beta + shifted(c) * (scale[c] ?? 0)),
  };
}

function operationOf(node: Node, tensors: Tensors): Kind {
  const { kind, attributes } = node.layer;
  switch (kind) {
    case 'input':
    case 'add':
    case 'concat':
    case 'relu':
    case 'relu6':
      return { kind };
    case 'conv':
      return {
        ...(attributes as unknown as Omit<Convolution, 'kind' | 'weight' | 'bias'>),
        kind,
        weight: weightOf(node, 'weight', tensors) ?? new Float32Array(),
        bias: weightOf(node, 'bias', tensors),
        activation: undefined,
      };
    case 'max-pool':
      return { ...(attributes as unknown as Sliding), kind };
    case 'shuffle':
      return { kind, groups: attributes['groups'] as number };
    default:
      throw new RangeError(
        `No peer is told of the layer “${kind}” yet: add it to operations.ts, tensorflow.ts and onnx.ts.`,
      );
  }
}

function normalisation(node: Node, tensors: Tensors): Normalisation {
  const packed = weightOf(node, 'statistics', tensors) ?? new Float32Array();
  const channels = packed.length / 4;
  const part = (at: number): Float32Array => packed.slice(at * channels, (at + 1) * channels);
  const epsilon = node.layer.attributes['epsilon'] as number;
  const learned = { gamma: part(0), beta: part(1) };
  return { ...learned, mean: part(2), variance: part(3), epsilon };
}

function weightOf(node: Node, role: string, tensors: Tensors): Float32Array | undefined {
  const use = node.weights.find((one) => one.role === role);
  if (use === undefined) return undefined;
  const { tensor, offset, shape } = use;
  return Float32Array.from(tensors[tensor]?.subarray(offset, offset + count(shape)) ?? []);
}
