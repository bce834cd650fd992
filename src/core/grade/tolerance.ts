import { type Block, exact, type Parameters, type Tensors } from '../blocks/block';
import { magnitudes } from '../blocks/sample';
import type { Exercise, Tolerance } from '../exercise/schema';
import { evaluate } from '../exercise/expression';

/** The reference of one trial: what each output should be, and how far from it an element may be. */
export interface Reference {
  readonly expected: Tensors;
  readonly bound: Tensors;
  /** The tolerance class and what it means, for the report. */
  readonly boundName: string;
  /** The same for outputs that are compared in a way of their own. */
  readonly ownNames?: Readonly<Record<string, string>>;
  /** Sums of absolute terms, where the root-mean-square test of T2 applies. */
  readonly magnitude?: Tensors;
}

/** Unit roundoff of f32. */
const u = 2 ** -24;
/** The smallest normal f32: a GPU may take what is below for 0. */
const smallest = 2 ** -126;
/** Sums of whole numbers are exact in f32, in any order, while no partial sum can reach this. */
const exactLimit = 2 ** 24;

/** What the bound of an output is called. */
export function boundNameOf({ boundName, ownNames }: Reference, tensor: string): string {
  return ownNames?.[tensor] ?? boundName;
}

/** What a reference is made of, and what the block makes of the inputs in exact arithmetic. */
interface Given {
  readonly exercise: Exercise;
  readonly block: Block;
  readonly parameters: Parameters;
  readonly inputs: Tensors;
  readonly truth: Tensors;
}

/** Runs the reference block on the inputs of a trial and derives each element's bound (course.md, section 0). */
export function reference(
  exercise: Exercise,
  block: Block,
  parameters: Parameters,
  inputs: Tensors,
): Reference {
  const truth = block.forward(parameters, inputs, exact);
  const given = { exercise, block, parameters, inputs, truth };
  return exercise.bindings.reduce(
    (all, { name, tolerance }) =>
      tolerance === undefined ? all : withOwn(all, name, heldTo(tolerance, given)),
    heldTo(exercise.tolerance, given),
  );
}

/** A reference in which one output is held to a bound of its own. */
function withOwn(all: Reference, name: string, own: Reference): Reference {
  const put = (to: Tensors = {}, from: Tensors = {}): Tensors => {
    const others = Object.entries(to).filter(([other]) => other !== name);
    const value = from[name];
    return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
  };
  return {
    expected: put(all.expected, own.expected),
    bound: put(all.bound, own.bound),
    magnitude: put(all.magnitude, own.magnitude),
    boundName: all.boundName,
    ownNames: { ...all.ownNames, [name]: own.boundName },
  };
}

function heldTo(tolerance: Tolerance, given: Given): Reference {
  switch (tolerance.class) {
    case 'T0':
      return exactly(given, 'T0: exact, bit for bit');
    case 'T1':
      return relative(tolerance, given);
    case 'T2':
      return sums(given);
    case 'T3': {
      const { ulps, absolute } = tolerance;
      const name = `T3: ${ulps} units in the last place, plus ${absolute}`;
      return bounded(given.truth, name, (value) => ulps * ulp(value) + absolute);
    }
    case 'T4':
      return chained(tolerance.factor ?? usualDriftFactor, given);
  }
}

function exactly({ exercise, truth }: Given, boundName: string): Reference {
  // Whole numbers of 32 bits have no f32: only what a kernel stores as one is rounded to one.
  const whole = (name: string): boolean =>
    exercise.bindings.some((binding) => binding.name === name && binding.type !== 'f32');
  return {
    expected: mapTensors(truth, (values, name) =>
      whole(name) ? values : new Float64Array(new Float32Array(values)),
    ),
    bound: mapTensors(truth, (values) => new Float64Array(values.length)),
    boundName,
  };
}

function bounded(truth: Tensors, boundName: string, of: (value: number) => number): Reference {
  return { expected: truth, bound: mapTensors(truth, (values) => mapped(values, of)), boundName };
}

function relative(
  tolerance: Extract<Tolerance, { class: 'T1' }>,
  { parameters, truth }: Given,
): Reference {
  const operations = evaluate(tolerance.operations, parameters);
  const k = operations.ok ? operations.value : 1;
  const name = `T1: ${k} rounded operation${k === 1 ? '' : 's'}, |error| ≤ ${k}·2⁻²³·|expected|`;
  return bounded(truth, name, (value) => k * 2 ** -23 * Math.abs(value) + smallest);
}

/**
 * A sum of K terms: whole numbers that stay below 2^24 are exact in any order; all else is within
 * 2 (K + 2) u S, S the sum of the terms' magnitudes. S is the block itself on the inputs' magnitudes.
 */
function sums(given: Given): Reference {
  const { block, parameters, inputs, truth } = given;
  const magnitude = block.forward(parameters, magnitudes(block, inputs), exact);
  // Weights that the block makes itself can be fractions beside whole inputs: then the sums are none.
  const small = every(magnitude, (value) => value < exactLimit && Number.isInteger(value));
  if (small && every(inputs, Number.isInteger)) {
    return exactly(
      given,
      'T0: exact, since whole-number sums below 2²⁴ have no rounding in any order',
    );
  }
  const terms = block.terms(parameters);
  const name = `T2: a sum of ${terms} term${terms === 1 ? '' : 's'} in any order, |error| ≤ 2·(${terms}+2)·2⁻²⁴·Σ|terms|, and 2⁻¹²⁶ for each`;
  return {
    expected: truth,
    bound: mapTensors(magnitude, (values) =>
      mapped(values, (s) => (terms + 2) * (2 * u * s + smallest)),
    ),
    boundName: name,
    magnitude,
  };
}

/** Chains of layers: the allowance is measured, as the distance of the same graph in f32 from the one in f64. */
function chained(factor: number, { block, parameters, inputs, truth }: Given): Reference {
  const single = block.forward(parameters, inputs, Math.fround);
  const bound = mapTensors(truth, (values, name) =>
    driftBound(values, single[name] ?? values, factor),
  );
  const boundName = `T4: ${factor} times the drift of the same layers in f32, plus a millionth of the largest value`;
  return { expected: truth, bound, boundName };
}

export const usualDriftFactor = 16;

/** What T4 allows each element of a tensor: a multiple of the largest distance between f64 and f32, and a millionth. */
export function driftBound(
  values: Float64Array,
  single: Float64Array,
  factor: number,
): Float64Array {
  let drift = 0;
  let largest = 0;
  values.forEach((value, i) => {
    drift = Math.max(drift, Math.abs(value - (single[i] ?? value)));
    largest = Math.max(largest, Math.abs(value));
  });
  return new Float64Array(values.length).fill(factor * drift + 1e-6 * largest);
}

/** Distance from |value| to the next f32. */
function ulp(value: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126)));
  return 2 ** (exponent - 23);
}

function mapTensors(
  tensors: Tensors,
  change: (values: Float64Array, name: string) => Float64Array,
): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, v]) => [name, change(v, name)]));
}

/** As `values.map`, which is several times as slow as this on millions of elements. */
function mapped(values: Float64Array, of: (value: number) => number): Float64Array {
  const made = new Float64Array(values.length);
  for (let i = 0; i < made.length; i++) made[i] = of(values[i] ?? 0);
  return made;
}

function every(tensors: Tensors, holds: (value: number) => boolean): boolean {
  return Object.values(tensors).every((values) => values.every(holds));
}

/**
 * T2 is loose where K is large, so outputs of 256 elements or more must besides be good on average: the root
 * mean square of error / S is at most 8 u. Sequential f32 sums reach 0.4 u, half-precision ones 3000 u.
 * Gives the measured value in units of u, or undefined where the test does not apply.
 */
export function roughness(
  expected: Float64Array,
  magnitude: Float64Array | undefined,
  got: ArrayLike<number>,
): number | undefined {
  if (magnitude === undefined || expected.length < 256) return undefined;
  let squares = 0;
  expected.forEach((value, i) => {
    const s = magnitude[i] ?? 0;
    if (s > 0) squares += (((got[i] ?? NaN) - value) / s) ** 2;
  });
  return Math.sqrt(squares / expected.length) / u;
}
export const roughnessLimit = 8;
