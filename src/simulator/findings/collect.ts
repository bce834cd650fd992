import type { Kernel } from '../run/kernel';
import type { Gathering, Observer, Place } from '../run/observer';
import type { Heap } from '../run/heap';
import type { Conflict } from '../run/shadow-cells';
import type {
  Divergence,
  Excerpt,
  Finding,
  InactiveLane,
  OutOfBounds,
  Race,
  Who,
} from './findings';
import { memoryName } from './memory-name';

type Counted<T> = { -readonly [K in keyof T]: T[K] };

export interface Collector extends Observer {
  /** What was found, each kind in the order in which it first happened. */
  findings(): Finding[];
}

/** Listens to a dispatch and keeps one finding for each pair of places, with how often it happened. */
export function collector(
  kernel: Kernel,
  heap: Heap,
  workgroups: readonly [number, number, number],
): Collector {
  const { code } = kernel;
  const size = code.program.workgroupSize;
  const races = new Map<string, Counted<Race>>();
  const outside = new Map<number, Counted<OutOfBounds>>();
  const lanes = new Map<number, Counted<InactiveLane>>();
  const divergences: Divergence[] = [];
  const excerpt = (site: number): Excerpt => {
    const { span = { start: 0, end: 0 }, text = '' } = code.sites[site] ?? {};
    return { span, text };
  };
  const who = (place: Place): Who => whoOf(place, size, workgroups);
  const at = (cell: number): ReturnType<typeof memoryName> =>
    memoryName(code, heap, cell << (code.halves ? 1 : 2));
  return {
    race(conflict, later, earlier) {
      const across = later.workgroup === earlier.workgroup ? 'invocations' : 'workgroups';
      const key = raceKey(conflict, across, excerpt);
      const known = races.get(key);
      if (known !== undefined) {
        known.count++;
        return;
      }
      const ends = { earlier: who(earlier), later: who(later) };
      races.set(key, { ...raceOf(kernel, conflict, ends, excerpt, across), ...at(conflict.cell) });
    },
    outside(site, index, length, access, place) {
      const known = outside.get(site);
      if (known !== undefined) {
        known.count++;
        return;
      }
      const made = { ...excerpt(site), index, length, access, who: who(place), count: 1 };
      outside.set(site, { kind: 'outOfBounds', ...made });
    },
    inactive(stop, place) {
      const known = lanes.get(stop);
      if (known !== undefined) {
        known.count++;
        return;
      }
      const { span = { start: 0, end: 0 }, text = '' } = code.stops[stop] ?? {};
      lanes.set(stop, { kind: 'inactiveLane', span, text, who: who(place), count: 1 });
    },
    diverged: (gathering) => divergences.push(divergence(kernel, gathering, who)),
    findings: () => [
      ...divergences,
      ...races.values(),
      ...[...outside.values()].filter(({ span }) => span.end > 0),
      ...lanes.values(),
    ],
  };
}

function raceOf(
  kernel: Kernel,
  conflict: Conflict,
  who: { readonly earlier: Who; readonly later: Who },
  excerpt: (site: number) => Excerpt,
  across: Race['across'],
): Omit<Race, 'memory' | 'variable'> {
  const { space, earlierSite, earlierWrote, laterSite, laterWrote } = conflict;
  return {
    ...{ kind: 'race', space, across, count: 1 },
    earlier: { ...excerpt(earlierSite), wrote: earlierWrote, who: who.earlier },
    later: { ...excerpt(laterSite), wrote: laterWrote, who: who.later },
    parted: stopsBetween(kernel, conflict).some(
      ({ kind }) => kind === (space === 'storage' ? 'storageBarrier' : 'workgroupBarrier'),
    ),
    wrongBarrier:
      space === 'storage' && across === 'invocations'
        ? barrierBetween(kernel, conflict)
        : undefined,
  };
}

/** The same two places of the text, in whichever order they met, are one race. */
function raceKey(
  { earlierSite, laterSite, earlierWrote, laterWrote }: Conflict,
  across: string,
  excerpt: (site: number) => Excerpt,
): string {
  const ends = [
    `${excerpt(earlierSite).span.start}${earlierWrote ? 'w' : 'r'}`,
    `${excerpt(laterSite).span.start}${laterWrote ? 'w' : 'r'}`,
  ].sort();
  return `${ends.join()} ${across}`;
}

export function whoOf(
  { workgroup, invocation }: Place,
  [sx, sy, sz]: readonly [number, number, number],
  [nx, ny]: readonly [number, number, number],
): Who {
  const [wx, wy, wz] = [
    workgroup % nx,
    Math.floor(workgroup / nx) % ny,
    Math.floor(workgroup / (nx * ny)),
  ];
  const [lx, ly, lz] = [
    invocation % sx,
    Math.floor(invocation / sx) % sy,
    Math.floor(invocation / (sx * sy)),
  ];
  return {
    workgroup: [wx, wy, wz],
    local: [lx, ly, lz],
    global: [wx * sx + lx, wy * sy + ly, wz * sz + lz],
  };
}

/** Barriers and the like that stand between the two accesses in the text. */
function stopsBetween({ code }: Kernel, conflict: Conflict): Kernel['code']['stops'] {
  const ends = [conflict.earlierSite, conflict.laterSite].map(
    (site) => code.sites[site]?.span.start ?? 0,
  );
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return code.stops.filter(({ span }) => span.start > from && span.start < to);
}

/** A `workgroupBarrier()` that stands between the two accesses in the text, without a `storageBarrier()`. */
function barrierBetween(kernel: Kernel, conflict: Conflict): Excerpt | undefined {
  const { code } = kernel;
  const between = stopsBetween(kernel, conflict);
  if (between.some(({ kind }) => kind === 'storageBarrier')) return undefined;
  const found =
    between.find(({ kind }) => kind === 'workgroupBarrier') ??
    // Around a loop the later access may stand before the earlier one.
    (code.stops.some(({ kind }) => kind === 'storageBarrier')
      ? undefined
      : code.stops.find(({ kind }) => kind === 'workgroupBarrier'));
  return found === undefined ? undefined : { span: found.span, text: found.text };
}

function divergence(
  { code }: Kernel,
  { workgroup, stops, notes }: Gathering,
  who: (place: Place) => Who,
): Divergence {
  const first = stops.findIndex((stop) => stop >= 0);
  const stop = stops[first] ?? -1;
  const here = [...stops.keys()].filter((i) => stops[i] === stop);
  const away = [...stops.keys()].filter((i) => stops[i] !== stop);
  const [present = 0] = here;
  const [absent = 0] = away;
  const branch = code.branches[parting(notes[present] ?? [], notes[absent] ?? []) ?? -1];
  return {
    kind: 'divergence',
    ...(quoted(code.stops[stop]) ?? { span: { start: 0, end: 0 }, text: '' }),
    arrived: here.length,
    missing: away.length,
    present: who({ workgroup, invocation: present }),
    absent: who({ workgroup, invocation: absent }),
    elsewhere: quoted(code.stops[stops[absent] ?? -1]),
    branch: quoted(branch),
  };
}

const quoted = (place: Excerpt | undefined): Excerpt | undefined =>
  place === undefined ? undefined : { span: place.span, text: place.text };

/** The branch at which two invocations, which came the same way so far, went different ways. */
function parting(a: readonly number[], b: readonly number[]): number | undefined {
  for (let i = 0; i < a.length && i < b.length; i += 2) {
    if (a[i] !== b[i] || a[i + 1] !== b[i + 1]) return a[i];
  }
  return undefined;
}
