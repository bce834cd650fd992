import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { batchNorm, type BatchNormOptions } from '../graph/layers/batch-norm';
import { conv, type ConvOptions } from '../graph/layers/conv';

/**
 * What the tensor of a role in a block is called (w1, bn, …). Undefined leaves it a tensor of its own, as in
 * networks; layers whose roles have one name are packed in one tensor, in the order of the graph.
 */
export type Naming = (role: string) => string | undefined;

/** As the labs call them. */
export const byRole: Naming = (role) => role;
export const unnamed: Naming = () => undefined;

/** How the batch norms of a block are read. */
export interface NormReading {
  readonly batchNorm?: BatchNormOptions | undefined;
}

/** The mistakes that every block with batch norms knows. */
export const normMisreadings = { 'eps-left-out': { batchNorm: { epsilon: 0 } } };

interface Unit extends Omit<ConvOptions, 'bias'>, NormReading {
  readonly weight: string | undefined;
  readonly statistics: string | undefined;
}

/** A convolution without bias, then a batch norm: bn(w * x). */
export function convNorm(g: Builder, x: Value, unit: Unit): Value {
  const { weight, statistics, batchNorm: norm, ...options } = unit;
  return normalised(g, convolved(g, x, { ...options, weight }), statistics, { batchNorm: norm });
}

/** A convolution alone; it has a bias where `bias` is given, be it as undefined. */
export function convolved(
  g: Builder,
  x: Value,
  options: Omit<ConvOptions, 'bias'> & {
    readonly weight: string | undefined;
    readonly bias?: string | undefined;
  },
): Value {
  const { weight, bias, ...rest } = options;
  return g.layer(conv({ ...rest, bias: 'bias' in options }), [x], { weights: { weight, bias } });
}

/** A batch norm. */
export function normalised(
  g: Builder,
  x: Value,
  statistics: string | undefined,
  { batchNorm: options }: NormReading = {},
): Value {
  return g.layer(batchNorm(options), [x], { weights: { statistics } });
}
