import { bits } from '../../core/tensor/random';

/** The order in which invocations run from one barrier to the next, and workgroups one after the other. */
export type Schedule =
  | { readonly kind: 'lowest' }
  | { readonly kind: 'highest' }
  | { readonly kind: 'random'; readonly seed: number }
  /** One invocation comes last in every interval, while the others run on to the barrier. */
  | { readonly kind: 'straggler'; readonly invocation: number };

/** Legal orders that differ as much as they can; a barrier that is missing shows in one of them. */
export const hostileSchedules: readonly Schedule[] = [
  { kind: 'lowest' },
  { kind: 'highest' },
  { kind: 'random', seed: 1 },
  // The first invocation is the one that others most often wait for.
  { kind: 'straggler', invocation: 0 },
];

/** A schedule in words that stand after “with”. */
export function scheduleName(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'lowest':
      return 'the lowest invocation first';
    case 'highest':
      return 'the highest invocation first';
    case 'random':
      return `invocations in a random order (seed ${schedule.seed})`;
    case 'straggler':
      return `invocation ${schedule.invocation} behind all others`;
  }
}

/** The numbers from 0 up in the order of the schedule; `round` tells one interval from the next. */
export function ordered(schedule: Schedule, count: number, round: number): Int32Array {
  const order = new Int32Array(count);
  const last = schedule.kind === 'straggler' ? schedule.invocation % Math.max(1, count) : count;
  for (let i = 0; i < count; i++) order[i] = i < last ? i : i + 1;
  if (last < count) order[count - 1] = last;
  if (schedule.kind === 'highest') return order.reverse();
  return schedule.kind === 'random' ? shuffled(order, schedule.seed + round * 7919) : order;
}

/** The orders of so many invocations, interval after interval; made once where they are all the same. */
export function orders(schedule: Schedule, count: number): (round: number) => Int32Array {
  if (schedule.kind === 'random') return (round) => ordered(schedule, count, round);
  const fixed = ordered(schedule, count, 0);
  return () => fixed;
}

/** Shuffles in place, the same way for the same seed. */
export function shuffled(order: Int32Array, seed: number): Int32Array {
  for (let i = order.length - 1; i > 0; i--) {
    const j = bits(seed, i) % (i + 1);
    const [a = 0, b = 0] = [order[i], order[j]];
    order[i] = b;
    order[j] = a;
  }
  return order;
}
