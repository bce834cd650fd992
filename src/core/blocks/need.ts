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
