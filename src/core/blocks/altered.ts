import type { Misreading, Parameters, Rounding, Tensors } from './block';
import { tensor } from './need';

/** The inputs that a mistake takes instead of what is given; those left out stay. */
export type Alteration = (p: Parameters, inputs: Tensors) => Tensors;

/** Mistakes by name that make what the block makes of other inputs: what is read from a wrong place. */
export function alteredInputs(
  forward: (p: Parameters, inputs: Tensors, round: Rounding) => Tensors,
  mistakes: Readonly<Record<string, Alteration>>,
): Misreading[] {
  return Object.entries(mistakes).map(([id, alter]) => ({
    id,
    forward: (p, inputs, round) => forward(p, { ...inputs, ...alter(p, inputs) }, round),
  }));
}

/** [n, rows, cols] to [n, cols, rows]: matrices that are read as if they lay column by column. */
export function exchanged(x: Float64Array, rows: number, cols: number): Float64Array {
  return x.map((_, at) => {
    const rest = at % (rows * cols);
    return x[at - rest + (rest % rows) * cols + Math.floor(rest / rows)] ?? 0;
  });
}

/** As if w, stored [rows, cols], were stored [cols, rows]. */
export const turned = (name: string, rows: number, cols: number, inputs: Tensors): Tensors => ({
  [name]: exchanged(tensor(inputs, name), cols, rows),
});

/** As if each of N images were the first. */
export function firstImage(name: string, N: number, inputs: Tensors): Tensors {
  const all = tensor(inputs, name);
  return { [name]: all.map((_, at) => all[at % (all.length / N)] ?? 0) };
}

/** Kernels of so many taps turned by 180 degrees: a convolution in the sense of mathematics. */
export function flippedKernels(name: string, taps: number, inputs: Tensors): Tensors {
  const w = tensor(inputs, name);
  return { [name]: w.map((_, at) => w[at - (at % taps) + (taps - 1 - (at % taps))] ?? 0) };
}
