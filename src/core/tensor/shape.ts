/** Sizes of a tensor from the slowest dimension to the fastest (row-major). */
export type Shape = readonly number[];

/** The number of elements of a shape; a scalar, `[]`, has one. */
export function count(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The index tuple of the element at `flat` in row-major order. */
export function unflatten(shape: Shape, flat: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = flat;
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d] ?? 1;
    index[d] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}
