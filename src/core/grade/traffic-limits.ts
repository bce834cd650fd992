import type { Exercise, TrafficLimit } from '../exercise/schema';
import type { Diagnosis } from './report';
import type { Traffic, TrafficMemory, TrafficRequest, TrafficSite } from './traffic';
import { isLimited, type Trial } from './trials';

/** Workgroup memory, whatever its variables are called. */
export const workgroupMemory = 'workgroup';

/** The traffic is counted where somebody asks for it or the exercise has limits, once, in the default setting. */
export function trafficWanted(
  exercise: Exercise,
  caseIndex: number,
  { overrides, extra }: Trial,
  request: TrafficRequest | undefined,
): TrafficRequest | undefined {
  const usual = JSON.stringify(overrides) === JSON.stringify(exercise.overrides?.[0] ?? {});
  if (!usual || extra.some((more) => more > 0)) return undefined;
  return request ?? (isLimited(exercise, caseIndex) ? {} : undefined);
}

/** The diagnoses of a kernel that asks more of memory than the exercise allows, the worst place of each limit. */
export function limitFindings(
  exercise: Exercise,
  caseIndex: number,
  traffic: Traffic | undefined,
): Diagnosis[] {
  if (traffic === undefined || !isLimited(exercise, caseIndex)) return [];
  return (exercise.limits?.counts ?? []).flatMap((limit) => {
    const broken = traffic.passes.flatMap(({ sites, memories, complete }) =>
      sites
        .filter((site) => complete && concerns(limit, site, memories[site.memory]))
        .filter((site) => measured(limit, site) > limit.most),
    );
    const [worst] = broken.sort((a, b) => measured(limit, b) - measured(limit, a));
    return worst === undefined ? [] : [diagnosisOf(limit, worst, traffic.lanes)];
  });
}

function concerns(
  limit: TrafficLimit,
  site: TrafficSite,
  memory: TrafficMemory | undefined,
): boolean {
  const place = limit.of === workgroupMemory ? memory?.space : (memory?.buffer ?? memory?.name);
  return place === limit.of && (limit.access ?? site.access) === site.access;
}

/** The number that a limit looks at: a mean over the accesses of groups of lanes. */
const measured = ({ count }: TrafficLimit, site: TrafficSite): number =>
  (count === 'lines' ? site.lines : site.degree) / Math.max(1, site.groups);

const shown = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

const ids = { lines: 'too-many-lines', banks: 'bank-conflicts' } as const;

/** Whether a diagnosis comes from a limit, and so from a runner that counts. */
export const isLimitDiagnosis = (id: string): boolean => Object.values<string>(ids).includes(id);

function diagnosisOf(limit: TrafficLimit, site: TrafficSite, lanes: number): Diagnosis {
  const got = shown(measured(limit, site));
  const { range, text, groups } = site;
  const model = `This is a count by a model (${lanes} neighbouring invocations at a time, over ${groups.toLocaleString('en')} such accesses), not a measurement: the values may be right all the same.`;
  if (limit.count === 'lines') {
    return {
      ...{ id: ids.lines, range },
      title: `\`${text}\` touches ${got} lines of 128 bytes at a time; ${shown(limit.most)} would do`,
      says: `When ${lanes} neighbours ${site.access === 'read' ? 'read' : 'store'} here, the memory delivers ${got} lines on average and the exercise asks for at most ${shown(limit.most)}. ${limit.says} ${model}`,
    };
  }
  return {
    ...{ id: ids.banks, range },
    title: `\`${text}\` asks one bank up to ${site.mostDegree} times at once`,
    says: `Word i of workgroup memory lies in bank i mod 32, and different words of one bank are served one after the other: ${got} rounds on average here, and the exercise asks for at most ${shown(limit.most)}. ${limit.says} ${model}`,
  };
}
