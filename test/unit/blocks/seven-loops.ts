import type { Parameters } from '../../../src/core/blocks/block';
import { conv } from './stored';

/** Where one product of the definition finds its three numbers, as flat indices. */
type Visit = (y: number, w: number, x: number) => void;

/** Sizes by name, with the output's; NaN where there is none, so that a mistake of a test shows everywhere. */
function sizesOf(p: Parameters): Record<Name, number> {
  const size = (name: string): number => conv({ ...p })[name] ?? NaN;
  const given = Object.fromEntries(names.map((name) => [name, size(name)])) as Record<Name, number>;
  const out = (length: string, axis: string): number => {
    const taken = size(`d${axis}`) * (size(`K${axis}`) - 1) + 1;
    return Math.floor((size(length) + 2 * size(`p${axis}`) - taken) / size(`s${axis}`)) + 1;
  };
  return { ...given, Ho: out('H', 'h'), Wo: out('W', 'w') };
}

const names = [
  ...(['N', 'Ci', 'H', 'W', 'Co', 'Kh', 'Kw', 'sh', 'sw', 'ph', 'pw', 'dh', 'dw', 'g'] as const),
  ...(['Ho', 'Wo'] as const),
];
type Name = (typeof names)[number];

/**
 * Every product of a convolution, by the definition alone: seven nested loops over image, output
 * channel, output pixel, channel of the group and kernel pixel. Second to the blocks and written apart
 * from them; the convolution and both its gradients are sums over these.
 */
function eachProduct(p: Parameters, visit: Visit): void {
  const { N, Ci, H, W, Co, Kh, Kw, sh, sw, ph, pw, dh, dw, g, Ho, Wo } = sizesOf(p);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < Co; o++) {
      for (let r = 0; r < Ho; r++) {
        for (let q = 0; q < Wo; q++) {
          for (let c = 0; c < Ci / g; c++) {
            for (let i = 0; i < Kh; i++) {
              for (let j = 0; j < Kw; j++) {
                const channel = Math.floor(o / (Co / g)) * (Ci / g) + c;
                const [row, col] = [r * sh + i * dh - ph, q * sw + j * dw - pw];
                if (row < 0 || row > H - 1 || col < 0 || col > W - 1) continue;
                const y = q + Wo * (r + Ho * (o + Co * n));
                const w = j + Kw * (i + Kh * (c + (Ci / g) * o));
                visit(y, w, col + W * (row + H * (channel + Ci * n)));
              }
            }
          }
        }
      }
    }
  }
}

/** A number of a tensor, NaN where there is none. */
function take(values: Float64Array, at: number): number {
  return values[at] ?? NaN;
}

function add(values: Float64Array, at: number, term: number): void {
  values[at] = take(values, at) + term;
}

/** y of the convolution of x with w, without bias. */
export function sevenLoops(p: Parameters, x: Float64Array, w: Float64Array): Float64Array {
  const { N, Co, Ho, Wo } = sizesOf(p);
  const sums = new Float64Array(N * Co * Ho * Wo);
  eachProduct(p, (y, k, at) => add(sums, y, take(w, k) * take(x, at)));
  return sums;
}

/** The gradient for x: each product passes on its weight times the gradient of its output. */
export function dataGradient(p: Parameters, dy: Float64Array, w: Float64Array): Float64Array {
  const { N, Ci, H, W } = sizesOf(p);
  const sums = new Float64Array(N * Ci * H * W);
  eachProduct(p, (y, k, at) => add(sums, at, take(w, k) * take(dy, y)));
  return sums;
}

/** The gradient for w: each product passes on its pixel times the gradient of its output. */
export function weightGradient(p: Parameters, x: Float64Array, dy: Float64Array): Float64Array {
  const { Ci, Co, Kh, Kw, g } = sizesOf(p);
  const sums = new Float64Array(Co * (Ci / g) * Kh * Kw);
  eachProduct(p, (y, k, at) => add(sums, k, take(x, at) * take(dy, y)));
  return sums;
}
