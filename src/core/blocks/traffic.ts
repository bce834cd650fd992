import { count, type Shape } from '../tensor/shape';

/** Bytes at f32 of tensors that are moved so many times each, given their shapes by name. */
export function bytesMoved(
  shapes: Readonly<Record<string, Shape>>,
  times: Readonly<Record<string, number>>,
): number {
  return Object.entries(times).reduce(
    (sum, [name, often]) => sum + 4 * often * count(shapes[name] ?? []),
    0,
  );
}
