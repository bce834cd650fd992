import type { Plan } from '../exercise/plan-schema';
import type { Family } from '../tensor/families';
import { subseed } from '../tensor/random';
import type { Shape } from '../tensor/shape';
import { poison } from './poison';
import type { Job } from './runner';

/** Elements as they came back from a kernel. */
export type Elements = Float32Array | Uint32Array | Int32Array;

/**
 * One output of the reported trial of a case, kept by whoever graded it so that windows of it can be drawn.
 * `bound[i]` is the largest |got - expected| that passes at element i.
 */
export interface Kept {
  readonly tensor: string;
  readonly shape: Shape;
  /** NaN where nothing may be written. */
  readonly expected: Float64Array;
  readonly got: Elements;
  readonly bound: Float64Array;
  /** Seed of the pattern that the output held before the kernel ran. */
  readonly poisonSeed: number;
}

/** A temporary that holds the values of a layer, as it was after the last pass; what stood behind it is still there. */
export interface KeptTemporary extends Pick<Kept, 'tensor' | 'got' | 'poisonSeed'> {
  /** The layer, as the reference block calls it. */
  readonly is: string;
}

/** What is kept of the reported trial of a case. */
export interface KeptCase {
  readonly outputs: readonly Kept[];
  readonly temporaries: readonly KeptTemporary[];
  /** The family of its inputs, of which they can be made again. */
  readonly family: Family;
}

/**
 * The temporaries that were read back whole, because the plan says what they are.
 * @param seed of the trial, from which each buffer's poison follows
 */
export function temporariesIn(
  job: Job,
  buffers: ReadonlyMap<string, Elements>,
  { temps }: Plan,
  seed: number,
): KeptTemporary[] {
  return temps.flatMap(({ name, is }) => {
    const got = buffers.get(name);
    const poisonSeed = subseed(seed, name);
    const whole = job.buffers.some((one) => one.name === name && one.readFrom === undefined);
    if (got === undefined || is === undefined || !whole) return [];
    return [{ tensor: name, is, got, poisonSeed }];
  });
}

/** Whether element `i` still holds what the grader put there. */
export function isUnwritten({ got, poisonSeed }: Kept, i: number): boolean {
  return got[i] === poison(poisonSeed, i, !(got instanceof Float32Array));
}

/** Whether element `i` must be left as it was: the reference has NaN where the contract writes nothing. */
export function isToStay({ expected }: Kept, i: number): boolean {
  return Number.isNaN(expected[i] ?? NaN);
}

/** Whether element `i` is outside its bound; NaN and the infinities always are. */
export function isWrong(kept: Kept, i: number): boolean {
  if (isToStay(kept, i)) return !isUnwritten(kept, i);
  const error = Math.abs((kept.got[i] ?? NaN) - (kept.expected[i] ?? NaN));
  return !(error <= (kept.bound[i] ?? 0));
}

/** Whether two buffers hold the same bits: NaN is the same as itself, and -0 is not 0. */
export function sameBits(a: Elements, b: Elements | undefined): boolean {
  if (b?.length !== a.length) return false;
  const [left, right] = [a, b].map(
    (one) => new Uint32Array(one.buffer, one.byteOffset, one.length),
  );
  return left?.every((word, i) => word === right?.[i]) ?? false;
}

/** The first word of a buffer, as an unsigned number. */
export function firstWord(elements: Elements | undefined): number {
  if (elements === undefined) return 0;
  return new Uint32Array(elements.buffer, elements.byteOffset, 1)[0] ?? 0;
}
