import type { Parameters, Rounding, Tensors } from './block';
import { type ConvSizes, convSizes, inside } from './conv-sizes';
import { dot } from './line';
import { tensor } from './need';

/** Which channels an output channel sums over: how many, and the k-th one of output channel o. */
export interface Wiring {
  readonly depth: number;
  readonly channel: (o: number, k: number) => number;
}

function groupsOf({ Ci, Co, g }: ConvSizes): Wiring {
  const depth = Ci / g;
  return { depth, channel: (o, k) => Math.floor((o * g) / Co) * depth + k };
}

/**
 * Elements of a direct, grouped or depthwise convolution at flat indices of y [N, Co, Ho, Wo], each
 * from its bias on, by channel, row and column of the kernel: the definition, one output at a time.
 */
export function convElements(
  p: Parameters,
  inputs: Tensors,
  at: ArrayLike<number>,
  round: Rounding,
  wiring: Wiring = groupsOf(convSizes(p)),
): Float64Array {
  const of = convSizes(p);
  const plane = of.Ho * of.Wo;
  return Float64Array.from(at, (flat) => {
    const [image, pixel] = [Math.floor(flat / plane), flat % plane];
    const [n, o] = [Math.floor(image / of.Co), image % of.Co];
    const place = { n, o, r: Math.floor(pixel / of.Wo), q: pixel % of.Wo };
    return element(of, inputs, place, round, wiring);
  });
}

interface Place {
  readonly n: number;
  readonly o: number;
  readonly r: number;
  readonly q: number;
}

function element(
  of: ConvSizes,
  inputs: Tensors,
  { n, o, r, q }: Place,
  round: Rounding,
  { depth, channel }: Wiring,
): number {
  const [x, w] = [tensor(inputs, 'x'), tensor(inputs, 'w')];
  const [top, left] = [r * of.sh - of.ph, q * of.sw - of.pw];
  const rows = inside(of.Kh, of.dh, top, of.H);
  const cols = inside(of.Kw, of.dw, left, of.W);
  let sum = inputs['bias']?.[o] ?? 0;
  for (let k = 0; k < depth; k++) {
    const xAt = (n * of.Ci + channel(o, k)) * of.H * of.W + left + cols.first * of.dw;
    const wAt = (o * depth + k) * of.Kh * of.Kw + cols.first;
    for (let i = rows.first; i < rows.first + rows.count; i++) {
      const weights = { data: w, at: wAt + i * of.Kw, step: 1 };
      const pixels = { data: x, at: xAt + (top + i * of.dh) * of.W, step: of.dw };
      sum = dot(weights, pixels, cols.count, sum, round);
    }
  }
  return sum;
}
