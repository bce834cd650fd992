import type { Rounding, Sample, Tensors } from '../blocks/block';
import { integer, subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import { forwardWindow, windowWork } from './evaluate';
import { type Graph, nodeAt } from './graph';
import { extent, type Region, whole } from './region';

/**
 * At least `elements` elements of each output, computed by themselves: windows with all channels. Where a window depends
 * on most of what its image makes (a gate over a global mean), whole images instead, which cost no more.
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
      const regions = needImages(graph, name, windows) ? imagesOf(shape, elements) : windows;
      const values = new Map<number, number>();
      for (const region of regions) {
        const patch = forwardWindow(graph, tensors, name, region, round);
        indicesOf(shape, region).forEach((at, i) => values.set(at, patch[i] ?? 0));
      }
      const at = Uint32Array.from(values.keys()).sort();
      return [name, { at, values: Float64Array.from(at, (index) => values.get(index) ?? 0) }];
    }),
  );
}

/** Flat indices, rising, of at least so many elements of a map [N, C, H, W], in the same windows. */
export function windowIndices(shape: Shape, seed: number, elements: number): Uint32Array {
  const windows = windowsOf(shape, seed, elements);
  return Uint32Array.from(new Set(windows.flatMap((region) => indicesOf(shape, region)))).sort();
}

/** Whether one window takes more than half of the work of its whole image: a second one would cost it again. */
function needImages(graph: Graph, output: string, windows: readonly Region[]): boolean {
  const [first] = windows;
  if (first === undefined || windows.length === 1) return false;
  const { H, W } = extent(nodeAt(graph, graph.outputs[output] ?? 0).shape);
  if (first.rows.to === H && first.cols.to === W) return false;
  const image = { ...first, rows: { from: 0, to: H }, cols: { from: 0, to: W } };
  return windowWork(graph, output, first) > windowWork(graph, output, image) / 2;
}

/** The first image and the last, and more after the first where these hold too few elements. */
function imagesOf(shape: Shape, elements: number): Region[] {
  const { N, C, H, W } = extent(shape);
  const images = Math.min(N, Math.max(2, Math.ceil(elements / (C * H * W))));
  const all = whole(shape);
  return Array.from({ length: images }, (_, i) => {
    const n = i === images - 1 ? N - 1 : i;
    return { ...all, images: { from: n, to: n + 1 } };
  });
}

/**
 * Windows that hold at least so many elements: the four corners, where padding shows, of the first and the last image,
 * and seeded ones between; the whole where that is not much more.
 */
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
