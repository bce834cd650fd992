import type { Graph } from '../graph/graph';
import type { Shape } from '../tensor/shape';

/** The numbers that a case gives to a block: the fields of the uniform by name (`n`, `rows`, `Ci`, `Kh`, …). */
export type Parameters = Readonly<Record<string, number>>;

/** Tensors by name, row-major. */
export type Tensors = Readonly<Record<string, Float64Array>>;

/**
 * How a result is rounded after each arithmetic operation: `exact` keeps f64, `Math.fround` gives the same
 * graph in f32. The allowance of tolerance T4 is the distance between the two.
 */
export type Rounding = (value: number) => number;
export const exact: Rounding = (value) => value;

/** What one forward pass costs. A multiply-add counts once here and as two FLOPs where FLOPs are shown. */
export interface Cost {
  /** Learned numbers: weights, biases, batch-norm scales and shifts. */
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** FLOPs: two a multiply-add, and one for every other addition, comparison or scaling that is counted. */
  readonly flops: number;
  /** Compulsory traffic in bytes at f32: every input and parameter read once, every output written once. */
  readonly bytes: number;
  /** The most bytes of activations that live at once at f32, by the rule of `graph/memory.ts`. */
  readonly peakActivationBytes: number;
}

/** Some elements of an output: their flat indices and their values. */
export interface Sample {
  readonly at: Uint32Array;
  readonly values: Float64Array;
}

/**
 * A named way to misunderstand the block, with the output that it leads to. A kernel whose output equals a
 * misreading's output is told so by name; the words are in the exercise.
 */
export interface Misreading {
  readonly id: string;
  forward(parameters: Parameters, inputs: Tensors, round: Rounding): Tensors;
}

/**
 * An input that is not free to be any number: an index list, shifts, twiddle factors. Its values are
 * exact in f32, and whole where a kernel binds them as integers.
 */
export interface Table {
  /** Legal values from a seed, row-major in the input's shape. */
  make(parameters: Parameters, seed: number): Float64Array;
  /** What makes values illegal, in words that name the place; undefined when they are legal. */
  illegal(parameters: Parameters, values: Float64Array): string | undefined;
}

/** One box of a picture of the dataflow: in words what is done, to which inputs and earlier steps. */
export interface Step {
  readonly says: string;
  readonly from: readonly string[];
}

/** A reference: plain rather than fast, beside the equation of the paper, proved against PyTorch. */
export interface Block {
  readonly id: string;
  /** What it is called, in the field's words. */
  readonly name: string;
  /** The defining equation in LaTeX. */
  readonly equation: string;
  /** Where the definition is from: paper and section, or lecture. */
  readonly source: string;
  /** Where the first of the sources can be read. */
  readonly paper: string;
  /** Names of the parameters, in the order of the uniform's fields. */
  readonly parameters: readonly string[];
  /** Realistic parameters: the shape on which the block's lab is timed, where the course has one. */
  readonly example: Parameters;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What makes a set of parameters illegal, in words for the author of a case; undefined when it is legal. */
  illegal(parameters: Parameters): string | undefined;
  /** Shapes of all inputs and outputs. */
  shapes(parameters: Parameters): Readonly<Record<string, Shape>>;
  forward(parameters: Parameters, inputs: Tensors, round: Rounding): Tensors;
  /**
   * Makes legal inputs of free numbers, for blocks to which not every number may be given: indices, masks, packed
   * words. Gives the inputs that it changes. `test/oracle/blocks` has the same formulas, written apart.
   */
  arrange?(parameters: Parameters, free: Tensors): Tensors;
  /**
   * How many products or terms are summed into one output element (K of tolerance T2); 1 when nothing is summed.
   * Blocks for which this is not one number (chains of layers) say 0: they are compared by T4.
   */
  terms(parameters: Parameters): number;
  cost(parameters: Parameters): Cost;
  /** The layers that it is made of, where it is told as layers; parameters as `illegal` lets pass. */
  graph?(parameters: Parameters): Graph;
  /**
   * The steps of a block that is not told as layers, in order, each by the name of what it makes: an output or a
   * value between. A name in `from` is the last step of that name, else an input.
   */
  readonly steps?: Readonly<Record<string, Step>>;
  readonly misreadings: readonly Misreading[];
  /** The inputs that are tables, by name: they are made by the block, and not by an input family. */
  readonly tables?: Readonly<Record<string, Table>>;
  /**
   * Single elements of one output: its values at the flat indices `at`, computed from the inputs without the rest of
   * the output, each operation rounded as `forward` rounds it. Equal to `forward` up to the order of sums. `sample.ts`
   * asks for them; left out where it samples the layers, and where one element needs the whole tensor.
   */
  elementsAt?(
    parameters: Parameters,
    inputs: Tensors,
    output: string,
    at: ArrayLike<number>,
    round: Rounding,
  ): Float64Array;
  /**
   * The inputs that hold statistics of batch norms, by name: the channels of each layer that is packed in it, in
   * order. Left out where such an input holds one layer's [4, C].
   */
  statistics?(parameters: Parameters): Readonly<Record<string, readonly number[]>>;
}
