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

/**
 * The most bytes of activations that live at once at f32, given their shapes by name and, step by step, the names
 * of those that a step reads, makes or leaves for later. Weights and tables do not count.
 */
export function peakBytes(
  shapes: Readonly<Record<string, Shape>>,
  ...steps: readonly (readonly string[])[]
): number {
  const live = steps.map((names) =>
    names.reduce((sum, name) => sum + count(shapes[name] ?? []), 0),
  );
  return 4 * Math.max(0, ...live);
}
