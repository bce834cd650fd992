import {
  type AttributeElem,
  type FnElem,
  type ForElem,
  type LoopElem,
  type WhileElem,
  visitAst,
} from 'wesl/core';
import { calls, type Outline, type Span } from './outline';

/**
 * A kernel that never ends takes the GPU away from every program, so no kernel runs without a budget: each loop
 * gets a counter, and the loop that uses up its budget is left and remembered with the invocation that was in
 * it. Lines stay where they are; columns do not, so compiler messages come from the learner's own text.
 *
 * Counters are function variables that count in step with their loop, because WGSL's uniformity analysis must
 * still see that every invocation reaches a barrier. A loop without a barrier may besides look, now and then,
 * whether another invocation has given up already: that look is not uniform, but `break` ends at the loop.
 */
export interface Guarded {
  /** Sources to try in order: the second is for files in which the look of the first breaks uniformity. */
  readonly candidates: readonly string[];
  /** Where the loops stand in the learner's text, by their number. */
  readonly loops: readonly Span[];
}

/** Binding group of the guard's own two buffers. */
export const guardGroup = 1;
/** Words of the trip buffer: how often a budget ran out; then of the first time the loop, and x, y, z. */
export const tripWords = 5;

type Loop = ForElem | WhileElem | LoopElem;
interface Edit {
  readonly at: number;
  readonly text: string;
}

/** Puts a budget on every loop of a file; where that cannot be done there are no candidates. */
export function guard(file: Outline): Guarded {
  try {
    return guardLoops(file);
  } catch (error) {
    // An expression of thousands of terms is a tree as deep, and walking it takes more stack than there is.
    if (error instanceof RangeError) return { candidates: [], loops: [] };
    throw error;
  }
}

function guardLoops(file: Outline): Guarded {
  const withBarrier = functionsWithBarrier(file);
  const loops: { element: Loop; owner: FnElem; barrier: boolean }[] = [];
  for (const owner of file.functions) {
    visitAst(owner.body, (element) => {
      if (element.kind !== 'for' && element.kind !== 'while' && element.kind !== 'loop') return;
      loops.push({ element, owner, barrier: mentionsBarrier(element, withBarrier) });
    });
  }
  // A loop that our parser has missed and the compiler takes would run without a budget.
  if (loops.length !== loopWords(file.source)) return { candidates: [], loops: [] };
  if (loops.length === 0) return { candidates: [file.source], loops: [] };

  const owners = new Map<FnElem, number[]>();
  loops.forEach(({ owner }, i) => {
    const own = owners.get(owner);
    if (own === undefined) owners.set(owner, [i]);
    else own.push(i);
  });
  const source = (look: boolean): string => {
    const edits = loops.map(({ element, barrier }, i) => loopEdit(file, element, i, barrier, look));
    for (const [owner, own] of owners) edits.push(...functionEdits(file, owner, own));
    for (const entry of file.entries) edits.push(...entryEdits(file, entry.element));
    return apply(file.source, edits) + prelude;
  };
  return {
    candidates: [source(true), source(false)],
    loops: loops.map(({ element }) => ({
      start: element.start,
      end: headEnd(file.source, element),
    })),
  };
}

const prelude = `
@group(${guardGroup}) @binding(0) var<uniform> tilework_budget: vec4<u32>;
@group(${guardGroup}) @binding(1) var<storage, read_write> tilework_trip: array<atomic<u32>, ${tripWords}>;
var<private> tilework_at: vec3<u32>;
fn tilework_stop(which: u32) {
  if (atomicAdd(&tilework_trip[0], 1u) == 0u) {
    atomicStore(&tilework_trip[1], which);
    atomicStore(&tilework_trip[2], tilework_at.x);
    atomicStore(&tilework_trip[3], tilework_at.y);
    atomicStore(&tilework_trip[4], tilework_at.z);
  }
}
`;

function loopEdit(file: Outline, loop: Loop, i: number, barrier: boolean, look: boolean): Edit {
  const count = `tilework_n${i}`;
  const limit = `${count} > tilework_budget.${barrier ? 'y' : 'x'}`;
  // Every 256th round is often enough to stop a whole dispatch soon, and rare enough to cost nothing.
  const others = `((${count} & 255u) == 0u && atomicLoad(&tilework_trip[0]) != 0u)`;
  const condition = barrier || !look ? limit : `${limit} || ${others}`;
  const text = ` ${count} += 1u; if (${condition}) { tilework_stop(${i}u); break; } `;
  return { at: openBrace(file.source, loop.body.start) + 1, text };
}

/** Counters at the top of a function, and a value to return where only a broken loop could get to. */
function functionEdits(file: Outline, owner: FnElem, own: readonly number[]): Edit[] {
  const counters = own.map((i) => ` var tilework_n${i} = 0u;`).join('');
  const edits = [{ at: openBrace(file.source, owner.body.start) + 1, text: counters }];
  if (owner.returnType !== undefined && owner.body.body.at(-1)?.kind !== 'return') {
    const type = file.source.slice(owner.returnType.start, owner.returnType.end);
    edits.push({
      at: file.source.lastIndexOf('}', owner.body.end - 1),
      text: ` return ${type}(); `,
    });
  }
  return edits;
}

/** The entry point notes which invocation it is. */
function entryEdits(file: Outline, entry: FnElem): Edit[] {
  const at = openBrace(file.source, entry.body.start) + 1;
  const known = invocationExpression(file, entry);
  if (known !== undefined) return [{ at, text: ` tilework_at = ${known};` }];
  const parameter = '@builtin(global_invocation_id) tilework_gid: vec3<u32>, ';
  return [
    { at: parenthesis(file.source, entry.name.end) + 1, text: parameter },
    { at, text: ' tilework_at = tilework_gid;' },
  ];
}

/** Where the parameter list opens; a comment may stand before it. */
function parenthesis(source: string, from: number): number {
  const before = /(?:[^(/]|\/\/[^\n]*|\/\*.*?\*\/)*/sy;
  before.lastIndex = from;
  return from + (before.exec(source)?.[0].length ?? 0);
}

/** How many loops the text has: their words are reserved, so outside of comments they are nothing else. */
function loopWords(source: string): number {
  const words =
    /\/\/[^\n\r]*|\/\*|(?<!\p{XID_Continue})(?:for|while|loop)(?!\p{XID_Continue})/gu;
  let count = 0;
  for (let found = words.exec(source); found !== null; found = words.exec(source)) {
    if (found[0] === '/*') words.lastIndex = commentEnd(source, words.lastIndex);
    else if (!found[0].startsWith('//')) count++;
  }
  return count;
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

/** How the entry point already names its global id: a parameter, or a member of a struct parameter. */
function invocationExpression(file: Outline, entry: FnElem): string | undefined {
  for (const param of entry.params) {
    const name = param.name.decl.ident.originalName;
    if (isGlobalId(param.attributes)) return name;
    const type = withoutAlias(file, param.name.typeRef?.name.originalName);
    for (const decl of file.module.decls) {
      if (decl.kind !== 'struct' || decl.name.ident.originalName !== type) continue;
      const member = decl.members.find((candidate) => isGlobalId(candidate.attributes));
      if (member !== undefined) return `${name}.${member.name.name}`;
    }
  }
  return undefined;
}

function withoutAlias(file: Outline, name: string | undefined): string | undefined {
  const aliases = new Map(
    file.module.decls.flatMap((decl) =>
      decl.kind === 'alias' ? [[decl.name.ident.originalName, decl.typeRef.name.originalName]] : [],
    ),
  );
  let plain = name;
  // Aliases that go round in circles do not compile; here each is followed once.
  while (plain !== undefined && aliases.has(plain)) {
    const next = aliases.get(plain);
    aliases.delete(plain);
    plain = next;
  }
  return plain;
}

function isGlobalId(attributes: readonly AttributeElem[] | undefined): boolean {
  return (attributes ?? []).some(
    ({ attribute }) =>
      attribute.kind === '@builtin' && attribute.param.name === 'global_invocation_id',
  );
}

/** Built-ins that must be reached by all invocations of a workgroup or subgroup together. */
const collective =
  /^(workgroupBarrier|storageBarrier|textureBarrier|workgroupUniformLoad|subgroup\w+|quad\w+)$/;

function functionsWithBarrier(file: Outline): ReadonlySet<string> {
  const found = new Set<string>();
  // A function that calls one that has a barrier has one too: repeat until nothing is added.
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const fn of file.functions) {
      calls(fn, (name) => {
        if (collective.test(name) || found.has(name)) found.add(fn.name.ident.originalName);
      });
    }
  }
  return found;
}

function mentionsBarrier(loop: Loop, withBarrier: ReadonlySet<string>): boolean {
  let found = false;
  visitAst(loop, (element) => {
    if (element.kind !== 'call-expression' || element.function.kind === 'type') return;
    const name = element.function.ident.originalName;
    found ||= collective.test(name) || withBarrier.has(name);
  });
  return found;
}

function openBrace(source: string, from: number): number {
  return source.indexOf('{', from);
}

/** A loop is shown by its head, up to the brace. */
function headEnd(source: string, loop: Loop): number {
  const brace = openBrace(source, loop.body.start);
  return Math.max(loop.start + 1, source.slice(loop.start, brace).trimEnd().length + loop.start);
}

function apply(source: string, edits: readonly Edit[]): string {
  let text = '';
  let done = 0;
  // A stable sort: edits at one place stay in the order in which they were made.
  for (const { at, text: insertion } of [...edits].sort((a, b) => a.at - b.at)) {
    text += source.slice(done, at) + insertion;
    done = at;
  }
  return text + source.slice(done);
}
