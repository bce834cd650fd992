import { bitsAt } from './arrange';
import {
  type Block,
  exact,
  type Misreading,
  type Parameters,
  type Rounding,
  type Tensors,
} from './block';
import { conv2d, convolve } from './conv2d';
import { need, tensor, unfit, outside } from './need';
import { oneGroup, oneGroupExample, oneGroupNames, outputSize, window } from './one-group';
import { convolvedElements } from './pixels';
import { peakBytes } from './traffic';

/** How the layer is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Zeros stand in the padding, where the zero point belongs. */
  readonly zeroPadding?: boolean;
  readonly halfAway?: boolean;
  readonly unsignedWeights?: boolean;
}

/** Channels in words of four bytes: channel c of a word's row is byte c mod 4, counted from the lowest. */
function byteOf(words: Float64Array, of: Planes, n: number, c: number, at: number): number {
  const word = words[(n * of.words + Math.floor(c / 4)) * of.plane + at] ?? 0;
  return (word >>> (8 * (c % 4))) & 255;
}

/** Planes of words [rows, words, plane] that hold `channels` channels. */
interface Planes {
  readonly rows: number;
  readonly channels: number;
  readonly words: number;
  readonly plane: number;
}

function planes(rows: number, channels: number, plane: number): Planes {
  return { rows, channels, words: Math.ceil(channels / 4), plane };
}

/** Bytes of packed planes as numbers [rows, channels, plane], each changed by `as`. */
function unpacked(words: Float64Array, of: Planes, as: (byte: number) => number): Float64Array {
  const values = new Float64Array(of.rows * of.channels * of.plane);
  for (let row = 0; row < of.rows * of.channels; row++) {
    const [n, c] = [Math.floor(row / of.channels), row % of.channels];
    for (let at = 0; at < of.plane; at++) {
      values[row * of.plane + at] = as(byteOf(words, of, n, c, at));
    }
  }
  return values;
}

/** Numbers [rows, channels, plane] in words; the bytes of channels that do not exist are 0. */
function packed(values: Float64Array, of: Planes): Float64Array {
  const words = new Uint32Array(of.rows * of.words * of.plane);
  values.forEach((value, i) => {
    const [row, at] = [Math.floor(i / of.plane), i % of.plane];
    const [n, c] = [Math.floor(row / of.channels), row % of.channels];
    const to = (n * of.words + Math.floor(c / 4)) * of.plane + at;
    words[to] = (words[to] ?? 0) | ((value & 255) << (8 * (c % 4)));
  });
  return Float64Array.from(words);
}

/** To the nearest whole number; a half goes to the even one, as in IEEE 754 and in WGSL's round. */
export function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const part = value - low;
  return part > 0.5 || (part === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte;
}

function weightsOf(p: Parameters, inputs: Tensors, reading: Reading): Float64Array {
  const { Ci, Co, taps } = sizesOf(p);
  const as = reading.unsignedWeights === true ? (byte: number) => byte : signed;
  return unpacked(tensor(inputs, 'wq'), planes(Co, Ci, taps), as);
}

function accumulate(
  p: Parameters,
  inputs: Tensors,
  w: Float64Array,
  reading: Reading,
): Float64Array {
  const { N, Ci, Co, plane } = sizesOf(p);
  const zx = need(p, 'zx');
  const shift = reading.zeroPadding === true ? 0 : zx;
  const x = unpacked(tensor(inputs, 'xq'), planes(N, Ci, plane), (byte) => byte - shift);
  const sums = convolve(oneGroup(p), { x, w }, exact);
  if (shift === zx) return sums;
  // Zeros in the padding of xq count as -zx each: the sum over bytes, less zx times the whole kernel.
  const outPlane = sums.length / (N * Co);
  const kernel = window(p);
  const whole = new Float64Array(Co).map((_, o) =>
    w.subarray(o * kernel, (o + 1) * kernel).reduce((sum, value) => sum + value, 0),
  );
  return sums.map((sum, i) => sum - zx * (whole[Math.floor(i / outPlane) % Co] ?? 0));
}

interface Sizes {
  readonly N: number;
  readonly Ci: number;
  readonly Co: number;
  readonly plane: number;
  readonly taps: number;
}

function sizesOf(p: Parameters): Sizes {
  const [N, Ci, Co] = [need(p, 'N'), need(p, 'Ci'), need(p, 'Co')];
  const [plane, taps] = [need(p, 'H') * need(p, 'W'), need(p, 'Kh') * need(p, 'Kw')];
  return { N, Ci, Co, plane, taps };
}

function run(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  reading: Reading = {},
  w: Float64Array = weightsOf(p, inputs, reading),
): Tensors {
  const { N, Co } = sizesOf(p);
  const [scale, zy] = [tensor(inputs, 'scale'), need(p, 'zy')];
  const acc = accumulate(p, inputs, w, reading);
  const outPlane = acc.length / (N * Co);
  const whole = reading.halfAway === true ? roundHalfAway : roundHalfEven;
  const quantised = acc.map((sum, i) => {
    const scaled = round(sum * (scale[Math.floor(i / outPlane) % Co] ?? 0));
    return Math.min(255, Math.max(0, whole(scaled) + zy));
  });
  return { acc, yq: packed(quantised, planes(N, Co, outPlane)) };
}

function illegal(p: Parameters): string | undefined {
  const wrong = conv2d.illegal(oneGroup(p)) ?? unfit(p, { zx: 0, zy: 0 });
  if (wrong !== undefined) return wrong;
  if (window(p) > 2 ** 16)
    return `Ci·Kh·Kw = ${window(p)} is more than 65536: the sums would not fit an i32`;
  return outside(p, { zx: [0, 255], zy: [0, 255] });
}

/**
 * Legal weights are from -127 to 127, and 0 in the bytes of channels that do not exist; those bytes of
 * xq may hold anything. Scales are powers of two, so that acc · scale has no rounding and the halves
 * are true ones; even filters have multiples of 32, so that halves are many.
 */
function arrange(p: Parameters, free: Tensors): Tensors {
  const { Ci, Co, taps } = sizesOf(p);
  const [xq, wq, scale] = [tensor(free, 'xq'), tensor(free, 'wq'), tensor(free, 'scale')];
  const random = wq.map((_, i) => bitsAt(wq, i));
  const any = unpacked(random, planes(Co, Ci, taps), (byte) => Math.max(-127, signed(byte)));
  const bytes = any.map((weight, i) =>
    Math.floor(i / window(p)) % 2 === 0 ? 32 * Math.trunc(weight / 32) : weight,
  );
  const small = 7 + Math.round(Math.log2(window(p)) / 2);
  return {
    xq: xq.map((_, i) => bitsAt(xq, i)),
    wq: packed(bytes, planes(Co, Ci, taps)),
    scale: scale.map((_, o) => 2 ** -(small - (bitsAt(scale, o) % 3))),
  };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Quantised convolution: xq [N, ceil(Ci/4), H, W] (bytes from 0 to 255 with the zero point zx) with
 * wq [Co, ceil(Ci/4), Kh, Kw] (signed bytes, zero point 0), four channels a word, the first in the
 * lowest byte. `acc` [N, Co, Ho, Wo] is the i32 sum; scale [Co] is s_x s_w / s_y of each output channel,
 * and yq [N, ceil(Co/4), Ho, Wo] is packed like xq, with 0 in the bytes of channels that do not exist.
 * Padding holds zx, which means 0. Without groups.
 */
export const int8Conv: Block = {
  id: 'int8-conv2d',
  name: 'int8 convolution',
  paper: 'https://arxiv.org/abs/1712.05877',
  example: { ...oneGroupExample, zx: 128, zy: 128 },
  equation:
    'acc_{n,o,r,q} = \\sum_{c,i,j} (x^q_{n,c,\\ldots} - z_x) \\, w^q_{o,c,i,j}, \\quad ' +
    'y^q = \\mathrm{clamp}(\\mathrm{round}(acc \\cdot scale_o) + z_y,\\; 0,\\; 255)',
  source:
    'Jacob et al. 2018, Quantization and Training of Neural Networks, section 2; ONNX QLinearConv',
  parameters: [...oneGroupNames, 'zx', 'zy'],
  inputs: ['xq', 'wq', 'scale'],
  outputs: ['acc', 'yq'],
  steps: {
    acc: { says: 'conv of integers, xq − zx', from: ['xq', 'wq'] },
    yq: { says: 'scale, round half to even, + zy, clamp', from: ['acc', 'scale'] },
  },
  illegal,
  shapes: (p) => {
    const { N, Ci, Co } = sizesOf(p);
    const [Ho, Wo] = outputSize(p);
    const words = Math.ceil(Ci / 4);
    return {
      xq: [N, words, need(p, 'H'), need(p, 'W')],
      wq: [Co, words, need(p, 'Kh'), need(p, 'Kw')],
      scale: [Co],
      acc: [N, Co, Ho, Wo],
      yq: [N, Math.ceil(Co / 4), Ho, Wo],
    };
  },
  arrange,
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { N, Ci, Co, plane, taps } = sizesOf(p);
    const [Ho, Wo] = outputSize(p);
    const [outputs, parameters] = [N * Co * Ho * Wo, Co * Ci * taps];
    const multiplyAdds = outputs * Ci * taps;
    // One byte a number, and the scales at f32; the sums stay in registers.
    const bytes = N * Ci * plane + parameters + outputs + 4 * Co;
    const peakActivationBytes = peakBytes(int8Conv.shapes(p), ['xq', 'acc'], ['acc', 'yq']);
    return { parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes };
  },
  misreadings: [
    misread('padding-is-zero', { zeroPadding: true }),
    misread('round-half-away', { halfAway: true }),
    misread('weights-unsigned', { unsignedWeights: true }),
  ],
  elementsAt: (p, inputs, output, at, round) => {
    const words = (channels: string): number => Math.ceil(need(p, channels) / 4);
    const w = weightsOf(p, inputs, {});
    const one = (own: Parameters, xq: Float64Array): Float64Array =>
      tensor(run(own, { ...inputs, xq }, round, {}, w), output);
    return convolvedElements(p, tensor(inputs, 'xq'), at, one, {
      planes: words('Ci'),
      outputs: output === 'acc' ? need(p, 'Co') : words('Co'),
      // zx in each of the four bytes of a word.
      fill: need(p, 'zx') * 0x01010101,
    });
  },
};
