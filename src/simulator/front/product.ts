import type { Type } from './types';

/**
 * For each slot of a matrix product: the slots of left and right whose products are summed, in order. Matrices
 * lie column after column.
 */
export function productTerms(left: Type, right: Type): [number, number][][] {
  if (left.kind === 'matrix' && right.kind === 'vector') {
    return range(left.rows).map((row) =>
      range(left.columns).map((k): [number, number] => [k * left.rows + row, k]),
    );
  }
  if (left.kind === 'vector' && right.kind === 'matrix') {
    return range(right.columns).map((column) =>
      range(right.rows).map((k): [number, number] => [k, column * right.rows + k]),
    );
  }
  if (left.kind === 'matrix' && right.kind === 'matrix') {
    return range(right.columns).flatMap((column) =>
      range(left.rows).map((row) =>
        range(left.columns).map((k): [number, number] => [
          k * left.rows + row,
          column * right.rows + k,
        ]),
      ),
    );
  }
  return [];
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
