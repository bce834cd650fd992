import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { offset } from '../graph/layers/offset';
import { extent } from '../graph/region';
import {
  convNorm,
  convolved,
  type Naming,
  normalised,
  type NormReading,
  unnamed,
} from './conv-norm';

/** Separable convolutions and pools by their kernel. */
export type Operation = 'identity' | 'sep3' | 'sep5' | 'sep7' | 'avg3' | 'max3';

/** One half of a combination: what is done to which state. */
export type Half = readonly [Operation, number];

/**
 * A cell that a search has found, as data. States 0 and 1 are the cell's inputs, each combination adds one as the
 * sum of its halves, and the states of `joined` are the output, one behind the other.
 */
export interface Cell {
  readonly combinations: readonly (readonly [Half, Half])[];
  readonly joined: readonly number[];
}

/** How a cell is read; an empty reading is the definition, each entry is a mistake. */
export interface CellReading extends NormReading {
  /** A separable convolution is applied once, where it is twice. */
  readonly separableOnce?: boolean;
  readonly paddingAveraged?: boolean;
  readonly poolPaddingWins?: boolean;
  /** The combination in which both inputs are taken for each other. */
  readonly swappedIn?: number;
}

export interface CellOptions {
  readonly to: number;
  /** Of every operation on one of the cell's inputs. */
  readonly stride?: number;
  readonly tensors?: Naming;
  readonly reading?: CellReading;
}

/**
 * Builds a cell. Depthwise kernels are packed in wd, their 1 × 1 in wp, further 1 × 1 in wi, statistics in bn, each in
 * the order of the table. Windows are padded by half the kernel on either side, whatever the stride.
 */
export function searchedCell(
  g: Builder,
  inputs: readonly [Value, Value],
  cell: Cell,
  options: CellOptions,
): Value {
  const { stride = 1, reading = {} } = options;
  const states: Value[] = [...inputs];
  cell.combinations.forEach((halves, number) => {
    const swapped = reading.swappedIn === number;
    const [left, right] = halves.map(([operation, from]) => {
      const state = swapped && from < 2 ? 1 - from : from;
      const own = { ...options, stride: state < 2 ? stride : 1 };
      return apply(g, states[state] ?? inputs[0], operation, own);
    });
    if (left !== undefined && right !== undefined) states.push(g.add(left, right));
  });
  return g.concat(...cell.joined.flatMap((state) => states[state] ?? []));
}

function apply(g: Builder, x: Value, operation: Operation, options: CellOptions): Value {
  const { to, stride = 1, reading = {} } = options;
  const same = extent(x.shape).C === to;
  switch (operation) {
    case 'identity':
      return same && stride === 1 ? x : point(g, g.relu(x), options);
    case 'avg3':
    case 'max3': {
      const window = { kernel: 3, stride, padding: 1 };
      const pooled =
        operation === 'avg3'
          ? g.averagePool(x, { ...window, countPadding: reading.paddingAveraged === true })
          : g.maxPool(x, { ...window, zeroPadding: reading.poolPaddingWins === true });
      return same ? pooled : point(g, pooled, { ...options, stride: 1 });
    }
    default: {
      const kernel = Number(operation.slice(3));
      const once = separable(g, x, kernel, options);
      const twice = separable(g, once, kernel, { ...options, stride: 1 });
      return reading.separableOnce === true ? once : twice;
    }
  }
}

/** ReLU, depthwise, 1 × 1, batch norm. */
function separable(g: Builder, x: Value, kernel: number, options: CellOptions): Value {
  const { to, stride = 1, tensors = unnamed, reading = {} } = options;
  const { C } = extent(x.shape);
  const window = { kernel, stride, padding: (kernel - 1) / 2 };
  const depthwise = { ...window, to: C, groups: C, weight: tensors('wd') };
  const filtered = convolved(g, g.relu(x), depthwise);
  const names = { weight: tensors('wp'), statistics: tensors('bn') };
  return convNorm(g, filtered, { ...names, batchNorm: reading.batchNorm, to, kernel: 1 });
}

/** 1 × 1, batch norm. */
function point(g: Builder, x: Value, options: CellOptions): Value {
  const { to, stride = 1, tensors = unnamed, reading = {} } = options;
  const names = { weight: tensors('wi'), statistics: tensors('bn') };
  return convNorm(g, x, { ...names, batchNorm: reading.batchNorm, to, stride, kernel: 1 });
}

export interface FitOptions {
  readonly to: number;
  readonly tensors?: Naming;
}

/** Fits an input to a cell's width: ReLU, 1 × 1 (wi), batch norm (Zoph et al. 2018, appendix A.4). */
export function fitted(g: Builder, x: Value, options: FitOptions): Value {
  return point(g, g.relu(x), options);
}

/**
 * Fits an input that is twice as large: ReLU; every second position, and every second beginning one row and one
 * column later, each through a 1 × 1 (wi) to half of the width; concat; batch norm. `to` is even.
 */
export function halved(g: Builder, x: Value, { to, tensors = unnamed }: FitOptions): Value {
  const active = g.relu(x);
  const half = { weight: tensors('wi'), to: to / 2, kernel: 1 };
  const every = (from: Value): Value =>
    convolved(g, g.averagePool(from, { kernel: 1, stride: 2 }), half);
  const joined = g.concat(every(active), every(g.layer(offset(1, 1), [active])));
  return normalised(g, joined, tensors('bn'));
}
