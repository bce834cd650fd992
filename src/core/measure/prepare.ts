import type { Block } from '../blocks/block';
import { blocks } from '../blocks/index';
import type { Names } from '../exercise/expression';
import { measuredAt, shapeNames } from '../exercise/measured';
import type { Measured } from '../exercise/measured-schema';
import type { Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import { caseNames, shapeOf } from '../exercise/sizes';
import { lacking } from '../grade/features';
import { makeInputs } from '../grade/inputs';
import { makeJob } from '../grade/job';
import type { Elements } from '../grade/kept';
import type { AdapterFacts } from '../grade/report';
import type { Job } from '../grade/runner';
import { outline, type Outline } from '../outline/outline';
import { count, type Shape } from '../tensor/shape';
import type { NotMeasured, TimedKernel } from './measurement';
import * as words from './words';

/** A kernel that is to be timed. */
export interface Candidate {
  readonly who: TimedKernel['who'];
  readonly says: string;
  readonly source: string;
  /** Its passes; the exercise's when left out. */
  readonly plan?: Plan | undefined;
}

/** The shape that is timed, and all that belongs to it. */
export interface Setting {
  readonly exercise: Exercise;
  readonly measured: Measured;
  readonly block: Block;
  readonly parameters: Measured['sizes'];
  readonly names: Names;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly inputs: Readonly<Record<string, Elements>>;
}

/** A kernel with its job at that shape. */
export interface Prepared {
  readonly candidate: Candidate;
  readonly file: Outline;
  readonly plan: Plan;
  readonly job: Job;
}

/** Of the pattern that outputs hold before a run. */
export const poisonSeed = 0x51ed;

/** The shape that an adapter of this kind is timed at, with inputs; a processor that plays a GPU may have a smaller one. */
export function settingOf(exercise: Exercise, software: boolean, shape = 0): Setting | NotMeasured {
  const block = blocks.get(exercise.reference);
  if (exercise.measured === undefined || block === undefined) return words.notTimed(exercise.id);
  const measured = measuredAt(exercise.measured, shape);
  if (measured === undefined) return words.noSuchShape(shapeNames(exercise.measured));
  const parameters = software ? (measured.softwareSizes ?? measured.sizes) : measured.sizes;
  const names = caseNames(exercise, parameters);
  if (!names.ok) return words.brokenContent(names.problem);
  const shapes: Record<string, Shape> = {};
  for (const binding of exercise.bindings) {
    const shape = shapeOf(binding, names.value);
    if (!shape.ok) return words.brokenContent(shape.problem);
    shapes[binding.name] = shape.value;
  }
  const family = measured.family ?? 'uniform';
  const inputs = makeInputs(exercise, block, names.value, shapes, family, poisonSeed);
  return { exercise, measured, block, parameters, names: names.value, shapes, inputs };
}

export function prepareAll(
  setting: Setting,
  candidates: readonly Candidate[],
  adapter: AdapterFacts,
): readonly Prepared[] | NotMeasured {
  const prepared: Prepared[] = [];
  for (const candidate of candidates) {
    // A tuned kernel may need what this adapter lacks; the learner's may not.
    if (candidate.who !== 'yours' && lacking(outline(candidate.source), adapter).length > 0)
      continue;
    const made = prepare(setting, candidate, adapter);
    if ('title' in made)
      return candidate.who === 'yours' ? made : words.ownKernel(candidate.who, made.says);
    prepared.push(made);
  }
  return prepared;
}

/** The job of a kernel at the shape that is timed, or why there is none. */
export function prepare(
  { exercise, measured, block, names, shapes, inputs }: Setting,
  candidate: Candidate,
  adapter: AdapterFacts,
): Prepared | NotMeasured {
  const file = outline(candidate.source);
  const lacks = lacking(file, adapter);
  if (lacks.length > 0) return words.lacking(lacks);
  const plan = candidate.plan ?? exercise.plan;
  const made = makeJob(
    {
      ...{ exercise, plan, file, names, parameters: names, shapes, inputs, seed: poisonSeed },
      work: block.cost(names).multiplyAdds,
    },
    {
      ...{ family: measured.family ?? 'uniform', extra: [0, 0, 0], guarded: false, repeats: 1 },
      overrides: measured.overrides ?? exercise.overrides?.[0] ?? {},
      purpose: 'values',
    },
  );
  return made.ok
    ? { candidate, file, plan, job: roomier(made.value, shapes) }
    : words.noDispatch(made.problem);
}

/**
 * A kernel that is timed has passed, so it may also walk over all its data with one workgroup of 64: at the shapes of the
 * cases that is a few rounds, here it is more than is left to each where a thousand workgroups have loops with barriers.
 */
function roomier(job: Job, shapes: Setting['shapes']): Job {
  const largest = Math.max(0, ...Object.values(shapes).map(count));
  const walk = Math.ceil(largest / 64);
  const passes = job.passes.map((pass) => ({
    ...pass,
    barrierRounds: Math.max(pass.barrierRounds, walk),
  }));
  return { ...job, passes };
}
