import type { Elements } from '../../../src/core/grade/kept';

/** An implementation of an operator, on the device with all its data. */
export interface Contestant {
  /** Computes the operator so many times, one after the other, and waits until the device has finished. */
  run(times: number): Promise<void>;
  /** What the last run made, row-major in the block's shape [N, C, H, W]. */
  output(): Promise<Elements>;
  release(): void | Promise<void>;
}

/** x [N, C, H, W] as [N, H, W, C]. */
export function channelsLast(x: Float32Array, shape: readonly number[]): Float32Array {
  const { C, plane } = sizes(shape);
  const y = new Float32Array(x.length);
  for (let at = 0; at < x.length; at++) {
    const [n, c, pixel] = [Math.floor(at / (C * plane)), Math.floor(at / plane) % C, at % plane];
    y[(n * plane + pixel) * C + c] = x[at] ?? 0;
  }
  return y;
}

/** x [N, H, W, C] as [N, C, H, W]; `shape` is that of the result. */
export function channelsFirst(x: Float32Array, shape: readonly number[]): Float32Array {
  const { C, plane } = sizes(shape);
  return channelsLast(x, [shape[0] ?? 1, plane, C, 1]);
}

function sizes([, C = 1, H = 1, W = 1]: readonly number[]): { C: number; plane: number } {
  return { C, plane: H * W };
}
