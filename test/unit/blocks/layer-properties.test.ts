// Blocks of one layer, and the smallest of several, against definitions that are read off their equations.
import { test } from 'vitest';
import type { Parameters, Tensors } from '../../../src/core/blocks/block';
import { agrees, at, expectProved, range, sizes, total, type Definition } from './plain';
import { only } from './stored';

type Read = (name: string, ...index: number[]) => number;

/** Numbers of row-major tensors of the given shapes; undefined outside. */
function reader(inputs: Tensors, shapes: Readonly<Record<string, readonly number[]>>): Read {
  return (name, ...index) => {
    const shape = shapes[name] ?? [];
    if (index.some((i, axis) => i < 0 || i >= (shape[axis] ?? 0))) return NaN;
    const flat = index.reduce((sum, i, axis) => sum * (shape[axis] ?? NaN) + i, 0);
    return only(inputs, name)[flat] ?? NaN;
  };
}

/** y, element by element over [N, C, H, W]. */
function map(
  [N = 0, C = 0, H = 0, W = 0]: readonly number[],
  value: (n: number, c: number, r: number, q: number) => number,
): number[] {
  return range(N).flatMap((n) =>
    range(C).flatMap((c) => range(H).flatMap((r) => range(W).map((q) => value(n, c, r, q)))),
  );
}

const shapeOf = (p: Parameters, channels = 'C'): number[] =>
  ['N', channels, 'H', 'W'].map((name) => at(p, name));

const elementwise =
  (of: (x: number) => number): Definition =>
  (_, inputs) => ({ y: [...only(inputs, 'x')].map(of) });

const length = sizes({ n: [1, 40] });
const maps = { N: [1, 3], C: [1, 5], H: [1, 6], W: [1, 6] } as const;
const kernels = { Kh: [1, 4], Kw: [1, 4], sh: [1, 3], sw: [1, 3] } as const;
const windows = { ...kernels, ph: [0, 2], pw: [0, 2], ceil: [0, 1] } as const;

test('add', () => {
  agrees('add', length, (_, { a = new Float64Array(), b }) => ({
    c: [...a].map((value, i) => value + (b?.[i] ?? NaN)),
  }));
});

test('transpose', () => {
  agrees('transpose', sizes({ rows: [1, 9], cols: [1, 9] }), (p, { a }) => ({
    t: range(at(p, 'cols')).flatMap((c) =>
      range(at(p, 'rows')).map((r) => a?.[r * at(p, 'cols') + c] ?? NaN),
    ),
  }));
});

test('sum', () => {
  agrees('sum', length, (_, { x = new Float64Array() }) => ({ s: [total(x)] }));
});

test('ReLU, ReLU6 and sigmoid', () => {
  agrees(
    'relu',
    length,
    elementwise((x) => (x > 0 ? x : 0)),
    ['uniform', 'integers', 'wide'],
  );
  agrees(
    'relu6',
    length,
    elementwise((x) => (x > 6 ? 6 : x > 0 ? x : 0)),
    ['integers', 'uniform'],
  );
  agrees(
    'sigmoid',
    length,
    elementwise((x) => 1 / (1 + Math.exp(-x))),
  );
});

test('softmax', () => {
  agrees('softmax', sizes({ N: [1, 4], C: [1, 9] }), (p, inputs) => {
    const x = reader(inputs, { x: [at(p, 'N'), at(p, 'C')] });
    const power = (n: number, c: number): number => Math.exp(x('x', n, c));
    return {
      y: range(at(p, 'N')).flatMap((n) => {
        const sum = total(range(at(p, 'C')).map((c) => power(n, c)));
        return range(at(p, 'C')).map((c) => power(n, c) / sum);
      }),
    };
  });
});

test('linear', () => {
  agrees('linear', sizes({ N: [1, 3], Ci: [1, 6], Co: [1, 6] }), (p, inputs) => {
    const [N, Ci, Co] = [at(p, 'N'), at(p, 'Ci'), at(p, 'Co')];
    const of = reader(inputs, { x: [N, Ci], w: [Co, Ci], bias: [Co] });
    const y = (n: number, o: number): number =>
      of('bias', o) + total(range(Ci).map((c) => of('w', o, c) * of('x', n, c)));
    return { y: range(N).flatMap((n) => range(Co).map((o) => y(n, o))) };
  });
});

const normalised = (x: number, bn: (kind: number) => number): number =>
  (bn(0) * (x - bn(2))) / Math.sqrt(bn(3) + 1e-5) + bn(1);

test('batch norm', () => {
  agrees('batch-norm', sizes(maps), (p, inputs) => {
    const of = reader(inputs, { x: shapeOf(p), bn: [4, at(p, 'C')] });
    const y = map(shapeOf(p), (n, c, r, q) =>
      normalised(of('x', n, c, r, q), (kind) => of('bn', kind, c)),
    );
    return { y };
  });
});

test('local response normalisation', () => {
  agrees('local-response-norm', sizes({ ...maps, size: [1, 6] }), (p, inputs) => {
    const of = reader(inputs, { x: shapeOf(p) });
    const [C, size] = [at(p, 'C'), at(p, 'size')];
    return {
      y: map(shapeOf(p), (n, c, r, q) => {
        const near = range(C).filter(
          (j) => j >= c - Math.floor(size / 2) && j < c - Math.floor(size / 2) + size,
        );
        const squares = total(near.map((j) => of('x', n, j, r, q) ** 2));
        return of('x', n, c, r, q) / (2 + 1e-4 * squares) ** 0.75;
      }),
    };
  });
});

/** Pixels of a window that lie in the map, and how many more lie in its padding. */
function windowOf(
  p: Parameters,
  r: number,
  q: number,
): { pixels: [number, number][]; padding: number } {
  const along = (axis: 'h' | 'w', size: string, out: number): number[] =>
    range(at(p, `K${axis}`))
      .map((i) => out * at(p, `s${axis}`) - at(p, `p${axis}`) + i)
      .filter((i) => i < at(p, size) + at(p, `p${axis}`));
  const [rows, cols] = [along('h', 'H', r), along('w', 'W', q)];
  const pixels = rows.flatMap((h) => cols.map((w): [number, number] => [h, w]));
  const inside = pixels.filter(([h, w]) => h >= 0 && w >= 0 && h < at(p, 'H') && w < at(p, 'W'));
  return { pixels: inside, padding: pixels.length - inside.length };
}

function pooled(p: Parameters): number[] {
  const out = (axis: 'h' | 'w', size: string): number => {
    const steps = (at(p, size) + 2 * at(p, `p${axis}`) - at(p, `K${axis}`)) / at(p, `s${axis}`);
    const most = at(p, 'ceil') === 1 ? Math.ceil(steps) : Math.floor(steps);
    // No window begins behind the map and the padding before it.
    return (most * at(p, `s${axis}`) >= at(p, size) + at(p, `p${axis}`) ? most - 1 : most) + 1;
  };
  return [at(p, 'N'), at(p, 'C'), out('h', 'H'), out('w', 'W')];
}

test('max pooling', () => {
  agrees('max-pool', sizes({ ...maps, ...windows }), (p, inputs) => {
    const of = reader(inputs, { x: shapeOf(p) });
    const y = map(pooled(p), (n, c, r, q) =>
      Math.max(...windowOf(p, r, q).pixels.map(([h, w]) => of('x', n, c, h, w))),
    );
    return { y };
  });
});

test('average pooling, with and without the padding in the divisor', () => {
  agrees('average-pool', sizes({ ...maps, ...windows, pad: [0, 1] }), (p, inputs) => {
    const of = reader(inputs, { x: shapeOf(p) });
    const y = map(pooled(p), (n, c, r, q) => {
      const { pixels, padding } = windowOf(p, r, q);
      const divisor = pixels.length + at(p, 'pad') * padding;
      return total(pixels.map(([h, w]) => of('x', n, c, h, w))) / divisor;
    });
    return { y };
  });
});

test('global and adaptive average pooling', () => {
  const mean = (values: number[]): number => total(values) / values.length;
  const bin = (i: number, size: number, bins: number): number[] =>
    range(size).filter((k) => k >= Math.floor((i * size) / bins) && k * bins < (i + 1) * size);
  const bins = (p: Parameters, inputs: Tensors, Bh: number, Bw: number): number[] => {
    const of = reader(inputs, { x: shapeOf(p) });
    return map([at(p, 'N'), at(p, 'C'), Bh, Bw], (n, c, i, j) =>
      mean(
        bin(i, at(p, 'H'), Bh).flatMap((h) =>
          bin(j, at(p, 'W'), Bw).map((w) => of('x', n, c, h, w)),
        ),
      ),
    );
  };
  agrees('global-average-pool', sizes(maps), (p, inputs) => ({ y: bins(p, inputs, 1, 1) }));
  agrees('adaptive-average-pool', sizes({ ...maps, Bh: [1, 8], Bw: [1, 8] }), (p, inputs) => ({
    y: bins(p, inputs, at(p, 'Bh'), at(p, 'Bw')),
  }));
});

test('concat', () => {
  const ranges = { N: [1, 3], Ca: [1, 4], Cb: [1, 4], H: [1, 4], W: [1, 4] } as const;
  agrees('concat', sizes(ranges), (p, inputs) => {
    const [Ca, Cb] = [at(p, 'Ca'), at(p, 'Cb')];
    const of = reader(inputs, { a: shapeOf(p, 'Ca'), b: shapeOf(p, 'Cb') });
    const y = map([at(p, 'N'), Ca + Cb, at(p, 'H'), at(p, 'W')], (n, c, r, q) =>
      c < Ca ? of('a', n, c, r, q) : of('b', n, c - Ca, r, q),
    );
    return { y };
  });
});

test('bilinear resize', () => {
  agrees('resize', sizes({ ...maps, Ho: [1, 9], Wo: [1, 9] }), (p, inputs) => {
    const of = reader(inputs, { x: shapeOf(p) });
    const [H, W, Ho, Wo] = [at(p, 'H'), at(p, 'W'), at(p, 'Ho'), at(p, 'Wo')];
    const tent = (k: number, out: number, size: number, i: number): number => {
      const place = Math.min(Math.max(((k + 0.5) * size) / out - 0.5, 0), size - 1);
      return Math.max(0, 1 - Math.abs(place - i));
    };
    const y = map([at(p, 'N'), at(p, 'C'), Ho, Wo], (n, c, r, q) =>
      total(
        range(H).flatMap((h) =>
          range(W).map((w) => tent(r, Ho, H, h) * tent(q, Wo, W, w) * of('x', n, c, h, w)),
        ),
      ),
    );
    return { y };
  });
});

test('depthwise separable convolution', () => {
  const ranges = { N: [1, 2], Ci: [1, 4], H: [1, 6], W: [1, 6], Co: [1, 4], s: [1, 3] } as const;
  agrees('depthwise-separable', sizes(ranges), (p, inputs) => {
    const [N, Ci, H, W, Co, s] = ['N', 'Ci', 'H', 'W', 'Co', 's'].map((name) => at(p, name)) as [
      ...[number, number, number, number, number, number],
    ];
    const shapes = { x: [N, Ci, H, W], wd: [Ci, 3, 3], bn1: [4, Ci], wp: [Co, Ci], bn2: [4, Co] };
    const of = reader(inputs, shapes);
    const relu = (value: number): number => (value > 0 ? value : 0);
    const filtered = (n: number, c: number, r: number, q: number): number => {
      let sum = 0;
      for (const i of range(3)) {
        for (const j of range(3)) {
          const value = of('x', n, c, r * s - 1 + i, q * s - 1 + j);
          if (!Number.isNaN(value)) sum += of('wd', c, i, j) * value;
        }
      }
      return relu(normalised(sum, (kind) => of('bn1', kind, c)));
    };
    const [Ho, Wo] = [Math.ceil(H / s), Math.ceil(W / s)];
    const y = map([N, Co, Ho, Wo], (n, o, r, q) => {
      const sum = total(range(Ci).map((c) => of('wp', o, c) * filtered(n, c, r, q)));
      return relu(normalised(sum, (kind) => of('bn2', kind, o)));
    });
    return { y };
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('layer-properties');
});
