import type { Rounding } from '../blocks/block';
import type { Shape } from '../tensor/shape';
import type { Patch, Region } from './region';

/**
 * What a layer does, by kind of operation, so that each paper's way of counting is a choice of weights
 * (see `conventions.ts`). A bias starts its sum, so the 2 K operations of K multiply-adds hold it.
 */
export interface Operations {
  /** Uses of a weight in a convolution or a linear layer. */
  readonly multiplyAdds?: number;
  /** Outputs that start from a bias. */
  readonly biases?: number;
  /** Elements that pass a normalisation. */
  readonly normalised?: number;
  /** Elements that pass a ReLU or a ReLU6. */
  readonly rectified?: number;
  /** Terms of averages: k·k for each output of a k × k pooling. */
  readonly averaged?: number;
  /** Terms of maxima. */
  readonly compared?: number;
  /** Other additions, multiplications and divisions, element by element. */
  readonly combined?: number;
  /** Exponentials: of sigmoid, tanh and softmax. */
  readonly exponentials?: number;
}

/** One tensor of numbers that a layer reads besides its inputs. */
export interface WeightForm {
  readonly role: string;
  readonly shape: Shape;
  /** How many of the numbers are learned: not the running statistics of a batch norm, no index. */
  readonly learned: number;
}

/** What a layer is asked to compute: a region of its output, from patches that hold what it needs. */
export interface Call {
  readonly inputs: readonly Patch[];
  /** Shapes of the whole inputs: what lies outside them is padding. */
  readonly shapes: readonly Shape[];
  readonly weights: readonly Float64Array[];
  readonly region: Region;
  readonly round: Rounding;
}

/** How far an output sees, in rows and in columns; fractions of a stride come from resizing. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
}

/** One layer of a network: plain data, and what follows from it. One file of `layers/` a kind. */
export interface Layer {
  readonly kind: string;
  /** In words, for tables and pictures: “conv 3 × 3 / 2”. */
  readonly label: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The output's shape, or in words which attribute does not fit and why. */
  shape(inputs: readonly Shape[]): Shape | string;
  /** Absent where nothing but the inputs is read. */
  weights?(inputs: readonly Shape[]): readonly WeightForm[];
  /** The region of input `which` that a region of the output depends on; absent where they are the same. */
  needs?(region: Region, inputs: readonly Shape[], which: number): Region;
  forward(call: Call): Float64Array;
  operations(inputs: readonly Shape[], output: Shape): Operations;
  /** Absent where each output sees one position. */
  window?(inputs: readonly Shape[]): Window;
  /**
   * Where the output may stand: in the memory of an input that is not needed again (`overwrites`), or always
   * in that of its only input, since the numbers are the same (`views`). Absent: in memory of its own.
   */
  readonly memory?: 'overwrites' | 'views';
}

/** The patch at a place; a layer that is asked without its inputs is a mistake of our own code. */
export function patchAt(call: Call, which: number): Patch {
  const patch = call.inputs[which];
  if (patch === undefined) throw new RangeError(`A layer was called without its input ${which}.`);
  return patch;
}

/** The numbers of a weight, under the same terms. */
export function weightAt(call: Call, which: number): Float64Array {
  const weight = call.weights[which];
  if (weight === undefined) throw new RangeError(`A layer was called without its weight ${which}.`);
  return weight;
}

/** The first shape; the layers of one input ask for it. */
export function only(inputs: readonly Shape[]): Shape {
  return inputs[0] ?? [];
}
