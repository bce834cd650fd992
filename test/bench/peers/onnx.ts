// The operators as an ONNX model, in its own layout: NCHW, weights [Co, Ci/groups, Kh, Kw].
import { type OnnxConstant, type OnnxGraph, type OnnxNode, onnxModel } from '../onnx-model';
import type { Convolution, Operation, Operations } from './operations';

/** The bytes of a model of x and y. */
export function modelOf(operations: Operations): Uint8Array {
  return onnxModel(graphOf(operations));
}

function graphOf(operations: Operations): OnnxGraph {
  const last = operations.length - 1;
  const nameOf = (at: number): string => {
    if (operations[at]?.kind === 'input') return 'x';
    return at === last ? 'y' : `t${at}`;
  };
  const parts = operations.map((one, at) =>
    partOf(
      one,
      one.from.map((place) => nameOf(place)),
      nameOf(at),
    ),
  );
  return {
    input: { name: 'x', shape: operations.find(({ kind }) => kind === 'input')?.shape ?? [] },
    output: { name: 'y', shape: operations[last]?.shape ?? [] },
    constants: parts.flatMap(({ constants }) => constants),
    nodes: parts.flatMap(({ nodes }) => nodes),
  };
}

interface Part {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

function partOf(operation: Operation, inputs: readonly string[], output: string): Part {
  switch (operation.kind) {
    case 'input':
      return { nodes: [], constants: [] };
    case 'conv':
      return convPart(operation, inputs, output);
    case 'relu':
    case 'relu6':
      return activationPart(operation.kind, inputs, output);
    case 'add':
      return { nodes: [{ op: 'Add', inputs, output }], constants: [] };
    case 'concat':
      return { nodes: [{ op: 'Concat', inputs, output, attributes: { axis: 1 } }], constants: [] };
    case 'max-pool': {
      const attributes = {
        kernel_shape: operation.kernel,
        strides: operation.stride,
        pads: [...operation.padding, ...operation.padding],
      };
      return { nodes: [{ op: 'MaxPool', inputs, output, attributes }], constants: [] };
    }
    case 'shuffle':
      return shufflePart(operation, inputs, output);
  }
}

/** An activation is a node of its own: the runtime fuses it when it opens the model. */
function convPart(conv: Convolution, inputs: readonly string[], output: string): Part {
  const [weight, bias] = [`${output}.weight`, `${output}.bias`];
  const [Kh, Kw] = conv.kernel;
  const depth = conv.weight.length / (conv.to * Kh * Kw);
  const attributes = {
    kernel_shape: conv.kernel,
    strides: conv.stride,
    dilations: conv.dilation,
    pads: [...conv.padding, ...conv.padding],
    group: conv.groups,
  };
  const constants = [{ name: weight, shape: [conv.to, depth, Kh, Kw], values: conv.weight }];
  if (conv.bias !== undefined) {
    constants.push({ name: bias, shape: [conv.to], values: conv.bias });
  }
  const all = [...inputs, ...constants.map(({ name }) => name)];
  const { activation } = conv;
  if (activation === undefined)
    return { nodes: [{ op: 'Conv', inputs: all, output, attributes }], constants };
  const sum = `${output}.sum`;
  const rest = activationPart(activation, [sum], output);
  return {
    nodes: [{ op: 'Conv', inputs: all, output: sum, attributes }, ...rest.nodes],
    constants: [...constants, ...rest.constants],
  };
}

function activationPart(kind: 'relu' | 'relu6', inputs: readonly string[], output: string): Part {
  if (kind === 'relu') return { nodes: [{ op: 'Relu', inputs, output }], constants: [] };
  const bounds = ['least', 'most'].map((name) => `${output}.${name}`);
  return {
    nodes: [{ op: 'Clip', inputs: [...inputs, ...bounds], output }],
    constants: [0, 6].map((value, at) => {
      return { name: bounds[at] ?? '', shape: [], values: Float32Array.of(value) };
    }),
  };
}

/** [g, C/g] of the channels, transposed and flattened. */
function shufflePart(
  { shape, groups }: Operation & { readonly kind: 'shuffle' },
  inputs: readonly string[],
  output: string,
): Part {
  const [N = 1, C = 1, ...plane] = shape;
  const [rows, turned] = [`${output}.rows`, `${output}.turned`];
  const [apart, flat] = [`${rows}.shape`, `${output}.shape`];
  const sizes = (name: string, of: readonly number[]): OnnxConstant => {
    return { name, shape: [of.length], values: BigInt64Array.from(of, BigInt) };
  };
  return {
    nodes: [
      { op: 'Reshape', inputs: [...inputs, apart], output: rows },
      { op: 'Transpose', inputs: [rows], output: turned, attributes: { perm: [0, 2, 1, 3, 4] } },
      { op: 'Reshape', inputs: [turned, flat], output },
    ],
    constants: [sizes(apart, [N, groups, C / groups, ...plane]), sizes(flat, shape)],
  };
}
