import type { Job, KernelRunner } from '../../src/core/grade/runner';

export type Kind = 'bool' | 'i32' | 'u32' | 'f32' | 'f16';

/** Whether a result is right, and what it should have been. */
export interface Expected {
  readonly holds: (value: number) => boolean;
  readonly text: string;
}

/**
 * A built-in or an operator with the arguments that matter and what must come of them. Numbers stand for values of
 * all kinds; a bool is 0 or 1.
 */
export interface Operation {
  readonly name: string;
  readonly takes: readonly Kind[];
  readonly gives: readonly Kind[];
  /** WGSL of each result, from WGSL of each argument. */
  readonly text: (...args: string[]) => readonly string[];
  readonly rows: readonly (readonly number[])[];
  /** What WGSL lets each result be. */
  readonly allowed: (...args: number[]) => readonly Expected[];
  /** What each result must be on the simulator, where that is more than WGSL asks for. */
  readonly ours?: (...args: number[]) => readonly Expected[];
  /** Whether vectors work by component. */
  readonly vectors?: boolean;
  /** Arguments with which it is a constant expression; all where left out. */
  readonly constant?: (...args: number[]) => boolean;
}

/** The arguments as values that come from memory, as constants, or in vectors. */
export type Form = 'value' | 'constant' | 'vector';

const words = new DataView(new ArrayBuffer(4));

function wordOf(kind: Kind, value: number): number {
  words.setUint32(0, 0);
  if (kind === 'f32') words.setFloat32(0, value);
  else if (kind === 'f16') words.setUint32(0, halfBits(value));
  else words.setUint32(0, value);
  return words.getUint32(0);
}

function valueOf(kind: Kind, word: number): number {
  words.setUint32(0, word);
  if (kind === 'f32') return words.getFloat32(0);
  if (kind === 'f16') return halfValue(word);
  return kind === 'i32' ? words.getInt32(0) : word;
}

/** Of the formula of IEEE 754 (binary16). */
export function halfValue(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

const allHalves = new Map(
  Array.from({ length: 0x7c01 }, (_, bits) => [halfValue(bits), bits] as const),
);
/** The bits of a number that is an f16. */
function halfBits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  return sign | (allHalves.get(Math.abs(x)) ?? 0x7e00);
}

/** A word as WGSL makes a value of it, and a value as a word. */
const reads: Readonly<Record<Kind, (word: string) => string>> = {
  bool: (word) => `(${word} != 0u)`,
  i32: (word) => `bitcast<i32>(${word})`,
  u32: (word) => word,
  f32: (word) => `bitcast<f32>(${word})`,
  f16: (word) => `bitcast<vec2<f16>>(${word}).x`,
};
const writes: Readonly<Record<Kind, (value: string) => string>> = {
  bool: (value) => `select(0u, 1u, ${value})`,
  i32: (value) => `bitcast<u32>(${value})`,
  u32: (value) => `(${value})`,
  f32: (value) => `bitcast<u32>(${value})`,
  f16: (value) => `bitcast<u32>(vec2<f16>(${value}, 0h))`,
};

const head = (operation: Operation): string => `${halves(operation) ? 'enable f16;\n' : ''}
@group(0) @binding(0) var<uniform> rows: vec4u;
@group(0) @binding(1) var<storage, read> given: array<u32>;
@group(0) @binding(2) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
let i = id.x; if (i >= rows.x) { return; }
`;
const halves = ({ takes, gives }: Operation): boolean => [...takes, ...gives].includes('f16');

/** Each invocation does one row. */
function valueModule(operation: Operation): string {
  const { takes, gives, text } = operation;
  const args = takes.map((kind, a) => {
    const word = `given[i * ${takes.length}u + ${a}u]`;
    return `let a${a} = ${reads[kind](word)};`;
  });
  const results = text(...takes.map((_, a) => `a${a}`)).map(
    (result, r) => `out[i * ${gives.length}u + ${r}u] = ${writes[gives[r] ?? 'u32'](result)};`,
  );
  return `${head(operation)}${[...args, ...results].join('\n')}\n}`;
}

/** Each invocation does its row and the next two, as the components of vectors. */
function vectorModule(operation: Operation): string {
  const { takes, gives, text } = operation;
  const args = takes.map((kind, a) => {
    const parts = [0, 1, 2].map((k) =>
      reads[kind](`given[((i + ${k}u) % rows.x) * ${takes.length}u + ${a}u]`),
    );
    return `let a${a} = vec3<${kind}>(${parts.join(', ')});`;
  });
  const [result = ''] = text(...takes.map((_, a) => `a${a}`));
  const kind = gives[0] ?? 'u32';
  const stores = ['x', 'y', 'z'].map(
    (part, k) => `out[i * 3u + ${k}u] = ${writes[kind](`all.${part}`)};`,
  );
  return `${head(operation)}${args.join('\n')}\nlet all = ${result};\n${stores.join('\n')}\n}`;
}

/** One invocation does all rows, with nothing but constants. */
function constantModule(operation: Operation, rows: Operation['rows']): string {
  const { takes, gives, text } = operation;
  const lines = rows.flatMap((row, i) => {
    const args = takes.map((kind, a) => reads[kind](`${wordOf(kind, row[a] ?? 0)}u`));
    return text(...args).map(
      (result, r) =>
        `const c${i}_${r} = ${result}; out[${i * gives.length + r}] = ${writes[gives[r] ?? 'u32'](`c${i}_${r}`)};`,
    );
  });
  return `${head(operation)}if (i > 0u) { return; }\n${lines.join('\n')}\n}`;
}

function job(operation: Operation, rows: Operation['rows'], results: number): Job {
  const given = rows.flatMap((row) => operation.takes.map((kind, a) => wordOf(kind, row[a] ?? 0)));
  const bound = (binding: number, buffer: string, access: 'read' | 'read_write') =>
    ({ binding, buffer, access }) as const;
  return {
    uniform: { binding: 0, bytes: new Uint32Array([rows.length, 0, 0, 0]).buffer },
    buffers: [
      { name: 'given', contents: Uint32Array.from(given), readBack: false },
      { name: 'out', contents: new Uint32Array(results), readBack: true },
    ],
    passes: [
      {
        ...{ entry: 'main', workgroups: [Math.ceil(rows.length / 64), 1, 1], constants: {} },
        barrierRounds: 1,
        bindings: [bound(1, 'given', 'read'), bound(2, 'out', 'read_write')],
      },
    ],
    budget: { plain: 1e6, dispatch: 1e9 },
  };
}

async function ran(runner: KernelRunner, source: string, of: Job): Promise<ArrayLike<number>> {
  const compiled = await runner.compile(source);
  if (compiled.kind !== 'accepted') throw new Error(JSON.stringify(compiled));
  const kernel = await compiled.load([source]);
  const outcome = await kernel?.run(of);
  if (outcome?.kind !== 'ran' || outcome.findings !== undefined)
    throw new Error(JSON.stringify(outcome));
  return outcome.buffers.get('out') ?? [];
}

/** The rows of which an operation can be made in a form; of many constants every fifth, since each is a line. */
function rowsOf({ rows, constant = () => true }: Operation, form: Form): Operation['rows'] {
  if (form !== 'constant') return rows;
  const possible = rows.filter((row) => constant(...row));
  return possible.length < 1000 ? possible : possible.filter((_, i) => i % 5 === 0);
}

function moduleOf(operation: Operation, form: Form, rows: Operation['rows']): string {
  if (form === 'value') return valueModule(operation);
  return form === 'vector' ? vectorModule(operation) : constantModule(operation, rows);
}

/** Which result of which row stands in which word of the output. */
function placeOf(
  form: Form,
  { gives, rows }: Operation,
  word: number,
): { at: number; result: number } {
  return form === 'vector'
    ? { at: (Math.floor(word / 3) + (word % 3)) % rows.length, result: 0 }
    : { at: Math.floor(word / gives.length), result: word % gives.length };
}

/**
 * Runs an operation on all its rows and gives a sentence for each result that is wrong.
 * @param strict hold it to what the simulator must give, where that is more than what WGSL asks for
 */
export async function wrongResults(
  runner: KernelRunner,
  operation: Operation,
  form: Form,
  strict: boolean,
): Promise<string[]> {
  const rows = rowsOf(operation, form);
  const count = rows.length * (form === 'vector' ? 3 : operation.gives.length);
  const source = moduleOf(operation, form, rows);
  const out = await ran(runner, source, job(operation, rows, count));
  const expected = rows.map((row) => {
    const ours = strict ? operation.ours?.(...row) : undefined;
    return operation.allowed(...row).map((one, i) => [one, ours?.[i] ?? anything]);
  });
  return Array.from({ length: count }).flatMap((_, word) => {
    const { at, result } = placeOf(form, operation, word);
    const value = valueOf(operation.gives[result] ?? 'u32', out[word] ?? 0);
    const broken = expected[at]?.[result]?.filter(({ holds }) => !holds(value)) ?? [];
    const args = rows[at]?.map(shown).join(', ') ?? '';
    return broken.map(
      ({ text }) => `${operation.name}(${args}) gives ${shown(value)}, not ${text}`,
    );
  });
}

export const shown = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

/** Exactly this value; of zeros either. */
export const is = (value: number): Expected => ({
  holds: (got) => got === value || (Number.isNaN(got) && Number.isNaN(value)),
  text: shown(value),
});
export const anything: Expected = { holds: () => true, text: 'anything' };
export const oneOf = (values: readonly number[]): Expected => ({
  holds: (got) => values.includes(got),
  text: values.map(shown).join(' or '),
});

/** All arguments with all others. */
export function pairs(a: readonly number[], b: readonly number[]): number[][] {
  return a.flatMap((x) => b.map((y) => [x, y]));
}
export const singles = (values: readonly number[]): number[][] => values.map((x) => [x]);
