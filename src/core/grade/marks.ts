import { evaluate, type Names } from '../exercise/expression';
import type { Goal } from '../exercise/marks-schema';
import type { Exercise } from '../exercise/schema';
import { caseNames } from '../exercise/sizes';
import { mostChains } from '../outline/chains';
import type { Outline } from '../outline/outline';
import { rangeOf } from '../outline/place';
import type { CaseGrade, Mark, Range } from './report';
import type {
  Traffic,
  TrafficBranch,
  TrafficMemory,
  TrafficPass,
  TrafficRequest,
  TrafficSite,
} from './traffic';
import { isMarked, type Trial } from './trials';

/** Workgroup memory, whatever its variables are called. */
export const workgroupMemory = 'workgroup';

/** The traffic is counted where somebody asks for it or the exercise has marks, once, in the default setting. */
export function trafficWanted(
  exercise: Exercise,
  caseIndex: number,
  { overrides, extra }: Trial,
  request: TrafficRequest | undefined,
): TrafficRequest | undefined {
  const usual = JSON.stringify(overrides) === JSON.stringify(exercise.overrides?.[0] ?? {});
  if (!usual || extra.some((more) => more > 0)) return undefined;
  return request ?? (isMarked(exercise, caseIndex) ? {} : undefined);
}

/** What was counted for a goal: a number, the sentence that tells it, and the place that is worst. */
interface Count {
  readonly got: number;
  readonly found: string;
  readonly range?: Range | undefined;
}

/**
 * The marks of a kernel that has passed: what it reaches besides right values. They never make a right kernel a wrong
 * one. Undefined where the exercise has none; a goal that could not be counted is neither earned nor missed.
 */
export function marksOf(
  exercise: Exercise,
  file: Outline,
  cases: readonly CaseGrade[],
  traffic: ReadonlyMap<number, Traffic>,
): Mark[] | undefined {
  const { marks } = exercise;
  if (marks === undefined) return undefined;
  const index = exercise.cases.findIndex((_, i) => isMarked(exercise, i));
  const names = caseNames(exercise, exercise.cases[index] ?? {});
  const one = cases.find((graded) => graded.index === index);
  return marks.goals.map((goal) => {
    const count = countOf(goal, file, one, traffic.get(index));
    return markOf(goal, count, names.ok ? names.value : {});
  });
}

function numberOf(amount: Goal['most'], names: Names): number | undefined {
  if (amount === undefined || typeof amount === 'number') return amount;
  const value = evaluate(amount, names);
  return value.ok ? value.value : undefined;
}

function markOf(goal: Goal, count: Count | undefined, names: Names): Mark {
  const { id, title, says } = goal;
  const [most, least] = [numberOf(goal.most, names), numberOf(goal.least, names)];
  const bound = most ?? least;
  if (count === undefined || bound === undefined) return { id, title };
  const earned = most === undefined ? count.got >= bound : count.got <= bound;
  const aim = bound === 0 ? 'none' : `at ${most === undefined ? 'least' : 'most'} ${shown(bound)}`;
  const found = `${count.found}${earned || Number.isNaN(count.got) ? '' : `; ${aim} would do`}`;
  if (earned) return { id, title, earned, found };
  return { id, title, earned, found, says, ...(count.range && { range: count.range }) };
}

function countOf(
  goal: Goal,
  file: Outline,
  graded: CaseGrade | undefined,
  traffic: Traffic | undefined,
): Count | undefined {
  switch (goal.count) {
    case 'temporaryBytes': {
      const bytes = graded?.plan?.temporaryBytes;
      return bytes === undefined ? undefined : { got: bytes, found: `${shown(bytes)} bytes` };
    }
    case 'chains':
      return chains(file);
    default:
      return trafficCount(goal, traffic);
  }
}

/** What was counted while the kernel ran, of the entry points that are meant; nothing, where not all of it was. */
function trafficCount(goal: Goal, traffic: Traffic | undefined): Count | undefined {
  if (traffic?.passes.every(({ complete }) => complete) !== true) return undefined;
  const passes = traffic.passes.filter(({ entry }) => (goal.entry ?? entry) === entry);
  const of = { ...traffic, passes };
  switch (goal.count) {
    case 'lines':
    case 'banks':
      return worstSite(goal, of);
    case 'words':
      return wordsMoved(goal, of);
    case 'ahead':
      return loadsAhead(of);
    case 'floats':
      return floats(of);
    case 'partings':
      return partings(of);
    case 'barriers':
      return barriers(of);
    default:
      return undefined;
  }
}

/** The place of a kind of access at which a group of lanes asks most, as a mean over the groups. */
function worstSite(goal: Goal, { passes, lanes }: Traffic): Count {
  const mean = (site: TrafficSite): number =>
    (goal.count === 'lines' ? site.lines : site.degree) / Math.max(1, site.groups);
  const [worst] = passes
    .flatMap(({ sites, memories }) =>
      sites.filter((site) => concerns(goal, site, memories[site.memory])),
    )
    .sort((a, b) => mean(b) - mean(a));
  // How something is touched cannot be shown by a kernel that leaves it alone.
  if (worst === undefined) return { got: NaN, found: `${subject(goal)} is not touched` };
  const { range, text } = worst;
  const got = mean(worst);
  const what =
    goal.count === 'lines'
      ? `touches ${counted(got, 'line')} of 128 bytes for ${lanes} neighbours`
      : `asks one bank ${counted(got, 'time')} for ${lanes} neighbours`;
  return { got, found: `\`${text}\` ${what}`, range };
}

const subject = ({ of = '' }: Goal): string =>
  of === workgroupMemory ? 'workgroup memory' : `“${of}”`;

const counted = (value: number, thing: string): string =>
  `${shown(value)} ${thing}${value === 1 ? '' : 's'}`;

function concerns(goal: Goal, site: TrafficSite, memory: TrafficMemory | undefined): boolean {
  const place = goal.of === workgroupMemory ? memory?.space : nameOf(memory);
  return place === goal.of && (goal.access ?? site.access) === site.access;
}

const nameOf = (memory: TrafficMemory | undefined): string | undefined =>
  memory?.buffer ?? memory?.name;

function wordsMoved({ of, access }: Goal, { passes }: Traffic): Count {
  const kinds = { read: 'read', write: 'written', atomic: 'atomic' } as const;
  const wanted = access === undefined ? Object.values(kinds) : [kinds[access]];
  const got = passes
    .flatMap(({ memories }) => memories)
    .filter((memory) => nameOf(memory) === of)
    .reduce((sum, memory) => sum + wanted.reduce((own, kind) => own + memory[kind], 0), 0);
  const how = { read: 'read from', write: 'stored to', atomic: 'changed atomically in' };
  return {
    got,
    found: `${counted(got, 'word')} ${access === undefined ? 'moved to or from' : how[access]} “${of ?? ''}”`,
  };
}

function loadsAhead({ passes }: Traffic): Count {
  const most = passes.reduce<TrafficPass | undefined>(
    (longest, pass) => (pass.ahead.words > (longest?.ahead.words ?? 0) ? pass : longest),
    undefined,
  );
  const got = most?.ahead.words ?? 0;
  const range = most?.sites.find(({ id }) => id === most.ahead.site)?.range;
  const found = `${counted(got, 'word')} of buffers loaded before something is stored`;
  return { got, found, range };
}

function floats({ passes }: Traffic): Count {
  const got = passes.reduce((sum, { operations }) => sum + operations.floats, 0);
  return { got, found: `${counted(got, 'operation')} on floats` };
}

function partings({ passes, lanes }: Traffic): Count {
  const branches = passes.flatMap((pass) => pass.branches);
  const got = branches.reduce((sum, { divergent }) => sum + divergent, 0);
  const worst = branches.reduce<TrafficBranch | undefined>(
    (most, one) => (one.divergent > (most?.divergent ?? 0) ? one : most),
    undefined,
  );
  const where = worst === undefined ? '' : `, most often at \`${worst.text}\``;
  return {
    got,
    found: `${counted(got, 'time')} ${lanes} neighbours part${where}`,
    range: worst?.range,
  };
}

function chains(file: Outline): Count {
  const most = mostChains(file);
  if (most === undefined) return { got: 0, found: 'no loop carries a sum' };
  const { count, loop } = most;
  const of =
    count === 1 ? 'one sum, and each addition waits' : `${shown(count)} sums that do not wait`;
  return {
    got: count,
    found: `the loop has ${of} for ${count === 1 ? 'the one before' : 'each other'}`,
    range: rangeOf(file.source, loop),
  };
}

function barriers({ passes }: Traffic): Count {
  const got = Math.max(0, ...passes.map((pass) => pass.barriers));
  return { got, found: `${counted(got, 'barrier')} in a workgroup` };
}

const shown = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
