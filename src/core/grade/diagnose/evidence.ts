import type { Block, Parameters, Tensors } from '../../blocks/block';
import type { Exercise } from '../../exercise/schema';
import type { Outline } from '../../outline/outline';
import { isWrong, type Kept } from '../kept';
import type { Diagnosis } from '../report';
import type { Trial } from '../trials';

/** A write behind the end of an output. */
export interface GuardHit {
  readonly tensor: string;
  /** Index of the first element that was hit, counted from the start of the tensor. */
  readonly at: number;
  readonly length: number;
  readonly hits: number;
}

/** What all trials of the case came to; diagnoses compare them. */
export interface TrialResult {
  readonly trial: Trial;
  readonly passed: boolean;
}

/** Everything that a rule may look at: the failed trial, and how the others of its case went. */
export interface Evidence {
  readonly exercise: Exercise;
  readonly block: Block;
  readonly parameters: Parameters;
  readonly inputs: Tensors;
  readonly file: Outline;
  readonly trial: Trial;
  readonly outputs: readonly Kept[];
  readonly guardHits: readonly GuardHit[];
  /** Size of the first entry's workgroup. */
  readonly workgroup: readonly [number, number, number];
  /** Results of all trials of the case so far. */
  readonly results: readonly TrialResult[];
  /** The repeat whose bits differed from the first run's, if any. */
  readonly differingRepeat: number | undefined;
  /** Root mean square of error/Σ|terms| in units of 2^-24, where it was too large. */
  readonly roughness: number | undefined;
}

/** A rule names one kind of mistake. The first that applies becomes the headline. */
export interface Rule {
  readonly id: string;
  find(evidence: Evidence): Omit<Diagnosis, 'id'> | undefined;
}

/** Indices of the elements of an output for which `holds`. */
export function indicesWhere(kept: Kept, holds: (i: number) => boolean): number[] {
  const found: number[] = [];
  for (let i = 0; i < kept.expected.length; i++) if (holds(i)) found.push(i);
  return found;
}

interface WrongOutput {
  readonly output: Kept;
  readonly wrong: readonly number[];
}

// Most rules ask, and an output can have millions of elements.
const answers = new WeakMap<Evidence, { readonly found: WrongOutput | undefined }>();

/** The output with wrong elements, and which they are; undefined when all elements are right. */
export function wrongOutput(evidence: Evidence): WrongOutput | undefined {
  const known = answers.get(evidence);
  if (known !== undefined) return known.found;
  const found = findWrong(evidence);
  answers.set(evidence, { found });
  return found;
}

function findWrong(evidence: Evidence): WrongOutput | undefined {
  for (const output of evidence.outputs) {
    const wrong = indicesWhere(output, (i) => isWrong(output, i));
    if (wrong.length > 0) return { output, wrong };
  }
  return undefined;
}
