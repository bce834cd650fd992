import { expression, type FuzzType, type Scope } from './expressions';
import { inexact, type Inexact } from './inexact';
import { phase, type Writer } from './phases';
import { prelude, width, wordsEach } from './prelude';
import { random, type Random } from './random';
import { snippet } from './snippets';

const types: readonly FuzzType[] = [
  ...(['i32', 'u32', 'f32', 'bool', 'vec2i', 'vec3u', 'vec4f', 'vec2f', 'vec3f', 'vec4i'] as const),
  ...(['vec4u', 'vec2u', 'vec3i', 'vec3<bool>'] as const),
];

/** A generated kernel: the body of a function that one workgroup runs. */
interface Generated {
  readonly lines: readonly string[];
  /** What the last word of its results may differ by. */
  readonly inexact: Inexact;
}

/** A module of several kernels, one a workgroup, each of which changes only words of its own. */
export function module(seeds: readonly number[]): string {
  const bodies = seeds.map((seed, i) => {
    const { lines } = generated(seed);
    return `fn case_${i}(l: u32, wg: u32) {\n  ${lines.join('\n  ')}\n}`;
  });
  const cases = seeds.map((_, i) => `    case ${i}u: { case_${i}(l, w.x); }`);
  return `${prelude}${bodies.join('\n')}
@compute @workgroup_size(${width}) fn main(@builtin(local_invocation_index) l: u32, @builtin(workgroup_id) w: vec3u,
  @builtin(subgroup_invocation_id) number: u32, @builtin(subgroup_size) size: u32) {
  lane = number;
  lanes = size;
  switch (w.x) {
${cases.join('\n')}
    default: { }
  }
  // The next workgroup finds zeros here again.
  zeroed[l] = 77u;
}
`;
}

export function generated(seed: number): Generated {
  const r = random(seed);
  const values: Scope['values'] = [
    { name: 'l', type: 'u32' },
    { name: 'd0', type: 'u32' },
    { name: 'd1', type: 'i32' },
    { name: 'd2', type: 'f32' },
    { name: 'p.y', type: 'u32' },
    { name: 'arrayLength(&parts)', type: 'u32' },
    { name: 'zeroed[l]', type: 'u32' },
    { name: 'u.m[2].x', type: 'f32' },
    { name: 'u.list[2]', type: 'vec4i' },
  ];
  const scope: Scope = { random: r, values, variables: [], calls: true };
  // Most are small: a compiler takes as long for one large kernel as for ten small ones.
  const writer: Writer = { scope, counter: 0, nesting: r.chance(20) ? 2 : 1 };
  const lines = [
    'let zu = p.w - 7u;',
    'let zi = i32(zu);',
    'let at = (wg * 32u + l);',
    'let d0 = data[at * 3u];',
    'let d1 = i32(data[at * 3u + 1u]) - 50;',
    'let d2 = f32(data[at * 3u + 2u] & 15u) - 8.0;',
    ...Array.from({ length: 2 }, () => declaration(writer)),
    ...Array.from({ length: 1 + r.below(2) }, () => statement(writer)),
    snippet(scope, `k${writer.counter++}`),
    ...Array.from({ length: 1 + r.below(2) }, () => phase(writer)).flat(),
    ...Array.from({ length: r.below(2) }, () => statement(writer)),
    ...results(writer),
  ];
  const last = inexact(scope);
  const store = `out[at * 8u + ${wordsEach - 1}u] = bitcast<u32>(${last.text});`;
  return { lines: [...lines, store], inexact: last };
}

function declaration(w: Writer): string {
  const { scope } = w;
  const type = scope.random.pick(types);
  const name = `v${w.counter++}`;
  const value = expression(scope, type, 2);
  const variable = scope.random.chance(75);
  scope.values.push({ name, type });
  if (variable) scope.variables.push({ name, type });
  return `${variable ? 'var' : 'let'} ${name}${scope.random.chance(50) ? `: ${type}` : ''} = ${value};`;
}

/** What is declared inside is not known outside. */
function inner(w: Writer, count: number): string {
  const [values, variables] = [w.scope.values.length, w.scope.variables.length];
  const nested: Writer = { ...w, nesting: w.nesting - 1 };
  const lines = Array.from({ length: count }, () =>
    w.scope.random.chance(25) ? declaration(nested) : statement(nested),
  );
  w.counter = nested.counter;
  w.scope.values.length = values;
  w.scope.variables.length = variables;
  return lines.join(' ');
}

function statement(w: Writer): string {
  const { random: r } = w.scope;
  if (w.nesting <= 0 || r.chance(45)) return assignment(w);
  const body = (): string => inner(w, 1 + r.below(2));
  const test = (): string => expression(w.scope, 'bool', 2);
  const i = `i${w.counter++}`;
  switch (r.below(7)) {
    case 0:
      return `if (${test()}) { ${body()} }`;
    case 1:
      return `if (${test()}) { ${body()} } else if (${test()}) { ${body()} } else { ${body()} }`;
    case 2:
      return `for (var ${i} = 0u; ${i} < ${1 + r.below(4)}u; ${i}++) { ${body()} if (${test()}) { continue; } ${body()} }`;
    case 3:
      return `{ var ${i} = ${1 + r.below(4)}; while (${i} > 0) { ${i}--; ${body()} if (${test()}) { break; } } }`;
    case 4:
      return `{ var ${i} = 0i; loop { ${body()} if (${test()}) { continue; } ${body()} continuing { ${i} += 1i; break if ${i} >= ${1 + r.below(3)}i; } } }`;
    case 5:
      return `switch (${expression(w.scope, 'u32', 2)} & 3u) { case 0u: { ${body()} } case 1u, 2u: { ${body()} if (${test()}) { break; } ${body()} } default: { ${body()} } }`;
    default:
      return snippet(w.scope, i);
  }
}

function assignment(w: Writer): string {
  const { scope } = w;
  const { random: r } = scope;
  const target = scope.variables.length > 0 ? r.pick(scope.variables) : undefined;
  if (target === undefined || r.chance(10))
    return `mine[${expression(scope, 'u32', 1)} & 3u] = ${expression(scope, 'i32', 2)};`;
  const { name, type } = target;
  const value = expression(scope, type, 2);
  const float = type.endsWith('f') || type === 'f32';
  if (type.includes('bool') || float || r.chance(50)) return `${name} = ${value};`;
  return `${name} ${r.pick(['+', '-', '*', '&', '|', '^'])}= ${value};`;
}

/** All that is known goes into the output, floats by their bits without the sign of zero. */
function results(w: Writer): string[] {
  const word = ({ name, type }: Scope['values'][number]): string => {
    const scalar = type.includes('bool')
      ? 'bool'
      : type.endsWith('f') || type === 'f32'
        ? 'f32'
        : 'int';
    const sum = (of: string): string =>
      type.startsWith('vec')
        ? `(${Array.from({ length: Number(type.charAt(3)) }, (_, i) => `${of}[${i}] * ${i + 1}`).join(' + ')})`
        : of;
    if (scalar === 'bool') return type === 'bool' ? `u32(${name})` : `u32(all(${name}))`;
    if (scalar === 'f32') return `bitcast<u32>(nz(${sum(name)}))`;
    return `u32(${sum(name)})`;
  };
  const last: Random = w.scope.random;
  const lines = ['var h = 0u;'];
  for (const one of w.scope.values) lines.push(`h = h * 31u + ${word(one)};`);
  lines.push('out[at * 8u] = h;', 'out[at * 8u + 1u] = u32(mine[0] ^ mine[1]);');
  lines.push('out[at * 8u + 2u] = u32(mine[2] - mine[3]);');
  for (let k = 3; k < wordsEach - 1; k++) {
    lines.push(`out[at * 8u + ${k}u] = ${word(last.pick(w.scope.values))};`);
  }
  return lines;
}
