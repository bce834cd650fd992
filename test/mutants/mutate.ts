import type { Span } from '../../src/core/outline/outline';
import { entryNames, openOverrides, readProgram } from '../../src/simulator/front/program';
import type { Expr, Place, Statement } from '../../src/simulator/front/tree';
import { scalarOf } from '../../src/simulator/front/types';

export type Slip = 'barrier removed' | 'barrier swapped' | 'guard removed' | 'index off by one';

/** A kernel with one slip in it. */
export interface Mutant {
  readonly slip: Slip;
  readonly line: number;
  /** What stood there, and what stands there now. */
  readonly was: string;
  readonly is: string;
  readonly source: string;
}

interface Change {
  readonly slip: Slip;
  readonly span: Span;
  readonly is: string;
}

/**
 * Every kernel that differs from `source` by one slip: a barrier removed or of the other kind, a guard or a part of
 * one removed, an index one too large or too small.
 */
export function mutants(source: string): Mutant[] {
  const changes = new Map<string, Change>();
  for (const change of allChanges(source))
    changes.set(`${change.span.start} ${change.span.end} ${change.is}`, change);
  return [...changes.values()]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ slip, span, is }) => ({
      ...{ slip, is, was: source.slice(span.start, span.end) },
      line: source.slice(0, span.start).split('\n').length,
      source: source.slice(0, span.start) + is + source.slice(span.end),
    }));
}

function allChanges(source: string): Change[] {
  const entries = entryNames(source);
  if (!entries.ok) throw new Error(entries.fault.message);
  const values = Object.fromEntries(openOverrides(source).map((name) => [name, 1]));
  return entries.value.flatMap((entry) => {
    const program = readProgram(source, entry, values);
    if (!program.ok) throw new Error(program.fault.message);
    const found: Change[] = [];
    for (const { body } of program.value.functions)
      visit(body, (node) => found.push(...changesOf(node, source)));
    return found;
  });
}

type Node = Expr | Place | Statement;

/** Calls `see` with every node of a tree; what a node only refers to is not a part of it. */
function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  if (typeof value !== 'object' || value === null || !('kind' in value)) return;
  see(value as Node);
  for (const [key, part] of Object.entries(value))
    if (!['variable', 'current', 'callee', 'type', 'span'].includes(key)) visit(part, see);
}

function changesOf(node: Node, source: string): Change[] {
  switch (node.kind) {
    case 'barrier':
      return barrierChanges(node);
    case 'if':
      return guardChanges(node, source);
    case 'element':
    case 'pick':
      return indexChanges(node.index, source);
    default:
      return [];
  }
}

const others: Readonly<Record<string, string>> = {
  workgroupBarrier: 'storageBarrier()',
  storageBarrier: 'workgroupBarrier()',
};

function barrierChanges({ barrier, span }: Extract<Expr, { kind: 'barrier' }>): Change[] {
  const other = others[barrier];
  if (other === undefined) return [];
  return [
    { slip: 'barrier removed', span, is: '' },
    { slip: 'barrier swapped', span, is: other },
  ];
}

function guardChanges(
  { condition, then }: Extract<Statement, { kind: 'if' }>,
  source: string,
): Change[] {
  const last = then.at(-1)?.kind ?? '';
  const leaves = ['return', 'break', 'continue'].includes(last);
  // Who left for this condition stays now; who was let in for it is let in always.
  const without: Change = { slip: 'guard removed', span: condition.span, is: String(!leaves) };
  const parts = condition.kind === 'logical' ? [condition.left, condition.right] : [];
  return [
    without,
    ...parts.map(({ span }): Change => ({
      ...{ slip: 'guard removed', span: condition.span, is: source.slice(span.start, span.end) },
    })),
  ];
}

function indexChanges({ span, type }: Expr, source: string): Change[] {
  // A member's or a component's index stands nowhere in the text.
  if (source.slice(0, span.start).trimEnd().at(-1) !== '[') return [];
  const one = scalarOf(type) === 'i32' ? '1i' : '1u';
  const text = source.slice(span.start, span.end);
  return ['+', '-'].map((sign) => ({
    ...{ slip: 'index off by one', span, is: `(${text}) ${sign} ${one}` },
  }));
}
