import { type Shape, unflatten } from '../tensor/shape';
import type { Parameters } from './block';
import { convSizes } from './conv-sizes';

/** All channels of a map at one pixel of an image. */
type Pixel = (n: number, r: number, q: number) => Float64Array;

/**
 * Elements of a map [N, C, H, W] at flat indices. Each pixel among them is computed once, with all its channels: that
 * is how `sample` asks for them, and channels share what their window sees.
 */
export function byPixel(shape: Shape, at: ArrayLike<number>, pixel: Pixel): Float64Array {
  const [, , H = 1, W = 1] = shape;
  const made = new Map<number, Float64Array>();
  return Float64Array.from(at, (flat) => {
    const [n = 0, c = 0, r = 0, q = 0] = unflatten(shape, flat);
    const place = (n * H + r) * W + q;
    const channels = made.get(place) ?? pixel(n, r, q);
    made.set(place, channels);
    return channels[c] ?? NaN;
  });
}

/** What differs from a convolution of x [N, Ci, H, W] with zeros around it to y [N, Co, Ho, Wo]. */
interface Change {
  /** Planes of an image of x. */
  readonly planes?: number;
  /** Planes of an image of y. */
  readonly outputs?: number;
  /** What stands in the padding. */
  readonly fill?: number;
}

/**
 * Elements of y of a block that convolves x, each pixel by the block's own `forward` on an image that is no larger than
 * the kernel: the pixels that it meets, the padding included; p has the parameters of `conv2d`.
 */
export function convolvedElements(
  p: Parameters,
  x: Float64Array,
  at: ArrayLike<number>,
  forward: (p: Parameters, x: Float64Array) => Float64Array,
  { planes, outputs, fill = 0 }: Change = {},
): Float64Array {
  const { N, H, W, Ho, Wo, Kh, Kw, ...of } = convSizes(p);
  const channels = planes ?? of.Ci;
  const seen = { ...p, N: 1, H: Kh, W: Kw, ph: 0, pw: 0, sh: 1, sw: 1, dh: 1, dw: 1 };
  return byPixel([N, outputs ?? of.Co, Ho, Wo], at, (n, r, q) => {
    const [top, left] = [r * of.sh - of.ph, q * of.sw - of.pw];
    const patch = new Float64Array(channels * Kh * Kw);
    for (let k = 0; k < patch.length; k++) {
      const row = top + (Math.floor(k / Kw) % Kh) * of.dh;
      const col = left + (k % Kw) * of.dw;
      const outside = row < 0 || row >= H || col < 0 || col >= W;
      const plane = n * channels + Math.floor(k / (Kh * Kw));
      patch[k] = outside ? fill : (x[(plane * H + row) * W + col] ?? 0);
    }
    return forward(seen, patch);
  });
}
