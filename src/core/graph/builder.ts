import { type Built, draft, type Draft, type Place, type Value } from './draft';
import type { Pair } from './axis';
import type { Layer } from './layer';
import { relu, relu6, sigmoid, tanh } from './layers/activation';
import { adaptiveAveragePool, globalAveragePool } from './layers/adaptive-pool';
import { add } from './layers/add';
import { averagePool, type AveragePoolOptions } from './layers/average-pool';
import { batchNorm, type BatchNormOptions } from './layers/batch-norm';
import { concat } from './layers/concat';
import { conv, type ConvOptions } from './layers/conv';
import { dropout } from './layers/dropout';
import { flatten } from './layers/flatten';
import { gather, gatherBy, shuffle } from './layers/gather';
import { linear } from './layers/linear';
import { localResponseNorm, type LocalResponseOptions } from './layers/local-response-norm';
import { maxPool, type MaxPoolOptions } from './layers/max-pool';
import { meanOf } from './layers/mean-of';
import { multiply } from './layers/multiply';
import { resize } from './layers/resize';
import { shift } from './layers/shift';
import { softmax } from './layers/softmax';
import { extent } from './region';

/** The name of a layer, where it matters. */
interface Named {
  readonly name?: string;
}

/** The tensors of a layer's weight and bias; without a name they are tensors of their own. */
interface Weighted extends Named {
  readonly weight?: string;
  /** A tensor's name, or whether there is a bias at all. */
  readonly bias?: string | boolean;
}

interface ConvCall extends Omit<ConvOptions, 'bias'>, Weighted {}
interface DepthwiseCall extends Omit<ConvCall, 'to' | 'groups'> {
  /** Outputs for each input channel; output c · multiplier + k reads channel c. 1 by default. */
  readonly multiplier?: number;
}
interface BatchNormCall extends BatchNormOptions, Named {
  /** The tensor of gamma | beta | mean | var; batch norms of one name follow each other in it. */
  readonly statistics?: string;
}
interface LinearCall extends Weighted {
  readonly to: number;
}

/** Describes a block or a network, layer by layer. Each call gives the value that the layer makes. */
export interface Builder extends Pick<Draft, 'input' | 'layer' | 'section'> {
  conv(x: Value, options: ConvCall): Value;
  depthwise(x: Value, options: DepthwiseCall): Value;
  /** Has a bias unless told otherwise. */
  linear(x: Value, options: LinearCall): Value;
  batchNorm(x: Value, options?: BatchNormCall): Value;
  relu(x: Value): Value;
  relu6(x: Value): Value;
  sigmoid(x: Value): Value;
  tanh(x: Value): Value;
  softmax(x: Value): Value;
  /** x times one number a channel, as a squeeze-and-excitation gate gives them, or times a map of x's shape. */
  multiply(x: Value, gate: Value): Value;
  add(...inputs: Value[]): Value;
  concat(...inputs: Value[]): Value;
  maxPool(x: Value, options: MaxPoolOptions & Named): Value;
  averagePool(x: Value, options: AveragePoolOptions & Named): Value;
  globalAveragePool(x: Value): Value;
  adaptiveAveragePool(x: Value, bins: Pair): Value;
  flatten(x: Value): Value;
  /** Channel shuffle; `shuffle(g)` and then `shuffle(C / g)` change nothing. */
  shuffle(x: Value, groups: number): Value;
  /** Output channel o is input channel index[o]. */
  gather(x: Value, index: readonly number[]): Value;
  /** The same with an index that is data: a tensor [to]. */
  gatherBy(x: Value, options: { readonly index: string; readonly to: number }): Value;
  /** Each channel by its own rows and columns: a tensor [2, C] of dy, then dx. */
  shift(x: Value, options: { readonly offsets: string }): Value;
  /** Bilinear, half-pixel centres. */
  resize(x: Value, to: Pair): Value;
  /** The mean of paths of one shape; with `keep`, a tensor [N, K], of those that each image keeps. */
  mean(paths: readonly Value[], options?: { readonly keep?: string }): Value;
  localResponseNorm(x: Value, options?: LocalResponseOptions): Value;
  dropout(x: Value, rate?: number): Value;
}

/** Builds a graph from its description, which gives the outputs by name. */
export function buildGraph(describe: (g: Builder) => Readonly<Record<string, Value>>): Built {
  const drafted = draft();
  return drafted.finish(describe(builder(drafted)));
}

function builder(drafted: Draft): Builder {
  const layer: Draft['layer'] = (of, inputs, place) => drafted.layer(of, inputs, place);
  const one =
    (of: Layer) =>
    (x: Value): Value =>
      layer(of, [x]);
  const convolve = (x: Value, options: ConvCall): Value => {
    const { name, weight, bias = false, ...rest } = options;
    return layer(conv({ ...rest, bias: bias !== false }), [x], weighted({ name, weight, bias }));
  };
  return {
    ...drafted,
    conv: convolve,
    depthwise: (x, { multiplier = 1, ...rest }) => {
      const channels = extent(x.shape).C;
      return convolve(x, { ...rest, to: channels * multiplier, groups: channels });
    },
    linear: (x, { name, weight, bias = true, to }) =>
      layer(linear({ to, bias: bias !== false }), [x], weighted({ name, weight, bias })),
    batchNorm: (x, { name, statistics, ...options } = {}) =>
      layer(batchNorm(options), [x], { name, weights: { statistics } }),
    ...{ relu: one(relu), relu6: one(relu6), sigmoid: one(sigmoid), tanh: one(tanh) },
    add: (...inputs) => layer(add, inputs),
    concat: (...inputs) => layer(concat, inputs),
    maxPool: (x, { name, ...options }) => layer(maxPool(options), [x], { name }),
    averagePool: (x, { name, ...options }) => layer(averagePool(options), [x], { name }),
    globalAveragePool: one(globalAveragePool()),
    adaptiveAveragePool: (x, bins) => layer(adaptiveAveragePool(bins), [x]),
    ...{ flatten: one(flatten), softmax: one(softmax) },
    multiply: (x, gate) => layer(multiply, [x, gate]),
    shuffle: (x, groups) => layer(shuffle(groups), [x]),
    gather: (x, index) => layer(gather(index), [x]),
    gatherBy: (x, { index, to }) => layer(gatherBy(to), [x], { weights: { index } }),
    shift: (x, { offsets }) => layer(shift, [x], { weights: { offsets } }),
    resize: (x, to) => layer(resize(to), [x]),
    mean: (paths, { keep } = {}) => layer(meanOf(keep !== undefined), paths, { weights: { keep } }),
    localResponseNorm: (x, options) => layer(localResponseNorm(options), [x]),
    dropout: (x, rate = 0.5) => layer(dropout(rate), [x]),
  };
}

function weighted(of: {
  name: string | undefined;
  weight: string | undefined;
  bias: string | boolean;
}): Place {
  const bias = typeof of.bias === 'string' ? of.bias : undefined;
  return { name: of.name, weights: { weight: of.weight, bias } };
}
