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
 * A kernel that never ends, or not today, takes the GPU away from every program, so no kernel runs without two
 * budgets: one for each loop, and one for the loops of the dispatch together, which holds short loops that
 * multiply (in a helper that a loop calls, in a million invocations). The loop in which a budget is used up is
 * left and remembered with the invocation that was in it, and the others follow. Lines stay where they are;
 * columns do not, so compiler messages come from the learner's own text.
 *
 * Counters are function variables that count in step with their loop, because WGSL's uniformity analysis must
 * still see that every invocation reaches a barrier. Only a loop without a barrier looks at the budget of the
 * dispatch: that look is not uniform, but `break` ends at the loop. One with a barrier could look through
 * `workgroupUniformLoad`, but that is a barrier more, and where a CPU plays the GPU it would hide the missing ones.
 */
export interface Guarded {
  /** Sources to try in order: the second is for files in which the look of the first breaks uniformity. */
  readonly candidates: readonly string[];
  /** Where the loops stand in the learner's text, by their number. */
  readonly loops: readonly Span[];
}

/** Binding group of the guard's own two buffers. */
export const guardGroup = 1;
/**
 * Words of the trip buffer: how often a budget ran out; of the first time the loop, and x, y, z; the rounds of all
 * loops without a barrier so far, in units of `roundUnit`.
 */
export const tripWords = 6;
/** Rounds of an invocation between two looks at the budget of the dispatch: rare enough to cost little. */
export const roundUnit = 256;

type Loop = ForElem | WhileElem | LoopElem;
/** A loop that gets a counter. */
interface Counted {
  readonly number: number;
  readonly element: Loop;
  readonly owner: FnElem;
  /** The loop around it in the same function. */
  readonly parent: Counted | undefined;
  readonly children: Counted[];
  /** Whether all invocations must go through it together. */
  readonly barrier: boolean;
}
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
  const loops: Counted[] = [];
  for (const owner of file.functions) loops.push(...loopsOf(owner, withBarrier, loops.length));
  // A loop that our parser has missed and the compiler takes would run without a budget.
  if (loops.length !== loopWords(file.source)) return { candidates: [], loops: [] };
  if (loops.length === 0) return { candidates: [file.source], loops: [] };

  const source = (look: boolean): string => {
    const edits = loops.map((loop) => loopEdit(file, loop, look));
    for (const owner of new Set(loops.map((loop) => loop.owner)))
      edits.push(...returnEdits(file, owner));
    for (const loop of loops) edits.push(...counterEdits(file, loop));
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
var<private> tilework_rounds: u32;
var<private> tilework_over: bool;
fn tilework_stop(which: u32) {
  tilework_over = true;
  if (atomicAdd(&tilework_trip[0], 1u) == 0u) {
    atomicStore(&tilework_trip[1], which);
    atomicStore(&tilework_trip[2], tilework_at.x);
    atomicStore(&tilework_trip[3], tilework_at.y);
    atomicStore(&tilework_trip[4], tilework_at.z);
  }
}
fn tilework_round() -> bool {
  tilework_rounds += 1u;
  if (tilework_rounds % ${roundUnit}u == 0u) {
    let spent = atomicAdd(&tilework_trip[5], 1u) >= tilework_budget.z;
    tilework_over = tilework_over || spent || atomicLoad(&tilework_trip[0]) != 0u;
  }
  return tilework_over;
}
`;

/** The loops of a function, the outer ones before those inside them; the first gets the number `from`. */
function loopsOf(owner: FnElem, withBarrier: ReadonlySet<string>, from: number): Counted[] {
  const loops: Counted[] = [];
  visitAst(owner.body, (element) => {
    if (element.kind !== 'for' && element.kind !== 'while' && element.kind !== 'loop') return;
    const parent = loops.findLast((other) => element.end <= other.element.end);
    const barrier = mentionsBarrier(element, withBarrier);
    const loop = { number: from + loops.length, element, owner, parent, children: [], barrier };
    parent?.children.push(loop);
    loops.push(loop);
  });
  return loops;
}

/** The counter of a loop's rounds in one call of its function. */
const counter = (loop: Counted): string => `tilework_n${loop.number}`;
/** What the counter of an inner loop was when the round of the loop around it began. */
const mark = (loop: Counted): string => `tilework_s${loop.number}`;

function loopEdit(file: Outline, loop: Counted, look: boolean): Edit {
  const count = counter(loop);
  const limit = `${count} > tilework_budget.${loop.barrier ? 'y' : 'x'}`;
  const condition = loop.barrier || !look ? limit : `${limit} || tilework_round()`;
  const marks = loop.children.map((inner) => ` ${mark(inner)} = ${counter(inner)};`).join('');
  const text = ` ${count} += 1u;${marks} if (${condition}) { ${stop(loop)} break; } `;
  return { at: openBrace(file.source, loop.element.body.start) + 1, text };
}

/**
 * Tells which loop does not end. The rounds of an inner loop add up over those of the loops around it, so it is
 * not always the one whose budget is used up: it is the one that has turned most often since it was entered.
 */
function stop(loop: Counted): string {
  if (loop.parent === undefined) return `tilework_stop(${loop.number}u);`;
  let text = `var tilework_w = ${loop.number}u; var tilework_r = ${rounds(loop)};`;
  for (let outer = loop.parent; ; outer = outer.parent) {
    text += ` if (${rounds(outer)} > tilework_r) { tilework_w = ${outer.number}u; tilework_r = ${rounds(outer)}; }`;
    if (outer.parent === undefined) return `${text} tilework_stop(tilework_w);`;
  }
}

function rounds(loop: Counted): string {
  return loop.parent === undefined ? counter(loop) : `(${counter(loop)} - ${mark(loop)})`;
}

/** The counter of a loop, at the top of its function. */
function counterEdits(file: Outline, loop: Counted): Edit[] {
  const marked = loop.parent === undefined ? '' : ` var ${mark(loop)} = 0u;`;
  const at = openBrace(file.source, loop.owner.body.start) + 1;
  return [{ at, text: ` var ${counter(loop)} = 0u;${marked}` }];
}

/** A value to return where only a broken loop could get to. */
function returnEdits(file: Outline, owner: FnElem): Edit[] {
  const edits: Edit[] = [];
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
  const words = /\/\/[^\n\r]*|\/\*|(?<!\p{XID_Continue})(?:for|while|loop)(?!\p{XID_Continue})/gu;
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
