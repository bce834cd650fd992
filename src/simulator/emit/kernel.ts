import { layoutOf, roundUp } from '../front/layout';
import type { Fn, LoopStatement, Program, Statement, Variable } from '../front/tree';
import { type Type, slotKinds, slotsOf } from '../front/types';
import {
  type Branch,
  type Emitter,
  type EmitOptions,
  fresh,
  functionName,
  type LibraryFunction,
  line,
  type Site,
  slotNames,
  type Stop,
} from './emitter';
import { frameOffset, storeMemory } from './memory-code';
import { statements } from './statements-code';
import { value } from './values';

/** A program as JavaScript, with all that is needed to run it and to speak about it. */
export interface Code {
  readonly program: Program;
  readonly text: string;
  readonly sites: readonly Site[];
  readonly stops: readonly Stop[];
  readonly branches: readonly Branch[];
  readonly library: ReadonlyMap<string, LibraryFunction>;
  /** Byte offsets of the workgroup's variables, and how much room they take. */
  readonly workgroup: ReadonlyMap<number, number>;
  readonly workgroupBytes: number;
  /** What each invocation has for itself. */
  readonly frameBytes: number;
  readonly pool: Emitter['pool'];
  readonly poolBytes: number;
  /** Whether memory holds scalars of two bytes. */
  readonly halves: boolean;
  /** Whether the entry point waits, and so is a generator. */
  readonly waits: boolean;
  /** Whether the order of the invocations can matter without a race: there are atomics. */
  readonly orderMatters: boolean;
  /** Whether it tells of every access. */
  readonly traced: boolean;
}

/** The built-in inputs in the order in which the entry point takes them, by the names of WGSL. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  global_invocation_id: ['gx', 'gy', 'gz'],
  local_invocation_id: ['lx', 'ly', 'lz'],
  local_invocation_index: ['li'],
  workgroup_id: ['wx', 'wy', 'wz'],
  num_workgroups: ['nx', 'ny', 'nz'],
  subgroup_invocation_id: ['si'],
  subgroup_size: ['ss'],
  subgroup_id: ['sg'],
  num_subgroups: ['ns'],
  workgroup_index: ['wi'],
  global_invocation_index: ['gi'],
};
const inputNames = Object.values(inputs).flat().join(',');

const environment =
  'F,I,U,H,X,Q,mail,oob,lengthAt,endless,refuel,trace,fork,branch,way,spurious,rw,ww,rwn,wwn,rs,ws,rsn,wsn,' +
  'budgetPlain,budgetBarrier,nowhere,pool';

/** Turns a program into JavaScript: the body of a function that takes the environment of a run. */
export function emit(program: Program, options: EmitOptions): Code {
  const workgroup = new Map<number, number>();
  let workgroupBytes = 0;
  for (const variable of program.globals) {
    if (variable.space !== 'workgroup') continue;
    workgroup.set(variable.id, workgroupBytes);
    workgroupBytes = roundUp(workgroupBytes + layoutOf(variable.type).size, 16);
  }
  const loopNumbers = new Map(program.loopStarts.map((start, i) => [start, i]));
  const loops = program.functions.map((fn) => loopsOf(fn.body));
  const e: Emitter = {
    ...{ program, options, sites: [], stops: [], branches: [], library: new Map(), workgroup },
    ...{ frame: { size: 0, offsets: new Map() }, pool: [], poolSize: 0, results: 0, counter: 0 },
    orderMatters: false,
    ...{ lines: [], labels: [], fn: program.entry, loopNumbers },
  };
  const functions = program.functions.map((fn, i) => functionText(e, fn, loops[i] ?? []));
  return {
    ...{ program, sites: e.sites, stops: e.stops, branches: e.branches, library: e.library },
    ...{ workgroup, workgroupBytes, frameBytes: roundUp(e.frame.size, 16) },
    ...{ pool: e.pool, poolBytes: e.poolSize, halves: program.globals.some(hasHalves) },
    ...{ waits: program.entry.waits, orderMatters: e.orderMatters, traced: options.trace },
    text: moduleText(e, functions),
  };
}

function hasHalves({ space, type }: Variable): boolean {
  const holds = (of: Type): boolean => {
    if (of.kind === 'array') return holds(of.element);
    if (of.kind === 'struct') return of.members.some((member) => holds(member.type));
    return slotKinds(of).includes('f16');
  };
  return (space === 'workgroup' || space === 'storage') && holds(type);
}

/** Loops of a function, the outer ones before those inside them. */
function loopsOf(body: readonly Statement[]): LoopStatement[] {
  return body.flatMap((one) => {
    switch (one.kind) {
      case 'loop':
        return [one, ...loopsOf(one.body), ...loopsOf(one.continuing)];
      case 'block':
        return loopsOf(one.body);
      case 'if':
        return [...loopsOf(one.then), ...loopsOf(one.otherwise)];
      case 'switch':
        return one.clauses.flatMap((clause) => loopsOf(clause.body));
      default:
        return [];
    }
  });
}

function moduleText(e: Emitter, functions: readonly string[]): string {
  const results = Array.from({ length: e.results }, (_, i) => `,r${i + 1}=0`).join('');
  const globals = e.program.globals.flatMap(({ id, space }) =>
    space === 'storage' || space === 'uniform'
      ? [`const b${id}=E.bases.get(${id}),n${id}=E.lengths.get(${id});`]
      : [],
  );
  const own = [...e.library.keys()].map((name) => `const ${name}=E.library.get("${name}");`);
  return [
    `"use strict";`,
    `const fr=Math.fround,imul=Math.imul,min=Math.min,max=Math.max,abs=Math.abs;`,
    `const {${environment}}=E;`,
    ...globals,
    ...own,
    `let pb=0,inv=0,fuel=0${results};`,
    ...functions,
    `return{start:${functionName(e.program.entry)},enter(p,i){pb=p;inv=i;}};`,
  ].join('\n');
}

function functionText(e: Emitter, fn: Fn, loops: readonly LoopStatement[]): string {
  e.lines = [];
  e.fn = fn;
  e.labels = [];
  for (const loop of loops) line(e, `let n_${e.loopNumbers.get(loop.span.start) ?? 0}=0;`);
  const isEntry = fn === e.program.entry;
  if (isEntry) entryStart(e);
  statements(e, fn.body);
  const params = isEntry ? inputNames : fn.params.flatMap(slotNames).join(',');
  const star = fn.waits ? '*' : '';
  return `function${star} ${functionName(fn)}(${params}){\n${e.lines.join('\n')}\n}`;
}

/** What an entry point does before its own first statement: its inputs, and the private variables. */
function entryStart(e: Emitter): void {
  const { entry, inputs: wanted, globals } = e.program;
  if (e.options.trace) line(e, 'X[inv]=0;');
  entry.params.forEach((param, i) => {
    const names = (wanted[i] ?? []).flatMap(({ name, slots }) => {
      const known = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      return known ?? new Array<string>(slots).fill('0');
    });
    slotNames(param).forEach((slot, k) => line(e, `const ${slot}=${names[k] ?? '0'};`));
  });
  for (const variable of globals) {
    if (variable.space !== 'private' || variable.init === undefined) continue;
    const offset = frameOffset(e, variable.id, variable.type);
    const at = { base: 'pb', offset, outside: undefined, space: 'private', shared: false } as const;
    const count = slotsOf(variable.type);
    if (count > 64) {
      const end = offset + Math.ceil(layoutOf(variable.type).size / 4) * 4;
      line(e, `U.fill(0,(pb>>2)+${offset >> 2},(pb>>2)+${end >> 2});`);
    }
    const { init } = variable;
    const zero = init.kind === 'constant' && init.value.every((one) => one === 0 || one === false);
    if (count > 64 && zero) continue;
    const slots = value(e, init).map((slot) => {
      const name = fresh(e, 't');
      line(e, `const ${name}=${slot};`);
      return name;
    });
    storeMemory(e, { ...at, type: variable.type }, slots, variable.span);
  }
}
