import type { Parameters } from './block';
import { need } from './need';

/** All sizes of a convolution: the parameters of `conv2d`, with the output's height and width. */
export interface ConvSizes {
  readonly N: number;
  readonly Ci: number;
  readonly H: number;
  readonly W: number;
  readonly Co: number;
  readonly Kh: number;
  readonly Kw: number;
  readonly sh: number;
  readonly sw: number;
  readonly ph: number;
  readonly pw: number;
  readonly dh: number;
  readonly dw: number;
  readonly g: number;
  readonly Ho: number;
  readonly Wo: number;
}

/** The sizes by name; strides, dilations and groups that a block does not have are 1. */
export function convSizes(p: Parameters): ConvSizes {
  const of = {
    ...{ N: need(p, 'N'), Ci: need(p, 'Ci'), H: need(p, 'H'), W: need(p, 'W') },
    ...{ Co: need(p, 'Co'), Kh: need(p, 'Kh'), Kw: need(p, 'Kw') },
    ...{ ph: need(p, 'ph'), pw: need(p, 'pw'), sh: p['sh'] ?? 1, sw: p['sw'] ?? 1 },
    ...{ dh: p['dh'] ?? 1, dw: p['dw'] ?? 1, g: p['g'] ?? 1 },
  };
  const out = (size: number, padding: number, reach: number, stride: number): number =>
    Math.floor((size + 2 * padding - reach - 1) / stride) + 1;
  return {
    ...of,
    Ho: out(of.H, of.ph, of.dh * (of.Kh - 1), of.sh),
    Wo: out(of.W, of.pw, of.dw * (of.Kw - 1), of.sw),
  };
}

/** x [N, Ci, H, W] at (n, c, row, col); what lies in the padding is 0. */
export function padded(
  of: ConvSizes,
  x: Float64Array,
  n: number,
  c: number,
  row: number,
  col: number,
): number {
  if (row < 0 || row >= of.H || col < 0 || col >= of.W) return 0;
  return x[((n * of.Ci + c) * of.H + row) * of.W + col] ?? 0;
}

/** Says that a kernel, named by its parameter, does not fit into the padded input along one axis. */
export function tooLarge(
  name: string,
  { kernel, dilation = 1, input, padding }: Along,
  lines: 'rows' | 'columns',
): string | undefined {
  const [reach, room] = [dilation * (kernel - 1) + 1, input + 2 * padding];
  return reach <= room
    ? undefined
    : `${name} = ${kernel} is too large: it reaches over ${reach} ${lines}, and the padded input has ${room}`;
}

interface Along {
  readonly kernel: number;
  readonly dilation?: number;
  readonly input: number;
  readonly padding: number;
}

/** A run of positions: `count` of them from `first` on. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** The k in 0 … length - 1 for which k · step + offset lies in 0 … size - 1. */
export function inside(length: number, step: number, offset: number, size: number): Run {
  const first = Math.max(0, Math.ceil(-offset / step));
  const last = Math.min(length - 1, Math.floor((size - 1 - offset) / step));
  return { first, count: Math.max(0, last - first + 1) };
}

/** Says which parameter an algorithm cannot take, given the only values that it has and the reason. */
export function unlike(
  p: Parameters,
  only: Readonly<Record<string, number>>,
  reason: string,
): string | undefined {
  for (const [name, value] of Object.entries(only)) {
    const given = need(p, name);
    if (given !== value) return `${name} must be ${value}, and it is ${given}: ${reason}`;
  }
  return undefined;
}
