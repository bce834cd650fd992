import type { Measured } from './measured-schema';

/** What is timed at one of the shapes: 0 is the first, others follow in their order. The pass mark is of the first alone. */
export function measuredAt(measured: Measured, shape: number): Measured | undefined {
  if (shape === 0) return measured;
  const other = measured.others?.[shape - 1];
  if (other === undefined) return undefined;
  const { says, sizes, softwareSizes, bytes = measured.bytes } = other;
  return { ...measured, says, sizes, softwareSizes, bytes, mark: undefined };
}

/** The names of the shapes, where there are several. */
export const shapeNames = ({ says = 'the usual shape', others = [] }: Measured): string[] =>
  others.length === 0 ? [] : [says, ...others.map((other) => other.says)];
