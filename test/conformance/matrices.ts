import { is, type Kind, type Operation } from './operation';

const takes = (count: number): Kind[] => new Array<Kind>(count).fill('f32');
const vec = (args: readonly string[]): string => `vec${args.length}<f32>(${args.join(', ')})`;

/** Whole numbers, so that nothing is rounded and every order of a sum gives the same. */
const cells = [3, -1, 2, 5, 0, 4, -2, 7, 1, 6, -3, 8, 9, -5, 10, -4];
const matrices = [0, 1, 2, 5].map((by) => cells.map((_, i) => cells[(i * 3 + by) % 16] ?? 0));

/** By the sum over all orders of the columns. */
function determinant(m: readonly number[], n: number): number {
  const sum = (rows: readonly number[], column: number): number =>
    column === n
      ? 1
      : rows.reduce(
          (total, row, k) =>
            total +
            (k % 2 === 0 ? 1 : -1) *
              (m[column * n + row] ?? 0) *
              sum(
                rows.filter((r) => r !== row),
                column + 1,
              ),
          0,
        );
  return sum(
    Array.from({ length: n }, (_, i) => i),
    0,
  );
}

function ofMatrices(n: number): Operation[] {
  const matrix = (x: readonly string[]): string =>
    `mat${n}x${n}<f32>(${x.slice(0, n * n).join(', ')})`;
  const common = { takes: takes(16), rows: matrices };
  const at = (m: readonly number[], column: number, row: number): number =>
    m[column * n + row] ?? 0;
  const all = Array.from({ length: n }, (_, i) => i);
  const last = n - 1;
  return [
    {
      ...common,
      name: `determinant of ${n} by ${n}`,
      gives: ['f32'],
      text: (...x) => [`determinant(${matrix(x)})`],
      allowed: (...x) => [is(determinant(x, n))],
    },
    {
      ...common,
      name: `products of ${n} by ${n}`,
      gives: takes(4),
      text: (...x) => [
        `(${matrix(x)} * ${matrix([...x].reverse())})[1][${last}]`,
        `(${matrix(x)} * ${vec(x.slice(0, n))})[0]`,
        `(${vec(x.slice(0, n))} * ${matrix(x)})[${last}]`,
        `transpose(${matrix(x)})[1][0] - (${matrix(x)} * ${x[0] ?? ''})[0][1]`,
      ],
      allowed: (...x) => {
        const other = [...x].reverse();
        const sum = (term: (k: number) => number): number =>
          all.reduce((total, k) => total + term(k), 0);
        return [
          is(sum((k) => at(x, k, last) * at(other, 1, k))),
          is(sum((k) => at(x, k, 0) * (x[k] ?? 0))),
          is(sum((k) => (x[k] ?? 0) * at(x, last, k))),
          is(at(x, 0, 1) - at(x, 0, 1) * (x[0] ?? 0)),
        ];
      },
    },
  ];
}

export const matrixOperations: readonly Operation[] = [2, 3, 4].flatMap(ofMatrices);
