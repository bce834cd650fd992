import type { Tensors } from '../../../src/core/blocks/block';
import { only } from './stored';

/** A map [n, c, h, w] and its numbers: what the plain definitions of this folder compute with, loop by loop. */
export interface Plain {
  readonly n: number;
  readonly c: number;
  readonly h: number;
  readonly w: number;
  readonly data: Float64Array;
}

type Size = Pick<Plain, 'n' | 'c' | 'h' | 'w'>;

export function at(x: Plain, n: number, c: number, r: number, q: number): number {
  if (r < 0 || q < 0 || r >= x.h || q >= x.w) return 0;
  return x.data[((n * x.c + c) * x.h + r) * x.w + q] ?? NaN;
}

export function each(
  size: Size,
  value: (n: number, c: number, r: number, q: number) => number,
): Plain {
  const data: number[] = [];
  for (let n = 0; n < size.n; n++) {
    for (let c = 0; c < size.c; c++) {
      for (let r = 0; r < size.h; r++) {
        for (let q = 0; q < size.w; q++) data.push(value(n, c, r, q));
      }
    }
  }
  return { ...size, data: Float64Array.from(data) };
}

/** Tensors from which each layer takes its numbers in turn. */
export interface Packs {
  take(name: string, length: number): Float64Array;
}

export function packs(tensors: Tensors): Packs {
  const taken = new Map<string, number>();
  return {
    take: (name, length) => {
      const from = taken.get(name) ?? 0;
      taken.set(name, from + length);
      return only(tensors, name).subarray(from, from + length);
    },
  };
}

export interface Kernel {
  readonly to: number;
  readonly k: number;
  readonly s?: number;
  readonly p?: number;
  readonly d?: number;
  readonly g?: number;
}

function outSize(size: number, { k, s = 1, p = (k - 1) / 2, d = 1 }: Omit<Kernel, 'to'>): number {
  return Math.floor((size + 2 * p - d * (k - 1) - 1) / s) + 1;
}

/** Convolution by seven loops. */
export function conv(x: Plain, w: Float64Array, kernel: Kernel, bias?: Float64Array): Plain {
  const { to, k, s = 1, p = (k - 1) / 2, d = 1, g = 1 } = kernel;
  const size = { n: x.n, c: to, h: outSize(x.h, kernel), w: outSize(x.w, kernel) };
  const depth = x.c / g;
  return each(size, (n, o, r, q) => {
    const first = Math.floor(o / (to / g)) * depth;
    let sum = bias?.[o] ?? 0;
    for (let c = 0; c < depth; c++) {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          const value = at(x, n, first + c, r * s - p + i * d, q * s - p + j * d);
          sum += (w[((o * depth + c) * k + i) * k + j] ?? NaN) * value;
        }
      }
    }
    return sum;
  });
}

/** A convolution whose weight is the next part of a tensor. */
export function convOf(t: Packs, x: Plain, name: string, kernel: Kernel, bias?: string): Plain {
  const { to, k, g = 1 } = kernel;
  const w = t.take(name, (to * x.c * k * k) / g);
  return conv(x, w, kernel, bias === undefined ? undefined : t.take(bias, to));
}

export function norm(t: Packs, x: Plain): Plain {
  const packed = t.take('bn', 4 * x.c);
  const of = (kind: number, c: number): number => packed[kind * x.c + c] ?? NaN;
  return each(
    x,
    (n, c, r, q) =>
      (of(0, c) * (at(x, n, c, r, q) - of(2, c))) / Math.sqrt(of(3, c) + 1e-5) + of(1, c),
  );
}

export function map(x: Plain, f: (value: number) => number): Plain {
  return { ...x, data: x.data.map(f) };
}

export const relu = (x: Plain): Plain => map(x, (v) => (v > 0 ? v : 0));
export const relu6 = (x: Plain): Plain => map(x, (v) => (v > 6 ? 6 : v > 0 ? v : 0));
export const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

export function add(...parts: Plain[]): Plain {
  const [first = each({ n: 0, c: 0, h: 0, w: 0 }, () => 0)] = parts;
  return each(first, (...place) => parts.reduce((sum, part) => sum + at(part, ...place), 0));
}

/** The channels of x that are listed, in that order. */
export function channels(x: Plain, list: ArrayLike<number>): Plain {
  return each({ ...x, c: list.length }, (n, c, r, q) => at(x, n, list[c] ?? NaN, r, q));
}

export function concat(...parts: Plain[]): Plain {
  const owners = parts.flatMap((part) =>
    Array.from({ length: part.c }, (_, c) => [part, c] as const),
  );
  const [first] = parts;
  if (first === undefined) throw new Error('Nothing to concat.');
  return each({ ...first, c: owners.length }, (n, c, r, q) => {
    const [part, own] = owners[c] ?? [first, 0];
    return at(part, n, own, r, q);
  });
}

/** The numbers of a window inside the map. */
function seen(x: Plain, n: number, c: number, rows: number[], cols: number[]): number[] {
  return rows
    .filter((r) => r >= 0 && r < x.h)
    .flatMap((r) => cols.filter((q) => q >= 0 && q < x.w).map((q) => at(x, n, c, r, q)));
}

const average = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

export function pool(x: Plain, kind: 'max' | 'mean', k: number, s: number, p: number): Plain {
  const size = { ...x, h: outSize(x.h, { k, s, p }), w: outSize(x.w, { k, s, p }) };
  return each(size, (n, c, r, q) => {
    const values = seen(x, n, c, range(r * s - p, r * s - p + k), range(q * s - p, q * s - p + k));
    return kind === 'max' ? Math.max(...values) : average(values);
  });
}

export function bins(x: Plain, b: number): Plain {
  const edge = (i: number, size: number): number[] =>
    range(Math.floor((i * size) / b), Math.ceil(((i + 1) * size) / b));
  return each({ ...x, h: b, w: b }, (n, c, r, q) =>
    average(seen(x, n, c, edge(r, x.h), edge(q, x.w))),
  );
}

/** Bilinear, half-pixel centres, clamped; a tent over each input position, so that the weights add up to 1. */
export function resize(x: Plain, h: number, w: number): Plain {
  const tent = (i: number, out: number, size: number): number[] => {
    const place = Math.min(Math.max(((i + 0.5) * size) / out - 0.5, 0), size - 1);
    return range(0, size).map((k) => Math.max(0, 1 - Math.abs(place - k)));
  };
  return each({ ...x, h, w }, (n, c, r, q) => {
    const [down, across] = [tent(r, h, x.h), tent(q, w, x.w)];
    let sum = 0;
    down.forEach((a, i) => {
      across.forEach((b, j) => (sum += a * b * at(x, n, c, i, j)));
    });
    return sum;
  });
}

/** Input channel c goes to (c mod C/g) · g + floor(c / (C/g)). */
export function shuffle(x: Plain, g: number): Plain {
  const from: number[] = [];
  for (let c = 0; c < x.c; c++) from[(c % (x.c / g)) * g + Math.floor(c / (x.c / g))] = c;
  return channels(x, from);
}

export function linear(x: Plain, w: Float64Array, b: Float64Array): Plain {
  return conv(x, w, { to: b.length, k: 1 }, b);
}
