import type { Stop } from '../emit/emitter';
import type { ScalarKind } from '../front/types';
import { roundTo } from '../lib/rounding';

/** Numbers that each invocation has for its operands and its results. */
export const mailSlots = 8;
/** Where the lane or the distance stands. */
const laneSlot = 4;

type Combine = (a: number, b: number) => number;

function combiner(operation: string, kind: ScalarKind): { run: Combine; start: number } {
  const round = roundTo(kind);
  const integer = kind === 'i32' || kind === 'u32';
  switch (operation) {
    case 'Mul':
      return { start: 1, run: integer ? (a, b) => round(Math.imul(a, b)) : (a, b) => round(a * b) };
    case 'Max':
      return { start: 0, run: Math.max };
    case 'Min':
      return { start: 0, run: Math.min };
    case 'And':
      return { start: 0, run: (a, b) => round(a & b) };
    case 'Or':
      return { start: 0, run: (a, b) => round(a | b) };
    case 'Xor':
      return { start: 0, run: (a, b) => round(a ^ b) };
    default:
      return { start: 0, run: (a, b) => round(a + b) };
  }
}

/** Lanes of one subgroup that meet at an operation. */
export interface Meeting {
  /** Numbers of the lanes that take part, ascending, and the invocation behind each. */
  readonly lanes: readonly number[];
  readonly invocations: readonly number[];
  readonly mail: Float64Array;
}

/**
 * Does a subgroup or quad operation for the lanes that take part in it; gives true when a lane reads one that does
 * not, whose value WGSL leaves open.
 */
export function subgroupOperation(stop: Stop, meeting: Meeting): boolean {
  const { name = '', kind = 'u32', slots = 0 } = stop.operation ?? {};
  const operation = name.replace(/^(subgroup|quad)/, '');
  const quad = name.startsWith('quad');
  switch (operation) {
    case 'Elect':
      give(meeting, 0, (at) => (at === 0 ? 1 : 0));
      return false;
    case 'All':
    case 'Any': {
      const votes = meeting.invocations.map((one) => meeting.mail[one * mailSlots] !== 0);
      const result = operation === 'All' ? votes.every(Boolean) : votes.some(Boolean);
      give(meeting, 0, () => Number(result));
      return false;
    }
    case 'Ballot':
      ballot(meeting);
      return false;
  }
  const source = sourceOf(operation, quad);
  if (source !== undefined) return fetch(meeting, slots, source, anything(kind));
  reduce(operation, kind as ScalarKind, slots, meeting);
  return false;
}

function give({ invocations, mail }: Meeting, slot: number, value: (at: number) => number): void {
  invocations.forEach((one, at) => (mail[one * mailSlots + slot] = value(at)));
}

function ballot(meeting: Meeting): void {
  const { lanes, invocations, mail } = meeting;
  const words = [0, 0, 0, 0];
  lanes.forEach((lane, at) => {
    if (mail[(invocations[at] ?? 0) * mailSlots] !== 0)
      words[lane >> 5] = ((words[lane >> 5] ?? 0) | (1 << (lane & 31))) >>> 0;
  });
  words.forEach((word, slot) => give(meeting, slot, () => word));
}

type Source = (lane: number, operand: number, first: number) => number;

/** From which lane an operation takes its value; undefined for those that combine. */
function sourceOf(operation: string, quad: boolean): Source | undefined {
  const table: Readonly<Record<string, Source>> = {
    Broadcast: quad ? (lane, operand) => (lane & ~3) + operand : (_, operand) => operand,
    BroadcastFirst: (_, __, first) => first,
    Shuffle: (_, operand) => operand,
    ShuffleXor: (lane, operand) => lane ^ operand,
    ShuffleUp: (lane, operand) => lane - operand,
    ShuffleDown: (lane, operand) => lane + operand,
    SwapX: (lane) => lane ^ 1,
    SwapY: (lane) => lane ^ 2,
    SwapDiagonal: (lane) => lane ^ 3,
  };
  return Object.hasOwn(table, operation) ? table[operation] : undefined;
}

/** What a lane gives that is not there: nothing that could pass for a right value. */
const anything = (kind: string): number =>
  kind === 'f32' || kind === 'f16' ? NaN : kind === 'i32' ? 0xdeadbeef | 0 : 0xdeadbeef;

function fetch(
  { lanes, invocations, mail }: Meeting,
  slots: number,
  source: Source,
  absent: number,
): boolean {
  const where = new Map(lanes.map((lane, at) => [lane, invocations[at] ?? 0]));
  const first = lanes[0] ?? 0;
  let missing = false;
  const results = lanes.map((lane, at) => {
    const own = (invocations[at] ?? 0) * mailSlots;
    const from = where.get(source(lane, mail[own + laneSlot] ?? 0, first));
    missing ||= from === undefined;
    return Array.from({ length: slots }, (_, slot) =>
      from === undefined ? absent : (mail[from * mailSlots + slot] ?? 0),
    );
  });
  results.forEach((values, at) => {
    const own = (invocations[at] ?? 0) * mailSlots;
    values.forEach((value, slot) => (mail[own + slot] = value));
  });
  return missing;
}

function reduce(operation: string, kind: ScalarKind, slots: number, meeting: Meeting): void {
  const { invocations, mail } = meeting;
  const scan = /^(Inclusive|Exclusive)(\w+)$/.exec(operation);
  const { run, start } = combiner(scan?.[2] ?? operation, kind);
  for (let slot = 0; slot < slots; slot++) {
    const values = invocations.map((one) => mail[one * mailSlots + slot] ?? 0);
    if (scan === null) {
      const all = values.reduce((a, b) => run(a, b));
      give(meeting, slot, () => all);
      continue;
    }
    let sum = start;
    values.forEach((value, at) => {
      const next = run(sum, value);
      mail[(invocations[at] ?? 0) * mailSlots + slot] = scan[1] === 'Inclusive' ? next : sum;
      sum = next;
    });
  }
}
