import type { Parameters, Tensors } from './block';

/**
 * A parameter by name. `illegal` finds a missing one first and says so in words; whoever runs a
 * block without asking it has made a mistake in our own code, and hears of it here.
 */
export function need(parameters: Parameters, name: string): number {
  const value = parameters[name];
  if (value === undefined) throw new RangeError(`The parameter “${name}” is missing.`);
  return value;
}

/** A tensor by name, under the same terms as `need`. */
export function tensor(tensors: Tensors, name: string): Float64Array {
  const value = tensors[name];
  if (value === undefined) throw new RangeError(`The tensor “${name}” is missing.`);
  return value;
}

/** Says which parameter is missing, broken or too small, given the lowest legal value of each. */
export function unfit(
  parameters: Parameters,
  lowest: Readonly<Record<string, number>>,
): string | undefined {
  for (const [name, least] of Object.entries(lowest)) {
    const value = parameters[name];
    if (value === undefined) return `${name} is missing`;
    if (!Number.isSafeInteger(value) || value < least) {
      return `${name} must be a whole number of at least ${least}, and it is ${value}`;
    }
  }
  return undefined;
}

/** Says which real parameter is missing or outside its range, both ends included. */
export function outside(
  parameters: Parameters,
  ranges: Readonly<Record<string, readonly [number, number]>>,
): string | undefined {
  for (const [name, [low, high]] of Object.entries(ranges)) {
    const value = parameters[name];
    if (value === undefined) return `${name} is missing`;
    if (!Number.isFinite(value) || value < low || value > high) {
      const range = high === Infinity ? `at least ${low}` : `from ${low} to ${high}`;
      return `${name} must be a number ${range}, and it is ${value}`;
    }
  }
  return undefined;
}

/** Says which parameter is not one of the whole numbers that name its readings. */
export function unlisted(
  parameters: Parameters,
  listed: Readonly<Record<string, readonly number[]>>,
): string | undefined {
  for (const [name, values] of Object.entries(listed)) {
    const value = parameters[name];
    if (value === undefined) return `${name} is missing`;
    if (!values.includes(value))
      return `${name} must be ${values.join(' or ')}, and it is ${value}`;
  }
  return undefined;
}

/** A parameter that the kernel gets as an f32: the reference takes the same number. */
export function real(parameters: Parameters, name: string): number {
  return Math.fround(need(parameters, name));
}
