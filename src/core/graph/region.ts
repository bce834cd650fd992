import type { Shape } from '../tensor/shape';

/** Sizes of a map; a vector [N, C] is a map of one row and one column. */
export interface Extent {
  readonly N: number;
  readonly C: number;
  readonly H: number;
  readonly W: number;
}

export function extent(shape: Shape): Extent {
  const [N = 1, C = 1, H = 1, W = 1] = shape;
  return { N, C, H, W };
}

/** Positions from `from` up to, and without, `to`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A part of a map: some images, rows and columns, and always all channels. */
export interface Region {
  readonly images: Interval;
  readonly rows: Interval;
  readonly cols: Interval;
}

/** The values of a region, row-major [images, channels, rows, cols], together with where they are from. */
export interface Patch {
  readonly region: Region;
  readonly channels: number;
  readonly data: Float64Array;
}

export function length({ from, to }: Interval): number {
  return to - from;
}

/** The region that is everything. */
export function whole(shape: Shape): Region {
  const { N, H, W } = extent(shape);
  return { images: { from: 0, to: N }, rows: { from: 0, to: H }, cols: { from: 0, to: W } };
}

/** Positions of one row and one column in a region, times the channels: the numbers that a patch holds. */
export function elements(region: Region, channels: number): number {
  return length(region.images) * channels * length(region.rows) * length(region.cols);
}

/** The smallest region that holds both. */
export function hull(a: Region, b: Region): Region {
  return {
    images: join(a.images, b.images),
    rows: join(a.rows, b.rows),
    cols: join(a.cols, b.cols),
  };
}

function join(a: Interval, b: Interval): Interval {
  if (length(a) === 0) return b;
  if (length(b) === 0) return a;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

function same(a: Interval, b: Interval): boolean {
  return a.from === b.from && a.to === b.to;
}

/** The values of a region inside a patch: the patch's own where the two are equal, else a copy. */
export function crop(patch: Patch, region: Region): Float64Array {
  const { images, rows, cols } = patch.region;
  if (same(images, region.images) && same(rows, region.rows) && same(cols, region.cols)) {
    return patch.data;
  }
  const width = length(region.cols);
  const values = new Float64Array(elements(region, patch.channels));
  let to = 0;
  for (let n = region.images.from; n < region.images.to; n++) {
    for (let c = 0; c < patch.channels; c++) {
      const plane = ((n - images.from) * patch.channels + c) * length(rows);
      for (let r = region.rows.from; r < region.rows.to; r++, to += width) {
        const at = (plane + r - rows.from) * length(cols) + region.cols.from - cols.from;
        values.set(patch.data.subarray(at, at + width), to);
      }
    }
  }
  return values;
}
