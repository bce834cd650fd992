import type { Block, Misreading, Tensors } from './block';
import { need, tensor, unfit, unlisted } from './need';

/** Which element of `a` goes where in `t`, both as flat indices. */
type Route = (r: number, c: number, rows: number, cols: number) => { from: number; to: number };

const straight: Route = (r, c, rows, cols) => ({ from: r * cols + c, to: c * rows + r });

function move(rows: number, cols: number, inputs: Tensors, route: Route): Tensors {
  const a = tensor(inputs, 'a');
  const t = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const { from, to } = route(r, c, rows, cols);
      t[to] = a[from] ?? 0;
    }
  }
  return { t };
}

function misread(id: string, route: Route): Misreading {
  return { id, forward: (p, inputs) => move(need(p, 'rows'), need(p, 'cols'), inputs, route) };
}

/** Transpose of a row-major matrix, a [rows, cols] to t [cols, rows]. */
export const transpose: Block = {
  id: 'transpose',
  name: 'Transpose',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { rows: 4096, cols: 4096 },
  equation: 't_{c,r} = a_{r,c}, \\quad t[c \\cdot rows + r] = a[r \\cdot cols + c]',
  source: 'CS179 lab 2, part 2',
  parameters: ['rows', 'cols'],
  inputs: ['a'],
  outputs: ['t'],
  steps: {
    t: { says: 'rows become columns', from: ['a'] },
  },
  illegal: (p) => unfit(p, { rows: 1, cols: 1 }),
  shapes: (p) => {
    const rows = need(p, 'rows');
    const cols = need(p, 'cols');
    return { a: [rows, cols], t: [cols, rows] };
  },
  forward: (p, inputs) => move(need(p, 'rows'), need(p, 'cols'), inputs, straight),
  terms: () => 1,
  cost: (p) => {
    const elements = need(p, 'rows') * need(p, 'cols');
    const bytes = 8 * elements;
    return { parameters: 0, multiplyAdds: 0, flops: 0, bytes, peakActivationBytes: bytes };
  },
  misreadings: [
    misread('copied', (r, c, _rows, cols) => ({ from: r * cols + c, to: r * cols + c })),
    // Here `t` is walked as a rows × cols matrix and `a` as a cols × rows one: the right formula
    // with the two numbers exchanged. Every element is written, once, so it is silent where other
    // swaps leave the binding.
    misread('rows-cols-swapped', (r, c, rows, cols) => ({ from: c * rows + r, to: r * cols + c })),
    // Only the stride of the reads is wrong. It runs past the end where rows > cols; what is there
    // reads as 0.
    misread('read-stride-swapped', (r, c, rows) => ({ from: r * rows + c, to: c * rows + r })),
  ],
  elementsAt: (p, inputs, _output, at) => {
    const [a, rows, cols] = [tensor(inputs, 'a'), need(p, 'rows'), need(p, 'cols')];
    return Float64Array.from(at, (to) => a[(to % rows) * cols + Math.floor(to / rows)] ?? 0);
  },
};

/**
 * The same, with the matrix bound a second time for loads of four numbers: a4 holds what a holds where rows · cols is
 * a multiple of 4 (`aligned` 1), and four numbers that nobody needs where it is not.
 */
export const transposeByFour: Block = {
  ...transpose,
  id: 'transpose-by-four',
  name: 'Transpose, four numbers at a time',
  example: { rows: 4096, cols: 4096, aligned: 1 },
  parameters: ['rows', 'cols', 'aligned'],
  inputs: ['a', 'a4'],
  steps: {
    t: { says: 'rows become columns, from either view', from: ['a', 'a4'] },
  },
  illegal: (p) => {
    const fault = transpose.illegal(p) ?? unlisted(p, { aligned: [0, 1] });
    if (fault !== undefined) return fault;
    const wanted = Number((need(p, 'rows') * need(p, 'cols')) % 4 === 0);
    return need(p, 'aligned') === wanted
      ? undefined
      : `aligned must be ${wanted} for ${need(p, 'rows')} × ${need(p, 'cols')}`;
  },
  shapes: (p) => {
    const { a = [], t = [] } = transpose.shapes(p);
    return { a, a4: [need(p, 'aligned') === 1 ? need(p, 'rows') * need(p, 'cols') : 4], t };
  },
  arrange: (p, free) => (need(p, 'aligned') === 1 ? { a4: tensor(free, 'a') } : {}),
};
