import type { z } from 'zod';

/** So many faults are cut out of a file at most; one with more is not worth showing. */
const mostCuts = 200;

/**
 * What a schema understands of data that it does not accept: keys that it does not know are cut out, and elements of
 * lists that it does not take. Undefined when too little is left. `data` is changed.
 */
export function salvage<T>(data: unknown, schema: z.ZodType<T>): T | undefined {
  for (let cuts = 0; cuts < mostCuts; cuts++) {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    if (issue === undefined) return undefined;
    const way = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') issue.keys.forEach((key) => cut(data, [...way, key]));
    else if (!cut(data, toElement(way, data))) return undefined;
  }
  return undefined;
}

/** The innermost list's element on a way; the way itself where there is no list on it. */
function toElement(way: readonly (string | number)[], data: unknown): (string | number)[] {
  for (let length = way.length; length > 0; length--) {
    if (Array.isArray(valueAt(data, way.slice(0, length - 1)))) return way.slice(0, length);
  }
  return [...way];
}

function cut(data: unknown, way: readonly (string | number)[]): boolean {
  const holder = valueAt(data, way.slice(0, -1));
  const key = way.at(-1);
  if (key === undefined || typeof holder !== 'object' || holder === null) return false;
  if (!(key in holder)) return false;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  return true;
}

function valueAt(data: unknown, way: readonly (string | number)[]): unknown {
  let at = data;
  for (const part of way) at = (at as Record<string | number, unknown> | undefined)?.[part];
  return at;
}
