import { type AbstractElem, type VarElem, visitAst } from 'wesl/core';
import { fileNames, type Outline, type Span } from './outline';

/** The sums of a loop that do not wait for each other: each addition waits only for the one before it in its own sum. */
export interface Chains {
  /** How many there are: a vector of four counts four, an array as many as it has elements. */
  readonly count: number;
  /** The loop in which there are so many. */
  readonly loop: Span;
}

/**
 * The loop of a file with the most sums of floats that are carried from round to round: `s += x`, `s = s + x`,
 * `s = fma(a, b, s)`. Told from the text, so a sum in a tree of temporaries is one sum. Undefined where there is none.
 */
export function mostChains(file: Outline): Chains | undefined {
  let most: Chains | undefined;
  for (const fn of file.functions) {
    const widths = floatVariables(file, fn.body);
    visitAst(fn.body, (element) => {
      if (element.kind !== 'for' && element.kind !== 'while' && element.kind !== 'loop') return;
      const carried = carriedIn(element).filter((name) => widths.has(name));
      const count = [...new Set(carried)].reduce((sum, name) => sum + (widths.get(name) ?? 0), 0);
      if (count > (most?.count ?? 0))
        most = { count, loop: { start: element.start, end: element.end } };
    });
  }
  return most;
}

/** Names that a loop adds to what they held in the round before, counters among them. */
function carriedIn(loop: AbstractElem): string[] {
  const names: string[] = [];
  visitAst(loop, (element) => {
    if (element.kind !== 'assign' || element.lhs.kind === 'phony') return;
    const [name] = mentioned(element.lhs);
    if (name === undefined) return;
    const adds = element.op.value === '+=' || element.op.value === '-=';
    if (adds || (element.op.value === '=' && mentioned(element.rhs).includes(name)))
      names.push(name);
  });
  return names;
}

/** Names that an element mentions, in the order of the text. */
function mentioned(element: AbstractElem): string[] {
  const names: string[] = [];
  visitAst(element, (inner) => {
    if (inner.kind === 'ref') names.push(inner.ident.originalName);
  });
  return names;
}

/** The variables of a function that hold floats, with the number of them that each holds. */
function floatVariables(file: Outline, body: AbstractElem): ReadonlyMap<string, number> {
  const widths = new Map<string, number>();
  visitAst(body, (element) => {
    if (element.kind !== 'var') return;
    const width = widthOf(file, element);
    if (width > 0) widths.set(element.name.decl.ident.originalName, width);
  });
  return widths;
}

/** How many floats a declaration holds, by its text; 0 where they are none. */
function widthOf(file: Outline, { start, end }: VarElem): number {
  const text = file.source.slice(start, end);
  if (!/\bf(32|16)\b|vec[234][fh]|\d\.\d*|\.\d/.test(text)) return 0;
  const vector = Number(/\bvec([234])/.exec(text)?.[1] ?? 1);
  const length = /array<[^,]*(?:<[^>]*>)?\s*,\s*(\w+?)u?\s*>/.exec(text)?.[1];
  const many = length === undefined ? 1 : (fileNames(file, {})[length] ?? Number(length));
  return vector * (Number.isFinite(many) ? many : 1);
}
