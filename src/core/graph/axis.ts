import { type Interval, length } from './region';

/** A number for both directions, or one for the rows and one for the columns. */
export type Pair = number | readonly [number, number];

export function pair(value: Pair): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** A sliding window in one direction: how output positions and window positions meet the input. */
export interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly out: number;
}

/** Rows and columns of a window that slides over a map. */
export interface Sliding {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** The last window may begin inside the map and end behind the padding. */
  readonly ceil: boolean;
}

/** A window as it is written: what is left out is a stride and dilation of 1 and no padding. */
export interface SlidingOptions {
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly dilation?: Pair;
  readonly ceil?: boolean;
}

export function sliding(options: SlidingOptions): Sliding {
  return {
    kernel: pair(options.kernel),
    stride: pair(options.stride ?? 1),
    padding: pair(options.padding ?? 0),
    dilation: pair(options.dilation ?? 1),
    ceil: options.ceil ?? false,
  };
}

/** Which number of a window makes no sense, in words. */
export function slidingProblem({ kernel, stride, padding, dilation }: Sliding): string | undefined {
  const numbers = { kernel, stride, padding, dilation };
  for (const [name, values] of Object.entries(numbers)) {
    const least = name === 'padding' ? 0 : 1;
    const wrong = values.find((value) => !Number.isSafeInteger(value) || value < least);
    if (wrong !== undefined) {
      return `${name} must be a whole number of at least ${least}, and it is ${wrong}`;
    }
  }
  return undefined;
}

export function axisOf(window: Sliding, size: number, direction: 0 | 1): Axis {
  const [kernel, stride] = [window.kernel[direction], window.stride[direction]];
  const [padding, dilation] = [window.padding[direction], window.dilation[direction]];
  const steps = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride;
  let out = Math.floor(steps) + 1;
  if (window.ceil) {
    out = Math.ceil(steps) + 1;
    // A window that would begin in the padding behind the map has nothing to look at.
    if ((out - 1) * stride >= size + padding) out--;
  }
  return { size, kernel, stride, padding, dilation, out };
}

/** Why a window has no position on its input, in words. */
export function emptyProblem(axis: Axis, direction: 0 | 1): string | undefined {
  if (axis.out >= 1) return undefined;
  const reach = axis.dilation * (axis.kernel - 1) + 1;
  const [lines, what] = direction === 0 ? ['rows', 'higher'] : ['columns', 'wider'];
  return `the kernel is ${what} than the padded input: it reaches over ${reach} ${lines}, and there are ${axis.size + 2 * axis.padding}`;
}

function clip(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size);
}

/** The input positions that output positions depend on; none where they see only padding. */
export function needed(axis: Axis, { from, to }: Interval): Interval {
  if (to <= from) return { from: 0, to: 0 };
  const reach = axis.dilation * (axis.kernel - 1) + 1;
  const first = clip(from * axis.stride - axis.padding, axis.size);
  return { from: first, to: clip((to - 1) * axis.stride - axis.padding + reach, axis.size) };
}

/** The same axis as seen from inside: input and output positions count from where the intervals begin. */
export function local(axis: Axis, input: Interval, output: Interval): Axis {
  const padding = axis.padding + input.from - output.from * axis.stride;
  return { ...axis, size: length(input), out: length(output), padding };
}

/** The output positions for which one kernel position falls inside the input. */
export interface Span {
  readonly first: number;
  readonly count: number;
  /** The input position that belongs to `first`. */
  readonly from: number;
}

/** A span for each kernel position: bounds are worked out here, once, and not for each product. */
export function spansOf({ size, kernel, stride, padding, dilation, out }: Axis): Span[] {
  return Array.from({ length: kernel }, (_, k) => {
    const offset = k * dilation - padding;
    const first = Math.max(0, Math.ceil(-offset / stride));
    const last = Math.min(out - 1, Math.floor((size - 1 - offset) / stride));
    return { first, count: Math.max(0, last - first + 1), from: first * stride + offset };
  });
}
