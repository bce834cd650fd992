import type { Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import type { CaseGrade, Diagnosis, Problem, Range } from './report';
import { growingDimensions } from './trials';

type Rounds = NonNullable<Plan['again']>;

/** The sentences of a verdict that are not about one kind of mistake. */
interface Words {
  readonly title: string;
  readonly says: string;
}

const n = (value: number): string => value.toLocaleString('en');

export const emptyFile: Problem = {
  severity: 'error',
  source: 'contract',
  message: 'The file is empty',
  says: 'Reset puts the starter back: the declarations of the contract and the place to write.',
};

export const noText: Problem = {
  severity: 'error',
  source: 'contract',
  message: 'The file is no text: there are zero bytes in it',
  says: 'A picture or a program has them, a kernel never. Is it the right file, and saved as UTF-8? Reset keeps a copy and puts the starter back.',
};

export function tooLong(length: number, limit: number): Problem {
  return {
    severity: 'error',
    source: 'contract',
    message: `The file has ${n(length)} characters`,
    says: `A kernel of more than ${n(limit)} characters is not compiled here. Is it the right file? Reset keeps a copy and puts the starter back.`,
  };
}

export function noDispatch(problem: string): Problem {
  return {
    severity: 'error',
    source: 'contract',
    message: `The dispatch cannot be made: ${problem}`,
    says: 'The number of workgroups follows from the plan, the sizes of the case and the workgroup size in your file.',
  };
}

export function unknownBlock(id: string): string {
  return `this version of Tilework has no reference block “${id}”, so there is nothing to compare with`;
}

const rejectedTitles: Readonly<Record<Problem['source'], string>> = {
  compiler: 'The kernel does not compile',
  contract: 'The file does not keep to the contract',
  plan: 'Your plan does not keep to the contract',
};

export function rejected(problems: readonly Problem[]): Words {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const first = errors[0] ?? problems[0];
  const more =
    errors.length > 1
      ? ` There ${errors.length === 2 ? 'is' : 'are'} ${errors.length - 1} more.`
      : '';
  const place = first?.range === undefined ? '' : `Line ${first.range.start.line + 1}: `;
  const title = rejectedTitles[first?.source ?? 'compiler'];
  return {
    title,
    says: `${place}${first?.message ?? ''}. ${first?.says ?? ''}${more}`
      .replace(/\.\. /g, '. ')
      .trim(),
  };
}

function uniformityId(message: string): string | undefined {
  if (!message.includes('uniform control flow')) return undefined;
  return message.includes('subgroup uniform') ? 'subgroup-not-uniform' : 'barrier-not-uniform';
}

/** What a rejected file is called in `diagnoses`, for tools and for the tests of the content. */
export function rejectedDiagnoses(problems: readonly Problem[]): Diagnosis[] {
  const first = problems.find((problem) => problem.severity === 'error');
  if (first === undefined) return [];
  const compiler = uniformityId(first.message) ?? 'does-not-compile';
  const id = first.id ?? (first.source === 'compiler' ? compiler : 'contract');
  const range = first.range === undefined ? {} : { range: first.range };
  return [{ id, title: first.message, says: first.says ?? '', ...range }];
}

export function unavailable(reason: string): Words {
  if (reason === 'cancelled') return { title: 'Stopped', says: 'A newer run has taken its place.' };
  return { title: 'The kernel could not be run here', says: `Nothing was graded: ${reason}.` };
}

/** The adapter cannot do what the file asks of it, which says nothing about the file. */
export function lacking(names: readonly string[]): Words {
  const what = names.join(' and ');
  return {
    title: `This GPU has no ${what}`,
    says: `Nothing was graded: the file enables ${what}, which this GPU, its driver or this WebGPU does not offer, and so the whole file would be refused. The CPU model has it: \`--runner simulator\` grades it there. A program that ships asks \`adapter.features\` first, and takes a module without it where it is missing.`,
  };
}

export const unguarded: Words = {
  title: 'The kernel could not be run here',
  says: 'Nothing was graded: its loops could not be put under a budget, and a kernel that might never end is not run. Please report this with the file.',
};

export function gpuError(message: string): Words {
  return {
    title: 'The GPU refused to run the kernel',
    says: `Nothing was graded. The browser's GPU layer says: ${message}`,
  };
}

export function endlessLoop(
  range: Range | undefined,
  [x, y, z]: readonly [number, number, number],
): Diagnosis {
  const where = range === undefined ? 'A loop' : `The loop at line ${range.start.line + 1}`;
  return {
    id: 'endless-loop',
    title: 'A loop did not come to its end',
    says: `${where} had used up its budget of rounds in invocation (${x}, ${y}, ${z}): many times what all the work of this case needs. Does its counter change in every round, and can its condition become false? (An unsigned i >= 0 is always true.) The run was stopped before it could hang the GPU.`,
    ...(range === undefined ? {} : { range }),
  };
}

export function tooMuchWork(range: Range | undefined, rounds: number): Diagnosis {
  const where = range === undefined ? 'a loop' : `the loop at line ${range.start.line + 1}`;
  return {
    id: 'too-much-work',
    title: 'Far more work than the task needs',
    says: `The loops of all invocations together had turned ${n(rounds)} times when the run was stopped in ${where}: more than 60 rounds for each operation of this case. Does every invocation go over all elements, where each should take its own share? The result may even be right, but a larger case would hold the GPU for hours.`,
    ...(range === undefined ? {} : { range }),
  };
}

/** @param left what the word that rounds look at holds after the last of them */
export function tooManyRounds({ most, while: word }: Rounds, left: number): Diagnosis {
  return {
    id: 'too-many-rounds',
    title: `After ${n(most)} rounds there is still work in “${word}”`,
    says: `The host runs rounds as long as ${word}[0] is not 0, and it still is ${n(left)}. Does every round make its work smaller, whatever the data? Think of data that are all equal: if nothing gets smaller there, a host would go on for ever.`,
  };
}

/** Every case is more than the runner takes on. */
export function nothingRun({ label, notRun = '' }: CaseGrade): Words {
  return unavailable(`case ${label} is too large for the simulator (${notRun})`);
}

/** The cases that the runner did not take on, in a sentence. */
function leftOut(cases: readonly CaseGrade[]): string {
  const left = cases.filter((one) => one.notRun !== undefined).map(({ label }) => label);
  if (left.length === 0) return '';
  return ` Too large for the simulator, and not run: ${left.join('; ')}.`;
}

export function passed(exercise: Exercise, all: readonly CaseGrade[]): Words {
  const cases = all.filter((one) => one.notRun === undefined);
  const trials = cases.reduce((sum, one) => sum + one.trials, 0);
  const sets = exercise.overrides?.length ?? 1;
  const shapes = sets > 1 ? `, ${sets} workgroup sizes` : '';
  const more = growingDimensions(exercise.plan).includes(true)
    ? ', more workgroups than needed'
    : '';
  return {
    title:
      cases.length < all.length
        ? 'Passed: right on every case that was run'
        : 'Passed: right on every case',
    says: `${n(cases.length)} cases, ${n(trials)} runs: ${exercise.families.length} kinds of input${shapes}, longer and exact bindings${more}. Nothing was written out of bounds.${leftOut(all)}`,
  };
}

export function failed(cases: readonly CaseGrade[], telling: CaseGrade): Words {
  const diagnosis = telling.diagnoses[0];
  const right = cases.filter((one) => one.verdict === 'passed').length;
  const others = right === 0 ? '' : ` ${right} of ${cases.length} cases are right.`;
  return {
    title: diagnosis?.title ?? 'The result is not right',
    says: `${diagnosis?.says ?? ''}${others}`.trim(),
  };
}

/** The simulator finds fault with what a GPU took. */
export const refused = ([first]: readonly Problem[]): string =>
  `the simulator does not take it: ${first?.message ?? 'it gives no reason'}`;
export const nothingToCheck = 'the kernel did not come to run';
export const endlessOnModel = 'a loop does not come to its end';

/** A GPU gave the right values, and yet the kernel is wrong. */
export function rightByLuck({ says }: Diagnosis, cases: number): string {
  const all = cases === 1 ? 'the case' : `all ${n(cases)} cases`;
  return `${says} On this GPU ${all} came out right, and that is luck: this was seen on a CPU model that watches every access.`;
}
