import { type ModuleElem, parseSrcModule } from 'wesl/core';
import type { Span } from '../../core/outline/outline';
import { type Fault, FaultFound } from './fault';

/** A file as the parser reads it, and the way back from the parser's offsets to the learner's. */
export interface Parsed {
  readonly source: string;
  readonly module: ModuleElem;
  readonly place: (span: Span) => Span;
}

/**
 * Parses a file; throws `FaultFound` where it cannot.
 *
 * The parser takes `u32(i < 7u) >> 1u` for a template list, since its search for the closing `>` does not end at
 * a closing bracket. So names that stand before a less-than sign get brackets, which no reading can mistake.
 */
export function parse(source: string): Parsed {
  const names = comparedNames(source);
  const added = names.flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
  const place = ({ start, end }: Span): Span => ({
    start: original(added, start),
    end: original(added, end),
  });
  const { moduleElem, diagnostics } = parsed(bracketed(source, names));
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined) throw new FaultFound(syntaxFault(first.message, place(first)));
  return { source, module: moduleElem, place };
}

function parsed(src: string): ReturnType<typeof parseSrcModule> {
  try {
    return parseSrcModule({
      modulePath: 'package::kernel',
      debugFilePath: 'kernel.wgsl',
      src,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FaultFound(syntaxFault(message, { start: 0, end: 0 }));
  }
}

/** The parser's word is not the compiler's, so a file that it does not understand is not called wrong. */
function syntaxFault(message: string, span: Span): Fault {
  return { kind: 'unsupported', message: `The simulator cannot read this: ${message}`, span };
}

function bracketed(source: string, names: readonly Span[]): string {
  let text = '';
  let from = 0;
  for (const { start, end } of names) {
    text += `${source.slice(from, start)}(${source.slice(start, end)})`;
    from = end;
  }
  return text + source.slice(from);
}

function original(added: readonly number[], offset: number): number {
  // The k-th bracket stands at added[k] + k in the text that was parsed.
  let low = 0;
  let high = added.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((added[middle] ?? 0) + middle < offset) low = middle + 1;
    else high = middle;
  }
  return offset - low;
}

const tokens =
  /\/\/[^\n\r]*|\/\*|[\p{XID_Start}_]\p{XID_Continue}*|0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?\w*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\w*|&&|\|\||<<|<=|>=|==|!=|[^\s]/gu;

/** The search for template lists (WGSL, “Template list discovery”), token by token. */
interface Discovery {
  /** Names before a `<` that may yet turn out to open a template list, and how deep in brackets. */
  pending: { readonly name: Span; readonly depth: number }[];
  depth: number;
  readonly compared: Span[];
}

/** Names that are followed by `<` and begin no template list. */
function comparedNames(source: string): Span[] {
  const state: Discovery = { pending: [], depth: 0, compared: [] };
  let name: Span | undefined;
  let previous = '';
  const search = new RegExp(tokens);
  for (let found = search.exec(source); found !== null; found = search.exec(source)) {
    const [text] = found;
    if (text.startsWith('//')) continue;
    if (text === '/*') {
      search.lastIndex = commentEnd(source, search.lastIndex);
      continue;
    }
    const before = name;
    // A member's name is never taken for the start of a template list.
    const isName = /^[\p{XID_Start}_]/u.test(text) && previous !== '.';
    name = isName ? { start: found.index, end: found.index + text.length } : undefined;
    if (text === '<' && before !== undefined)
      state.pending.push({ name: before, depth: state.depth });
    else bracket(state, text);
    previous = text;
  }
  drop(state, 0);
  return state.compared.sort((a, b) => a.start - b.start);
}

const opening = new Set(['(', '[']);
const closing = new Set([')', ']']);
/** No template list goes on behind one of these. */
const ending = new Set([';', ':', '{', '=']);

function bracket(state: Discovery, text: string): void {
  if (text === '>' || text === '>=') {
    if (state.pending.at(-1)?.depth === state.depth) state.pending.pop();
  } else if (opening.has(text)) {
    state.depth++;
  } else if (closing.has(text)) {
    drop(state, state.depth);
    state.depth = Math.max(0, state.depth - 1);
  } else if (text === '&&' || text === '||') {
    drop(state, state.depth);
  } else if (ending.has(text)) {
    drop(state, 0);
    state.depth = 0;
  }
}

/** Candidates as deep as this or deeper open no template list. */
function drop(state: Discovery, depth: number): void {
  const out = state.pending.filter((one) => one.depth >= depth);
  state.compared.push(...out.map(({ name }) => name));
  state.pending = state.pending.filter((one) => one.depth < depth);
}

/** Block comments nest. */
function commentEnd(source: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  for (let depth = 1; depth > 0;) {
    const mark = marks.exec(source);
    if (mark === null) return source.length;
    depth += mark[0] === '/*' ? 1 : -1;
  }
  return marks.lastIndex;
}
