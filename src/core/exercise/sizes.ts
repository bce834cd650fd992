import type { Shape } from '../tensor/shape';
import { evaluate, evaluateSize, type Names } from './expression';
import type { Binding, Exercise } from './schema';

/** 64 MiB of four-byte elements: what one binding may hold, on every device. */
export const maxElements = 16 * 1024 * 1024;

export type Sized<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** The names that expressions of a case may use: the uniform's fields and the derived sizes. */
export function caseNames(exercise: Exercise, sizes: Names): Sized<Names> {
  const names: Record<string, number> = { ...sizes };
  for (const { name, is } of exercise.derived ?? []) {
    const value = evaluate(is, names);
    if (!value.ok) return value;
    names[name] = value.value;
  }
  return { ok: true, value: names };
}

/** Shape of a binding for a case. */
export function shapeOf(binding: Binding, names: Names): Sized<Shape> {
  const shape: number[] = [];
  let elements = 1;
  for (const expression of binding.shape) {
    const size = evaluateSize(expression, names, maxElements);
    if (!size.ok) return size;
    shape.push(size.value);
    elements *= size.value;
  }
  if (elements <= maxElements) return { ok: true, value: shape };
  return { ok: false, problem: `“${binding.name}” would hold more than 64 MiB` };
}

/** Shapes of all bindings for a case, by name. */
export function shapesOf(
  { bindings }: Exercise,
  names: Names,
): Sized<Readonly<Record<string, Shape>>> {
  const shapes: Record<string, Shape> = {};
  for (const binding of bindings) {
    const shape = shapeOf(binding, names);
    if (!shape.ok) return shape;
    shapes[binding.name] = shape.value;
  }
  return { ok: true, value: shapes };
}

/** What every case gives a number for: the uniform's fields, then the settings. */
export function caseFields(exercise: Exercise): string[] {
  return [...exercise.uniform.fields, ...(exercise.settings ?? [])].map(({ name }) => name);
}

/** What a case is called: by the exercise's own form, else the sizes that differ, as in `31 × 33` or `n 997`. */
export function caseLabel(exercise: Exercise, index: number): string {
  return shapeLabel(exercise, exercise.cases[index] ?? {});
}

/** The same for a shape that need not be one of the cases. */
export function shapeLabel(exercise: Exercise, sizes: Names): string {
  const names = caseNames(exercise, sizes);
  const size = (name: string): string =>
    sizeText((names.ok ? names.value[name] : undefined) ?? sizes[name] ?? 0);
  if (exercise.caseLabel !== undefined) {
    return exercise.caseLabel
      .replace(labelName, (_, name: string) => size(name))
      .replace(oneOf, '1 $1');
  }
  const all = caseFields(exercise);
  const telling = all.filter((name) => new Set(exercise.cases.map((one) => one[name])).size > 1);
  const shown = telling.length === 0 ? all : telling;
  if (shown.length === 2 && shown.includes('rows')) return shown.map(size).join(' × ');
  return shown.map((name) => `${name} ${size(name)}`).join(' · ');
}

/** Whole numbers have a short way, since a format with options takes some milliseconds to be made. */
const sizeText = (size: number): string =>
  Number.isInteger(size)
    ? size.toLocaleString('en')
    : size.toLocaleString('en', { maximumFractionDigits: 6 });

/** One of something that the label has in the plural: `1 workgroups`. */
const oneOf = /(?<![\d,.])1 ([a-z]+)s\b/g;

/** A size in braces in a label. */
const labelName = /\{(\w+)\}/g;

/** The names that a label mentions. */
export function labelNames(label: string): string[] {
  return [...label.matchAll(labelName)].map((match) => match[1] ?? '');
}
