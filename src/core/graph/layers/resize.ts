import { count, type Shape } from '../../tensor/shape';
import { type Pair, pair } from '../axis';
import { type Call, type Layer, only, patchAt } from '../layer';
import { elements, extent, type Interval, length } from '../region';

/**
 * Bilinear resize with half-pixel centres: output i lies at (i + 1/2) · size / out - 1/2 of the input, clamped to
 * its first and last position (`align_corners` is false in PyTorch's words).
 */
export function resize(to: Pair): Layer {
  const [height, width] = pair(to);
  const sizes = (shape: Shape): [number, number] => [extent(shape).H, extent(shape).W];
  return {
    kind: 'resize',
    label: `resize to ${height} × ${width}`,
    attributes: { to: [height, width], mode: 'bilinear' },
    shape: (inputs) => {
      const { N, C } = extent(only(inputs));
      const wrong = [height, width].find((size) => !Number.isSafeInteger(size) || size < 1);
      return wrong === undefined
        ? [N, C, height, width]
        : `to must be a whole number of at least 1, and it is ${wrong}`;
    },
    needs: (region, inputs) => {
      const [H, W] = sizes(only(inputs));
      return {
        ...region,
        rows: between(region.rows, H, height),
        cols: between(region.cols, W, width),
      };
    },
    forward: (call) => interpolate(call, sizes(only(call.shapes)), [height, width]),
    // Two mixes along the rows and one between them: a subtraction, a product and a sum each, less the shared ones.
    operations: (_, output) => ({ combined: 8 * count(output) }),
    window: (inputs) => {
      const [H, W] = sizes(only(inputs));
      return { kernel: [Math.min(2, H), Math.min(2, W)], stride: [H / height, W / width] };
    },
  };
}

/** The two neighbours of an output position, and the part of the second in their mix. */
interface Mix {
  readonly first: number;
  readonly second: number;
  readonly part: number;
}

function mixAt(i: number, size: number, out: number): Mix {
  const position = Math.min(Math.max(((i + 0.5) * size) / out - 0.5, 0), size - 1);
  const first = Math.floor(position);
  return { first, second: Math.min(first + 1, size - 1), part: position - first };
}

function between({ from, to }: Interval, size: number, out: number): Interval {
  if (to <= from) return { from: 0, to: 0 };
  return { from: mixAt(from, size, out).first, to: mixAt(to - 1, size, out).second + 1 };
}

function mixes(interval: Interval, size: number, out: number): Mix[] {
  return Array.from({ length: length(interval) }, (_, i) => mixAt(interval.from + i, size, out));
}

function interpolate(
  call: Call,
  [H, W]: [number, number],
  [height, width]: [number, number],
): Float64Array {
  const { region, round } = call;
  const x = patchAt(call, 0);
  const [rows, cols] = [mixes(region.rows, H, height), mixes(region.cols, W, width)];
  const [inRows, inCols] = [x.region.rows, x.region.cols];
  const y = new Float64Array(elements(region, x.channels));
  const mix = (a: number, b: number, part: number): number =>
    round(round(a * round(1 - part)) + round(b * part));
  let to = 0;
  for (let map = 0; map < length(region.images) * x.channels; map++) {
    for (const row of rows) {
      const above = (map * length(inRows) + row.first - inRows.from) * length(inCols) - inCols.from;
      const below = above + (row.second - row.first) * length(inCols);
      for (const { first, second, part: across } of cols) {
        const part = round(across);
        const upper = mix(x.data[above + first] ?? 0, x.data[above + second] ?? 0, part);
        const lower = mix(x.data[below + first] ?? 0, x.data[below + second] ?? 0, part);
        y[to++] = mix(upper, lower, round(row.part));
      }
    }
  }
  return y;
}
