import { readFileSync } from 'node:fs';
import { type Block, exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { magnitudes } from '../../../src/core/blocks/sample';
import { type Family, fill, fillBatchNorms } from '../../../src/core/tensor/families';
import { subseed } from '../../../src/core/tensor/random';
import { count } from '../../../src/core/tensor/shape';

/** Where an output lies in the `.bin` file: every `step`-th element, and what is known of all of them. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly step: number;
  readonly sum: number;
  readonly largest: number;
}

/** A recipe for an input, as `make_fixtures.py` describes it. */
export interface Recipe {
  readonly family: Family | 'batch-norm' | 'table';
  readonly seed: number;
  readonly length: number;
  readonly magnitude: number;
  /** Channels of each batch norm, where several are packed. */
  readonly widths?: readonly number[];
}

/** The bit patterns of an input's first values, and the sum of all of them, modulo 2^32. */
export interface Sample extends Recipe {
  readonly patterns: Place;
  readonly patternSum: number;
}

/** One run of a block in PyTorch; the float32 run is there for the first family of each shape. */
export interface Stored {
  readonly parameters: Parameters;
  readonly family: string;
  readonly inputs: Readonly<Record<string, Recipe>>;
  readonly float64: Readonly<Record<string, Place>>;
  readonly float32?: Readonly<Record<string, Place>>;
}

const folder = new URL('../../oracle/fixtures/', import.meta.url);

/** The stored elements of a fixture file, by their place. */
export function storedAt(name: string): (place: Place) => Float64Array {
  const bytes = readFileSync(new URL(`${name}.bin`, folder));
  const end = bytes.byteOffset + bytes.length;
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, end));
  return ({ offset, length, step }) => all.subarray(offset, offset + Math.ceil(length / step));
}

/** The runs of a block, or the generator's samples. */
export function readEntries(name: 'generator'): Sample[];
export function readEntries(name: string): Stored[];
export function readEntries(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as unknown;
}

export function make({ family, seed, length, magnitude, widths }: Recipe): Float32Array {
  if (family === 'table') throw new Error('A table is made by its block.');
  return family === 'batch-norm'
    ? fillBatchNorms(seed, widths ?? [length / 4])
    : fill(family, seed, length, magnitude);
}

/** Free numbers made legal where the block asks for it. */
function arranged(block: Block, parameters: Parameters, free: Tensors): Tensors {
  return { ...free, ...block.arrange?.(parameters, free) };
}

/** The inputs of a stored run, as the reference takes them. */
export function inputsOf(block: Block, { inputs, parameters }: Stored): Tensors {
  const free = Object.fromEntries(
    Object.entries(inputs).map(([name, recipe]) => [
      name,
      block.tables?.[name]?.make(parameters, recipe.seed) ?? Float64Array.from(make(recipe)),
    ]),
  );
  return arranged(block, parameters, free);
}

export function blockNamed(id: string): Block {
  const block = blocks.get(id);
  if (block === undefined) throw new Error(`There is no block ${id}.`);
  return block;
}

/** Seeded inputs of a block: its tables, of one family, and batch-norm statistics where the name says so. */
export function seeded(
  block: Block,
  parameters: Parameters,
  seed: number,
  family: Family = 'uniform',
): Tensors {
  const shapes = block.shapes(parameters);
  const packed = block.statistics?.(parameters) ?? {};
  const free = Object.fromEntries(
    block.inputs.map((name) => {
      const length = count(shapes[name] ?? []);
      const own = name.startsWith('bn') ? 'batch-norm' : family;
      const widths = packed[name] ?? [length / 4];
      const recipe: Recipe = {
        ...{ family: own, seed: subseed(seed, name), length, magnitude: 3, widths },
      };
      const table = block.tables?.[name]?.make(parameters, recipe.seed);
      return [name, table ?? Float64Array.from(make(recipe))];
    }),
  );
  return arranged(block, parameters, free);
}

export function only(tensors: Tensors, name: string): Float64Array {
  const values = tensors[name];
  if (values === undefined) throw new Error(`There is no tensor ${name}.`);
  return values;
}

/** What the grader allows an f32 kernel: T2 for sums, T4 for chains of layers (course.md, section 0). */
export function allowance(
  block: Block,
  p: Parameters,
  inputs: Tensors,
  name: string,
): Float64Array {
  const truth = only(block.forward(p, inputs, exact), name);
  const terms = block.terms(p);
  if (terms === 0) {
    const single = only(block.forward(p, inputs, Math.fround), name);
    const drift = truth.reduce((most, v, i) => Math.max(most, Math.abs(v - (single[i] ?? NaN))), 0);
    const largest = truth.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    return truth.map(() => 16 * drift + 1e-6 * largest);
  }
  const sums = only(block.forward(p, magnitudes(block, inputs), exact), name);
  return sums.map((s) => 2 * (terms + 2) * 2 ** -24 * s);
}

/** The largest difference of two tensors, as a part of the largest value of the first. */
export function distance(truth: ArrayLike<number>, other: ArrayLike<number>): number {
  let [worst, largest] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const error = Math.abs((truth[i] ?? NaN) - (other[i] ?? NaN));
    if (!(error <= worst)) worst = error;
    largest = Math.max(largest, Math.abs(truth[i] ?? 0));
  }
  return truth.length === other.length ? worst / (largest || 1) : Infinity;
}

/** Parameters of a convolution; what is not given is 1, or 0 for a padding. */
export function conv(given: Readonly<Record<string, number>>): Parameters {
  const square = { N: 1, Ci: 1, H: 1, W: 1, Co: 1, Kh: 1, Kw: 1, g: 1 };
  return { ...square, sh: 1, sw: 1, ph: 0, pw: 0, dh: 1, dw: 1, ...given };
}
