import type { Block, Parameters, Tensors } from '../blocks/block';
import type { Binding, Exercise } from '../exercise/schema';
import { fill, fillBatchNorms, integerMagnitude, type Family } from '../tensor/families';
import { subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import type { Elements } from './kept';

/** Elements behind the data of every binding of a guarded trial. */
export const guardElements = 256;

/**
 * What stands behind the data: large, odd and finite (WGSL lets an implementation assume that NaN never
 * occurs), and another value for each binding, so that a stray copy from one tail to another shows.
 */
export function canary(binding: number): number {
  return Math.fround(-1.2345e30 * (1 + binding / 16));
}

/** Whether a value can only have come from a canary, alone or through a sum or product with ordinary inputs. */
export function tastesOfCanary(value: number): boolean {
  return Math.abs(value) > 1e25 && Number.isFinite(value);
}

/** The seed of a case's inputs of one family. */
export function inputSeed(caseIndex: number, family: Family): number {
  return subseed(caseIndex + 1, family);
}

/** The seeded inputs of a case, by binding name. The same seed gives the same inputs on every machine. */
export function makeInputs(
  exercise: Exercise,
  block: Block,
  parameters: Parameters,
  shapes: Readonly<Record<string, Shape>>,
  family: Family,
  seed: number,
): Readonly<Record<string, Elements>> {
  const terms = Math.max(1, block.terms(parameters));
  const inputs = exercise.bindings.filter((binding) => binding.role !== 'out');
  // A term of a sum is one input, or a product of two (data and weight).
  const magnitude = integerMagnitude(terms, terms > 1 ? Math.min(2, inputs.length) : 1);
  const free: Readonly<Record<string, ArrayLike<number>>> = Object.fromEntries(
    inputs.map((binding, order): [string, ArrayLike<number>] => {
      const length = count(shapes[binding.name] ?? []);
      const own = subseed(seed, binding.name);
      const table = block.tables?.[binding.name]?.make(parameters, own);
      if (table !== undefined) return [binding.name, table];
      if (binding.values === 'batch-norm') {
        const widths = block.statistics?.(parameters)[binding.name] ?? [length / 4];
        return [binding.name, fillBatchNorms(own, widths)];
      }
      return [binding.name, fill(familyOf(family, order), own, length, magnitude)];
    }),
  );
  const arranged = block.arrange?.(parameters, asTensors(free)) ?? {};
  return Object.fromEntries(
    inputs.map(({ name, type }) => [name, typed(type, arranged[name] ?? free[name] ?? [])]),
  );
}

/** The impulse is in the first input; the others hold whole numbers, so that the answer shows where it went. */
function familyOf(family: Family, order: number): Family {
  return family === 'impulse' && order > 0 ? 'integers' : family;
}

// The constructors of typed arrays round and truncate as they copy; `from` takes the way of iterators, which is
// thirty to three hundred times as slow and was most of what grading a large case took.
function typed(type: Binding['type'], values: ArrayLike<number>): Elements {
  if (type === 'f32') return values instanceof Float32Array ? values : new Float32Array(values);
  if (type === 'i32') return new Int32Array(values);
  const words = new Uint32Array(values.length);
  for (let i = 0; i < words.length; i++) words[i] = Math.abs(values[i] ?? 0);
  return words;
}

/** Inputs as the reference takes them. */
export function asTensors(inputs: Readonly<Record<string, ArrayLike<number>>>): Tensors {
  return Object.fromEntries(Object.entries(inputs).map(([name, v]) => [name, new Float64Array(v)]));
}
