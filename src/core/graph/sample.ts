import type { Rounding, Sample, Tensors } from '../blocks/block';
import { integer, subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import { forwardWindow } from './evaluate';
import { type Graph, nodeAt } from './graph';
import { extent, type Region, whole } from './region';

/**
 * At least `elements` elements of each output, computed by themselves: the four corners, where padding shows, in the
 * first and the last image, and seeded windows between, always with all channels.
 */
export function sample(
  graph: Graph,
  tensors: Tensors,
  round: Rounding,
  seed: number,
  elements: number,
): Readonly<Record<string, Sample>> {
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, place]) => {
      const { shape } = nodeAt(graph, place);
      const windows = windowsOf(shape, subseed(seed, name), elements);
      const values = new Map<number, number>();
      for (const region of windows) {
        const patch = forwardWindow(graph, tensors, name, region, round);
        indicesOf(shape, region).forEach((at, i) => values.set(at, patch[i] ?? 0));
      }
      const at = Uint32Array.from(values.keys()).sort();
      return [name, { at, values: Float64Array.from(at, (index) => values.get(index) ?? 0) }];
    }),
  );
}

/** Windows that hold at least so many elements; the whole where that is not much more. */
function windowsOf(shape: Shape, seed: number, elements: number): Region[] {
  const { N, C, H, W } = extent(shape);
  if (count(shape) <= 4 * elements) return [whole(shape)];
  const side = Math.min(4, Math.max(1, Math.floor(Math.sqrt(elements / C / 8))));
  const [height, width] = [Math.min(side, H), Math.min(side, W)];
  const windows: Region[] = [];
  const positions = new Set<number>();
  const take = (n: number, r: number, q: number): void => {
    windows.push({
      images: { from: n, to: n + 1 },
      rows: { from: r, to: r + height },
      cols: { from: q, to: q + width },
    });
    for (let i = 0; i < height * width; i++) {
      positions.add((n * H + r + Math.floor(i / width)) * W + q + (i % width));
    }
  };
  for (const n of new Set([0, N - 1])) {
    for (const r of new Set([0, H - height])) {
      for (const q of new Set([0, W - width])) take(n, r, q);
    }
  }
  for (let draw = 0; positions.size * C < elements; draw += 3) {
    take(
      integer(seed, draw, 0, N - 1),
      integer(seed, draw + 1, 0, H - height),
      integer(seed, draw + 2, 0, W - width),
    );
  }
  return windows;
}

/** Flat indices of a region's elements, in the order in which a patch holds them. */
function indicesOf(shape: Shape, { images, rows, cols }: Region): number[] {
  const { C, H, W } = extent(shape);
  const indices: number[] = [];
  for (let n = images.from; n < images.to; n++) {
    for (let c = 0; c < C; c++) {
      for (let r = rows.from; r < rows.to; r++) {
        for (let q = cols.from; q < cols.to; q++) indices.push(((n * C + c) * H + r) * W + q);
      }
    }
  }
  return indices;
}
