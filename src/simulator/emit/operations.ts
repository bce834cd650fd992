import type { ScalarKind } from '../front/types';
import { type Emitter, line } from './emitter';

/**
 * Operations a component of a built-in, where they are not one: a fused multiplication and addition is two, as
 * everywhere where FLOPs are counted, and what WGSL defines by other functions is as many as those. Signs, choices,
 * comparisons and conversions are none.
 */
const perComponent: Readonly<Record<string, number>> = {
  ...{ abs: 0, sign: 0, select: 0, transpose: 0, all: 0, any: 0 },
  ...{ fma: 2, clamp: 2, saturate: 2, fract: 2, mix: 4, smoothstep: 9, pow: 3, exp: 2, log: 2 },
};

/** Those that take whole vectors, by the number of components that they take. */
const perVector: Readonly<Record<string, (size: number) => number>> = {
  dot: (size) => 2 * size - 1,
  length: (size) => 2 * size,
  distance: (size) => 3 * size,
  normalize: (size) => 3 * size,
  cross: () => 9,
  reflect: (size) => 4 * size,
  dot4U8Packed: () => 7,
  dot4I8Packed: () => 7,
};

/**
 * How many operations a built-in is.
 * @param taken components of its first argument
 * @param given components of its result
 */
export function operationsOf(name: string, taken: number, given: number): number {
  const whole = Object.hasOwn(perVector, name) ? perVector[name] : undefined;
  if (whole !== undefined) return whole(taken);
  return given * (Object.hasOwn(perComponent, name) ? (perComponent[name] ?? 1) : 1);
}

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Notes the operations of a binary operator on so many components. */
export function countBinary(
  e: Emitter,
  operator: string,
  kind: ScalarKind,
  components: number,
): void {
  if (!comparisons.has(operator)) countOperations(e, kind, components);
}

/**
 * Notes operations for the traffic model, as the file has them: `Q` holds how many there were on floats, and how many on
 * whole numbers. What is written one behind the other is noted at once.
 */
export function countOperations(e: Emitter, kind: ScalarKind, count: number): void {
  if (!e.options.trace || count === 0 || kind === 'bool') return;
  const start = `Q[${kind === 'f32' || kind === 'f16' ? 0 : 1}]+=`;
  for (let at = e.lines.length - 1; e.lines[at]?.startsWith('Q[') === true; at--) {
    const known = e.lines[at] ?? '';
    if (!known.startsWith(start)) continue;
    e.lines[at] = `${start}${Number.parseInt(known.slice(start.length)) + count};`;
    return;
  }
  line(e, `${start}${count};`);
}
