import { type Block, exact, type Parameters, type Sample, type Tensors } from '../blocks/block';
import { sample } from '../blocks/sample';
import type { Exercise } from '../exercise/schema';
import { asTensors } from '../grade/inputs';
import type { Elements } from '../grade/kept';
import { poison } from '../grade/poison';
import { reference } from '../grade/tolerance';
import { subseed } from '../tensor/random';
import { count, type Shape, unflatten } from '../tensor/shape';

/** How many elements of each output are compared: the whole of what is timed would take longer than timing it. */
const sampled = 2048;
const seed = 0x7a11;

/** What some elements of the outputs should be, and how far from it they may be. */
export interface SampledReference {
  readonly outputs: readonly SampledOutput[];
  /** How many elements are compared, and how many there are. */
  readonly elements: number;
  readonly of: number;
}

interface SampledOutput {
  readonly tensor: string;
  readonly shape: Shape;
  readonly at: ArrayLike<number>;
  readonly expected: Float64Array;
  readonly bound: Float64Array;
}

/** An element that is not what it should be. */
export interface WrongElement {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly expected: number;
  readonly got: number;
}

/**
 * The reference at a seeded sample of elements, with the bounds that a grading has. A drift (T4) is that of the sample,
 * which is at most that of the whole.
 */
export function sampledReference(
  exercise: Exercise,
  block: Block,
  parameters: Parameters,
  shapes: Readonly<Record<string, Shape>>,
  inputs: Readonly<Record<string, Elements>>,
): SampledReference {
  const tensors = asTensors(inputs);
  const samples = sample(block, parameters, tensors, exact, seed, sampled);
  const small: Block = {
    ...block,
    forward: (_, given, round) =>
      given === tensors && round === exact
        ? valuesOf(samples)
        : valuesOf(sample(block, parameters, given, round, seed, sampled)),
  };
  const { expected, bound } = reference(exercise, small, parameters, tensors);
  const outputs = Object.entries(samples).map(([tensor, { at }]): SampledOutput => {
    const want = expected[tensor] ?? new Float64Array(at.length);
    return {
      tensor,
      shape: shapes[tensor] ?? [],
      at,
      expected: want,
      bound: bound[tensor] ?? want,
    };
  });
  return {
    outputs,
    elements: outputs.reduce((sum, { at }) => sum + at.length, 0),
    of: outputs.reduce((sum, { shape }) => sum + count(shape), 0),
  };
}

const valuesOf = (samples: Readonly<Record<string, Sample>>): Tensors =>
  Object.fromEntries(Object.entries(samples).map(([name, { values }]) => [name, values]));

/**
 * The first element that is outside its bound, if there is one.
 * @param poisonSeed of the pattern that the outputs held before the run
 */
export function firstWrong(
  { outputs }: SampledReference,
  got: ReadonlyMap<string, Elements>,
  poisonSeed: number,
): WrongElement | undefined {
  for (const { tensor, shape, at, expected, bound } of outputs) {
    const all = got.get(tensor);
    if (all === undefined) continue;
    const own = subseed(poisonSeed, tensor);
    for (let i = 0; i < at.length; i++) {
      const [place = 0, want = NaN, value = NaN] = [at[i], expected[i], all[at[i] ?? 0]];
      // NaN is no number but a place that must be left as it was.
      const right = Number.isNaN(want)
        ? value === poison(own, place, !(all instanceof Float32Array))
        : Math.abs(value - want) <= (bound[i] ?? 0);
      if (!right) return { tensor, index: unflatten(shape, place), expected: want, got: value };
    }
  }
  return undefined;
}
