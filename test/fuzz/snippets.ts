import { expression, type FuzzType, type Scope } from './expressions';

/** What a snippet is made with. Its names begin with `i`, and its results go into `mine`. */
interface Making {
  readonly i: string;
  readonly value: (type: FuzzType, depth?: number) => string;
  /** An index from 0 up to `count`, not included. */
  readonly at: (count: number) => string;
  readonly below: (count: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

type Snippet = (x: Making) => string;

/** A few statements around one feature of the language, in a block of their own. */
export function snippet(scope: Scope, i: string): string {
  const { random } = scope;
  const making: Making = {
    i,
    value: (type, depth = 1) => expression(scope, type, depth),
    at: (count) => `${expression(scope, 'u32', 1)} % ${count}u`,
    below: (count) => random.below(count),
    pick: (from) => random.pick(from),
  };
  return `{ ${random.pick(snippets)(making)} }`;
}

const arrays: readonly Snippet[] = [
  ({ i, value, at }) =>
    `var ${i}: array<i32, 4>; fill(&${i}, ${value('i32')} & 255); ${i}[${at(4)}] -= ${value('i32', 2)}; mine[${at(4)}] = ${i}[${at(4)}]; let ${i}c = ${i}; mine[0] ^= ${i}c[${at(4)}];`,
  ({ i, value, at }) =>
    `var ${i} = array<array<vec2i, 2>, 3>(); ${i}[${at(3)}][${at(2)}] = ${value('vec2i')}; ${i}[1] = ${i}[${at(3)}]; ${i}[2][1].y = ${value('i32')}; mine[1] ^= ${i}[${at(3)}][${at(2)}].x - ${i}[1][${at(2)}].y;`,
  ({ i, value, at }) =>
    `var ${i} = array(Part(1u, ${value('vec3f')}, array(1i, 2i, 3i)), made(${value('u32')}, ${value('vec3f')})); ${i}[${at(2)}].c[${at(3)}] += ${value('i32')}; let ${i}p = ${i}[${at(2)}]; mine[2] += ${i}p.c[${at(3)}] ^ (i32(${i}p.a) + i32(${i}p.b.y));`,
  ({ i, value, at }) =>
    `let ${i} = Row(${value('u32')}, 7u, ${value('u32')}, 9u); mine[3] ^= i32(${i}[${at(4)}]) + table[${at(4)}];`,
];

const structs: readonly Snippet[] = [
  ({ i, value, at }) =>
    `var ${i} = Whole(); ${i}.part.b = ${value('vec3f')}; ${i}.part.c[${at(3)}] = ${value('i32')}; ${i}.m[1] = ${i}.part.b; ${i}.m[0][1] = ${value('f32')}; let ${i}w = ${i}; mine[1] += ${i}w.part.c[0] + i32(tame1(${i}w.m[1].z + ${i}.m[0].y));`,
  ({ i, value, at }) =>
    `mine[${at(4)}] += table[${at(4)}] + Whole(made(${value('u32')}, vec3f(2)), mat2x3f(), 1.0).part.c[1]; let ${i} = Whole(); mine[0] ^= i32(${i}.f) + ${i}.part.c[${at(3)}];`,
  ({ value, at }) =>
    `mine[0] ^= i32(u.m[${at(3)}][${at(3)}]) + u.list[${at(3)}].z * u.list[1][${at(4)}] + i32(u.h.x - ${value('u32')}) + i32(u.s);`,
];

const pointers: readonly Snippet[] = [
  ({ i, value }) =>
    `var ${i} = ${value('i32')}; bump(&${i}, ${value('i32')}); let ${i}q = &mine[${i} & 3]; *${i}q ^= ${i}; bumped(&mine[1], ${i});`,
  ({ i, value, at }) =>
    `var ${i} = Whole(); let ${i}q = &${i}.part; ${i}q.b.y = ${value('f32')}; (*${i}q).c[${at(3)}] = ${value('i32')}; let ${i}e = &${i}q.c[${at(3)}]; *${i}e += 1; mine[2] += *${i}e + i32(tame1(${i}.part.b.y));`,
  ({ i, value, at }) =>
    `var ${i} = ${value('vec4i')}; ${i}[${at(4)}] = ${value('i32')}; ${i}.y += ${i}[${at(4)}]; let ${i}q = &${i}; mine[2] += ${i}.y - (*${i}q)[${at(4)}] + ${i}q.z;`,
];

const assignments: readonly Snippet[] = [
  ({ value, at, pick }) =>
    `mine[${at(4)}] ${pick(['+', '-', '*', '/', '%', '&', '|', '^'])}= ${value('i32')}; mine[${at(4)}]${pick(['++', '--'])}; mine[1] ${pick(['<<', '>>'])}= (${value('u32')} & 31u); _ = ${value('i32')};`,
  ({ i, value, pick }) =>
    `var ${i} = ${value('vec3i')}; ${i} ${pick(['+', '-', '*', '/', '%'])}= ${value('vec3i')}; ${i} ${pick(['+', '*', '-'])}= ${value('i32')}; ${i}.${pick(['x', 'y', 'z'])}${pick(['++', '--'])}; mine[3] ^= ${i}.x + ${i}.y - ${i}.z;`,
  // Operands are evaluated from left to right, and the right one of && and || only where it counts.
  ({ i, value, pick }) =>
    `let ${i} = stamp(${value('i32', 0)}) - stamp(${value('i32', 0)}) * stamp(3); mine[1] += ${i}; if (stamp(${i}) > 0 ${pick(['&&', '||'])} stamp(${value('i32', 0)}) ${pick(['<', '>'])} 5) { mine[2] += i32(mixed(u32(stamp(1)), stamp(2))); }`,
];

const constants: readonly Snippet[] = [
  ({ i, below, at }) =>
    `const ${i} = ${1 + below(9)} * ${below(50)} - ${below(7)} % 3; const ${i}f = ${i} / 4.0; const ${i}a = array(${i}, 2, ${below(9)}); const_assert ${i} < 1000; mine[${at(4)}] ^= ${i}a[${at(3)}] + i32(f32(${i}f) * 8.0);`,
  ({ i, below, at }) =>
    `const ${i} = vec3(${below(9)}, ${1 + below(9)}, 4) * 2; const ${i}m = max(${i}.x, ${i}.y) << ${below(4)}u; mine[0] += ${i}[${at(3)}] + ${i}m + i32(countOneBits(${below(99)}u) + LEVELS);`,
];

const numbers: readonly Snippet[] = [
  ({ i, value }) =>
    `let ${i} = modf(${value('f32', 2)}); let ${i}e = frexp(f32((${value('u32')} & 63u) + 1u)); let ${i}v = modf(${value('vec2f')}); mine[3] += i32(${i}.whole) + ${i}e.exp + i32(${i}e.fract * 64.0) + i32(${i}v.whole.y) * i32(${i}.fract * 2.0);`,
  ({ value, pick }) =>
    `mine[1] ^= bitcast<i32>(bitcast<f32>((${value('u32')} & 0x7fffffu) | ${pick(['0x3f800000u', '0xc0000000u', '0x42000000u'])})) ^ bitcast<vec2i>(${value('vec2u')}).y;`,
  // What is too large for a whole number is held within its range.
  ({ value }) =>
    `mine[2] ^= i32(${value('f32')} * 1073741824.0) + i32(u32(${value('f32')} * 1073741824.0) >> 3u);`,
];

/** Matrices of all shapes; the entries are small enough for sums and products to be exact in any order. */
const matrices: Snippet = ({ i, value, at, below, pick }) => {
  const [columns, rows] = [2 + below(3), 2 + below(3)];
  const type = `mat${columns}x${rows}f`;
  const vector = (size: number): string => value(`vec${size}f` as FuzzType);
  const made = (): string =>
    `${type}(${Array.from({ length: columns }, () => `tame${rows}(${vector(rows)})`).join(', ')})`;
  const other = 2 + below(3);
  const uses = [
    `tame${rows}(${i} * ${vector(columns)})`,
    `tame${columns}(${vector(rows)} * ${i})`,
    `tame${columns}(transpose(${i})[${at(rows)}])`,
    `tame${rows}((${i} + ${made()})[${at(columns)}])`,
    `tame${rows}((${i} - ${made()} * ${value('f32', 0)})[${at(columns)}])`,
    `tame${rows}((${i} * mat${other}x${columns}f(${Array.from({ length: other }, () => vector(columns)).join(', ')}))[${at(other)}])`,
  ];
  const square = `mat${rows}x${rows}f(${Array.from({ length: rows }, () => `sign(${vector(rows)})`).join(', ')})`;
  return `var ${i} = ${made()}; ${i}[${at(columns)}] = ${vector(rows)}; ${i}[${at(columns)}][${at(rows)}] = ${value('f32')}; let ${i}v = ${pick(uses)}; mine[${at(4)}] += i32(${i}v.x * 2.0) - i32(${i}v.y * 2.0) + i32(determinant(${square}));`;
};

const snippets: readonly Snippet[] = [
  ...[...arrays, ...structs, ...pointers, ...assignments, ...constants, ...numbers],
  ...[matrices, matrices, matrices],
];
