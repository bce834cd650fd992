// The few fields of ONNX's protobuf format that a model of convolutions and what stands between them needs, so that no
// library is.
import type { ConvSizes } from '../../src/core/blocks/conv-sizes';

const utf8 = new TextEncoder();

/** A number, or a list of whole ones. */
export type Attribute = number | readonly number[];

export interface OnnxNode {
  /** The name of the operator: `Conv`. */
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A constant: floats, or whole numbers of 64 bits where an operator takes a shape. */
export interface OnnxConstant extends OnnxValue {
  readonly values: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly input: OnnxValue;
  readonly output: OnnxValue;
  readonly constants: readonly OnnxConstant[];
  /** In an order in which they can be computed. */
  readonly nodes: readonly OnnxNode[];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A whole number, seven bits a byte, low bits first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Uint8Array.from(bytes);
  }
}

/** A field that is a number. */
function whole(field: number, value: number): Uint8Array {
  return joined(varint(field * 8), varint(value));
}

/** A field that is text or a message. */
function nested(field: number, content: string | Uint8Array): Uint8Array {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  return joined(varint(field * 8 + 2), varint(bytes.length), bytes);
}

const types = { float32: 1, int64: 7 };
const [wholeNumber, wholeNumbers] = [2, 7];

function attribute([name, value]: readonly [string, Attribute]): Uint8Array {
  const [values, type] =
    typeof value === 'number'
      ? [[whole(3, value)], wholeNumber]
      : [value.map((one) => whole(8, one)), wholeNumbers];
  return nested(5, joined(nested(1, name), ...values, whole(20, type)));
}

function node({ op, inputs, output, attributes = {} }: OnnxNode): Uint8Array {
  const names = [...inputs.map((name) => nested(1, name)), nested(2, output)];
  return joined(...names, nested(4, op), ...Object.entries(attributes).map(attribute));
}

function constant({ name, shape, values }: OnnxConstant): Uint8Array {
  const type = values instanceof Float32Array ? types.float32 : types.int64;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const sizes = shape.map((size) => whole(1, size));
  return joined(...sizes, whole(2, type), nested(8, name), nested(9, bytes));
}

function valueInfo({ name, shape }: OnnxValue): Uint8Array {
  const sizes = shape.map((size) => nested(1, whole(1, size)));
  const tensor = joined(whole(1, types.float32), nested(2, joined(...sizes)));
  return joined(nested(1, name), nested(2, nested(1, tensor)));
}

/** The bytes of a model: IR version 8, operator set 17, f32 in and out. */
export function onnxModel({ input, output, constants, nodes }: OnnxGraph): Uint8Array {
  const graph = joined(
    ...nodes.map((one) => nested(1, node(one))),
    nested(2, 'graph'),
    ...constants.map((one) => nested(5, constant(one))),
    nested(11, valueInfo(input)),
    nested(12, valueInfo(output)),
  );
  return joined(whole(1, 8), nested(7, graph), nested(8, joined(nested(1, ''), whole(2, 17))));
}

/** A model of y = conv(x) with the weights w, without bias. */
export function convModel(of: ConvSizes, w: Float32Array): Uint8Array {
  const attributes = {
    kernel_shape: [of.Kh, of.Kw],
    strides: [of.sh, of.sw],
    dilations: [of.dh, of.dw],
    pads: [of.ph, of.pw, of.ph, of.pw],
    group: of.g,
  };
  return onnxModel({
    input: { name: 'x', shape: [of.N, of.Ci, of.H, of.W] },
    output: { name: 'y', shape: [of.N, of.Co, of.Ho, of.Wo] },
    constants: [{ name: 'w', shape: [of.Co, of.Ci / of.g, of.Kh, of.Kw], values: w }],
    nodes: [{ op: 'Conv', inputs: ['x', 'w'], output: 'y', attributes }],
  });
}
