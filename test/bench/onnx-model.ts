// The few fields of ONNX's protobuf format that a model of one convolution needs, so that no library is.
import type { ConvSizes } from '../../src/core/blocks/conv-sizes';

const utf8 = new TextEncoder();

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
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

const [float32, wholeNumber, wholeNumbers] = [1, 2, 7];

function attribute(name: string, value: number | readonly number[]): Uint8Array {
  const [values, type] =
    typeof value === 'number'
      ? [[whole(3, value)], wholeNumber]
      : [value.map((one) => whole(8, one)), wholeNumbers];
  return nested(5, joined(nested(1, name), ...values, whole(20, type)));
}

function valueInfo(name: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.map((size) => nested(1, whole(1, size)));
  const tensor = joined(whole(1, float32), nested(2, joined(...sizes)));
  return joined(nested(1, name), nested(2, nested(1, tensor)));
}

/** A model (IR version 8, operator set 17) of y = conv(x) with the weights w, without bias. */
export function convModel(of: ConvSizes, w: Float32Array): Uint8Array {
  const conv = joined(
    ...[nested(1, 'x'), nested(1, 'w'), nested(2, 'y'), nested(4, 'Conv')],
    attribute('kernel_shape', [of.Kh, of.Kw]),
    attribute('strides', [of.sh, of.sw]),
    attribute('dilations', [of.dh, of.dw]),
    attribute('pads', [of.ph, of.pw, of.ph, of.pw]),
    attribute('group', of.g),
  );
  const weights = joined(
    ...[of.Co, of.Ci / of.g, of.Kh, of.Kw].map((size) => whole(1, size)),
    whole(2, float32),
    nested(8, 'w'),
    nested(9, new Uint8Array(w.buffer, w.byteOffset, w.byteLength)),
  );
  const graph = joined(
    nested(1, conv),
    nested(2, 'conv'),
    nested(5, weights),
    nested(11, valueInfo('x', [of.N, of.Ci, of.H, of.W])),
    nested(12, valueInfo('y', [of.N, of.Co, of.Ho, of.Wo])),
  );
  return joined(whole(1, 8), nested(7, graph), nested(8, joined(nested(1, ''), whole(2, 17))));
}
