import type { Rounding } from '../../blocks/block';
import { count, type Shape } from '../../tensor/shape';
import {
  type Axis,
  axisOf,
  emptyProblem,
  local,
  needed,
  type Sliding,
  sliding,
  type SlidingOptions,
  slidingProblem,
} from '../axis';
import { type Call, type Layer, only, type Operations, patchAt } from '../layer';
import { elements, type Interval, length } from '../region';
import { extent } from '../region';

/** Where one output's window lies along an axis of a patch. */
export interface Reach {
  /** The first position inside the map, as the patch counts, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** Positions with those in the padding. */
  readonly places: number;
}

/** Makes one number of a window of `height` × `width` positions, the first at `at`. */
export type Reduce = (
  x: Float64Array,
  at: number,
  window: Pane,
  places: number,
  round: Rounding,
) => number;

/** Size of a window inside the map, and the elements from one of its rows, or columns, to the next. */
export interface Pane {
  readonly height: number;
  readonly width: number;
  readonly rowStep: number;
  readonly colStep: number;
}

/** A pooling layer whose windows slide: each channel alone, one number a window. */
export function slidingPool(of: {
  readonly kind: string;
  readonly name: string;
  readonly options: SlidingOptions;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly reduce: Reduce;
  readonly operations: (terms: number) => Operations;
}): Layer {
  // As everywhere in the field, the windows of a pooling without a stride lie side by side.
  const window = sliding({ stride: of.options.kernel, ...of.options });
  const axes = (shape: Shape): [Axis, Axis] => [
    axisOf(window, extent(shape).H, 0),
    axisOf(window, extent(shape).W, 1),
  ];
  const [Kh, Kw] = window.kernel;
  return {
    kind: of.kind,
    label: `${of.name} ${Kh} × ${Kw} / ${[...new Set(window.stride)].join('×')}`,
    attributes: { ...window, ...of.attributes },
    shape: (inputs) => {
      const problem = slidingProblem(window) ?? paddingProblem(window);
      if (problem !== undefined) return problem;
      const { N, C } = extent(only(inputs));
      const [rows, cols] = axes(only(inputs));
      return emptyProblem(rows, 0) ?? emptyProblem(cols, 1) ?? [N, C, rows.out, cols.out];
    },
    needs: (region, inputs) => {
      const [rows, cols] = axes(only(inputs));
      return { ...region, rows: needed(rows, region.rows), cols: needed(cols, region.cols) };
    },
    forward: (call) => {
      const { rows, cols } = patchAt(call, 0).region;
      const [vertical, horizontal] = axes(only(call.shapes));
      return reduceWindows(
        call,
        { reaches: reachesOf(vertical, rows, call.region.rows), step: vertical.dilation },
        { reaches: reachesOf(horizontal, cols, call.region.cols), step: horizontal.dilation },
        of.reduce,
      );
    },
    operations: (_, output) => of.operations(Kh * Kw * count(output)),
    window: () => ({
      kernel: [window.dilation[0] * (Kh - 1) + 1, window.dilation[1] * (Kw - 1) + 1],
      stride: window.stride,
    }),
  };
}

/** Padding is at most half the kernel, as in PyTorch, so that every window looks at something. */
function paddingProblem({ kernel, padding }: Sliding): string | undefined {
  const d = padding.findIndex((size, direction) => 2 * size > (kernel[direction] ?? 0));
  return d < 0
    ? undefined
    : `padding = ${padding[d]} is more than half of kernel = ${kernel[d]}: a window could lie in the padding alone`;
}

function reachesOf(axis: Axis, input: Interval, output: Interval): Reach[] {
  const { size, kernel, stride, padding, dilation, out } = local(axis, input, output);
  return Array.from({ length: out }, (_, at) => {
    const start = at * stride - padding;
    const skipped = start < 0 ? Math.ceil(-start / dilation) : 0;
    const first = start + skipped * dilation;
    const inside = Math.ceil((size - first) / dilation);
    // Where ceil mode lets a window end behind the padding, it has fewer places.
    const begin = (output.from + at) * axis.stride - axis.padding;
    const places = Math.min(begin + kernel, axis.size + axis.padding) - begin;
    return { first, count: Math.max(0, Math.min(kernel - skipped, inside)), places };
  });
}

/** The windows of one direction, and the positions from one element of a window to the next. */
interface Lines {
  readonly reaches: readonly Reach[];
  readonly step: number;
}

/** Reduces the window of every output of the region, each channel alone. */
export function reduceWindows(
  call: Call,
  vertical: Lines,
  horizontal: Lines,
  reduce: Reduce,
): Float64Array {
  const x = patchAt(call, 0);
  const [height, width] = [length(x.region.rows), length(x.region.cols)];
  const y = new Float64Array(elements(call.region, x.channels));
  const maps = length(call.region.images) * x.channels;
  const steps = { rowStep: vertical.step * width, colStep: horizontal.step };
  const panes = vertical.reaches.map((row) =>
    horizontal.reaches.map((col) => ({ height: row.count, width: col.count, ...steps })),
  );
  let to = 0;
  for (let map = 0; map < maps; map++) {
    vertical.reaches.forEach((row, r) => {
      const line = (map * height + row.first) * width;
      horizontal.reaches.forEach((col, q) => {
        const pane = panes[r]?.[q];
        if (pane === undefined) return;
        y[to++] = reduce(x.data, line + col.first, pane, row.places * col.places, call.round);
      });
    });
  }
  return y;
}

/** The mean of a window: the sum row by row, divided by `divisor`. */
export function mean(
  x: Float64Array,
  at: number,
  { height, width, rowStep, colStep }: Pane,
  divisor: number,
  round: Rounding,
): number {
  let sum = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) sum = round(sum + (x[at + i * rowStep + j * colStep] ?? 0));
  }
  return round(sum / divisor);
}
