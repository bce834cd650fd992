import { is, type Kind, type Operation, pairs, singles } from './operation';

// Whole numbers: what must come is computed with BigInt or from the bits as text, and wrapped at the end.

type Whole = 'i32' | 'u32';

const both = [
  0, 1, 2, 3, 4, 5, 7, 8, 10, 31, 32, 33, 100, 255, 256, 0x5555, 0x8000, 0xffff, 0x10000,
];
const edges: Readonly<Record<Whole, readonly number[]>> = {
  u32: [
    ...both,
    0x1d_c000,
    0x5555_5555,
    0x7fff_ffff,
    0x8000_0000,
    0xaaaa_aaaa,
    0xffe0_3fff,
    0xffff_fffe,
    0xffff_ffff,
  ],
  i32: [
    ...both,
    ...both.slice(1).map((x) => -x),
    0x5555_5555,
    0x7fff_fffe,
    0x7fff_ffff,
    -0x8000_0000,
    -0x7fff_ffff,
  ],
};
const kinds: readonly Whole[] = ['i32', 'u32'];

const wrap = (kind: Whole, x: bigint): number =>
  Number(kind === 'i32' ? BigInt.asIntN(32, x) : BigInt.asUintN(32, x));
const bits = (x: number): string => (x >>> 0).toString(2).padStart(32, '0');
const fromBits = (kind: Whole, text: string): number => wrap(kind, BigInt(`0b${text}`));

type Binary = (a: bigint, b: bigint, kind: Whole) => bigint;

/** Division and remainder by zero, and the one quotient that has no place, are defined when a kernel runs. */
const least = -(2n ** 31n);
const quotient: Binary = (a, b) => (b === 0n ? a : a / b);
const remainder: Binary = (a, b) => (b === 0n || (a === least && b === -1n) ? 0n : a % b);
const noConstant = ([a = 0, b = 0]: readonly number[]): boolean =>
  b === 0 || (a === -0x8000_0000 && b === -1);

const operators: readonly (readonly [sign: string, run: Binary])[] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['&', (a, b) => a & b],
  ['|', (a, b) => a | b],
  ['^', (a, b) => a ^ b],
  ['/', quotient],
  ['%', remainder],
];

function arithmetic(kind: Whole): Operation[] {
  return operators.map(([sign, run]) => ({
    name: `${kind} ${sign}`,
    takes: [kind, kind],
    gives: [kind],
    text: (a = '', b = '') => [`${a} ${sign} ${b}`],
    rows: pairs(edges[kind], edges[kind]),
    allowed: (a = 0, b = 0) => [is(wrap(kind, run(BigInt(a), BigInt(b), kind)))],
    vectors: true,
    constant: (...args) => (sign !== '/' && sign !== '%') || !noConstant(args),
  }));
}

const amounts = [0, 1, 2, 7, 8, 15, 16, 24, 30, 31, 32, 33, 63, 64, 99, 0x8000_0000, 0xffff_ffff];

/** Of the amount the lowest five bits count. */
function shifts(kind: Whole): Operation[] {
  const runs: readonly (readonly [string, (a: bigint, by: bigint) => bigint])[] = [
    ['<<', (a, by) => a << by],
    ['>>', (a, by) => a >> by],
  ];
  return runs.map(([sign, run]) => ({
    name: `${kind} ${sign}`,
    takes: [kind, 'u32'],
    gives: [kind],
    text: (a = '', by = '') => [`${a} ${sign} ${by}`],
    rows: pairs(edges[kind], amounts),
    allowed: (a = 0, by = 0) => [is(wrap(kind, run(BigInt(a), BigInt(by) % 32n)))],
    vectors: true,
    constant: (_, by = 0) => by < 32,
  }));
}

function comparisons(kind: Whole): Operation[] {
  const runs: readonly (readonly [string, (a: number, b: number) => boolean])[] = [
    ['==', (a, b) => a === b],
    ['!=', (a, b) => a !== b],
    ['<', (a, b) => a < b],
    ['<=', (a, b) => a <= b],
    ['>', (a, b) => a > b],
    ['>=', (a, b) => a >= b],
  ];
  return runs.map(([sign, run]) => ({
    name: `${kind} ${sign}`,
    takes: [kind, kind],
    gives: ['bool'],
    text: (a = '', b = '') => [`(${a} ${sign} ${b})`],
    rows: pairs(edges[kind], edges[kind]),
    allowed: (a = 0, b = 0) => [is(Number(run(a, b)))],
    vectors: true,
  }));
}

type Unary = (x: number, kind: Whole) => number;

const ofOne: readonly (readonly [name: string, kinds: readonly Whole[], run: Unary])[] = [
  ['-', ['i32'], (x, kind) => wrap(kind, -BigInt(x))],
  ['~', kinds, (x, kind) => wrap(kind, -BigInt(x) - 1n)],
  ['abs', kinds, (x, kind) => wrap(kind, BigInt(x) < 0n ? -BigInt(x) : BigInt(x))],
  ['sign', ['i32'], (x) => (x > 0 ? 1 : x < 0 ? -1 : 0)],
  ['countLeadingZeros', kinds, (x) => bits(x).search(/1|$/)],
  ['countTrailingZeros', kinds, (x) => /0*$/.exec(bits(x))?.[0].length ?? NaN],
  ['countOneBits', kinds, (x) => bits(x).replaceAll('0', '').length],
  ['firstTrailingBit', kinds, (x, kind) => firstBit(kind, 31 - bits(x).lastIndexOf('1'))],
  ['reverseBits', kinds, (x, kind) => fromBits(kind, Array.from(bits(x)).reverse().join(''))],
  // Of a negative number it is the highest bit that differs from the sign.
  ['firstLeadingBit', kinds, (x, kind) => firstBit(kind, 31 - bits(x).indexOf(x < 0 ? '0' : '1'))],
];

/** All bits set where there is none: then its place in the text is -1. */
const firstBit = (kind: Whole, place: number): number => (place === 32 ? wrap(kind, -1n) : place);

function unary(): Operation[] {
  return ofOne.flatMap(([name, of, run]) =>
    of.map((kind) => ({
      name: `${kind} ${name}`,
      takes: [kind],
      gives: [kind],
      text: (x = ''): string[] => [`${name}(${x})`],
      rows: singles(edges[kind]),
      allowed: (x = 0) => [is(run(x, kind))],
      vectors: true,
    })),
  );
}

const few: Readonly<Record<Whole, readonly number[]>> = {
  u32: [0, 1, 5, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff],
  i32: [0, 1, -1, 5, 0x7fff_ffff, -0x8000_0000],
};

function ofSeveral(kind: Whole): Operation[] {
  const made = (name: string, count: number, run: (...x: number[]) => number): Operation => ({
    name: `${kind} ${name}`,
    takes: new Array<Kind>(count).fill(kind),
    gives: [kind],
    text: (...args) => [`${name}(${args.join(', ')})`],
    rows:
      count === 2
        ? pairs(edges[kind], edges[kind])
        : few[kind].flatMap((x) => pairs(few[kind], few[kind]).map((bounds) => [x, ...bounds])),
    allowed: (...args) => [is(run(...args))],
    vectors: true,
    // Bounds in the wrong order are an error in a constant expression.
    constant: (_, low = 0, high = 0) => count === 2 || low <= high,
  });
  return [
    made('min', 2, (a = 0, b = 0) => (a < b ? a : b)),
    made('max', 2, (a = 0, b = 0) => (a > b ? a : b)),
    made('clamp', 3, (x = 0, low = 0, high = 0) => {
      const raised = x > low ? x : low;
      return raised < high ? raised : high;
    }),
  ];
}

const places = [0, 1, 2, 5, 14, 16, 18, 31, 32, 33, 0xffff_ffff];
const counts = [0, 1, 3, 7, 10, 16, 18, 31, 32, 33, 99, 0xffff_ffff];
const patterns: Readonly<Record<Whole, readonly number[]>> = {
  u32: [0, 1, 0x1d_c000, 0x8000_0000, 0xffe0_3fff, 0xffff_ffff],
  i32: [0, 1, 0x1d_c000, -0x8000_0000, -0x1f_c001, -1],
};

/** Bits `offset` to `offset + count - 1` of a number, as far as it has them. */
function field(offset: number, count: number): { from: number; length: number } {
  const from = Math.min(offset, 32);
  return { from, length: Math.min(count, 32 - from) };
}

function extracted(kind: Whole, x: number, offset: number, count: number): number {
  const { from, length } = field(offset, count);
  const found = bits(x).slice(32 - from - length, 32 - from);
  if (found === '') return 0;
  return fromBits(kind, found.padStart(32, kind === 'i32' ? found[0] : '0'));
}

function inserted(kind: Whole, x: number, of: number, offset: number, count: number): number {
  const { from, length } = field(offset, count);
  const [before, after] = [bits(x).slice(0, 32 - from - length), bits(x).slice(32 - from)];
  return fromBits(kind, before + bits(of).slice(32 - length) + after);
}

function bitFields(kind: Whole): Operation[] {
  const where = pairs(places, counts);
  // As a constant the field must lie within the number.
  const within = (offset: number, count: number): boolean => offset + count <= 32;
  return [
    {
      name: `${kind} extractBits`,
      takes: [kind, 'u32', 'u32'],
      gives: [kind],
      text: (x = '', offset = '', count = '') => [`extractBits(${x}, ${offset}, ${count})`],
      rows: patterns[kind].flatMap((x) => where.map((one) => [x, ...one])),
      allowed: (x = 0, offset = 0, count = 0) => [is(extracted(kind, x, offset, count))],
      constant: (_, offset = 0, count = 0) => within(offset, count),
    },
    {
      name: `${kind} insertBits`,
      takes: [kind, kind, 'u32', 'u32'],
      gives: [kind],
      text: (x = '', of = '', offset = '', count = '') => [
        `insertBits(${x}, ${of}, ${offset}, ${count})`,
      ],
      rows: pairs(patterns[kind], patterns[kind]).flatMap((two) =>
        where.map((one) => [...two, ...one]),
      ),
      allowed: (x = 0, of = 0, offset = 0, count = 0) => [is(inserted(kind, x, of, offset, count))],
      constant: (_, __, offset = 0, count = 0) => within(offset, count),
    },
  ];
}

function dot(kind: Whole): Operation {
  const vectors = few[kind].flatMap((x, i) => [
    [x, few[kind][(i + 1) % 6] ?? 0, few[kind][(i + 4) % 6] ?? 0],
    [x, x, x],
  ]);
  return {
    name: `${kind} dot`,
    takes: new Array<Kind>(6).fill(kind),
    gives: [kind],
    text: (...x) => [
      `dot(vec3<${kind}>(${x.slice(0, 3).join()}), vec3<${kind}>(${x.slice(3).join()}))`,
    ],
    rows: vectors.flatMap((a) => vectors.map((b) => [...a, ...b])),
    allowed: (...x) => [
      is(
        wrap(
          kind,
          [0, 1, 2].reduce((sum, i) => sum + BigInt(x[i] ?? 0) * BigInt(x[i + 3] ?? 0), 0n),
        ),
      ),
    ],
  };
}

export const integers: readonly Operation[] = [
  ...unary(),
  ...kinds.flatMap((kind) => [
    ...arithmetic(kind),
    ...shifts(kind),
    ...comparisons(kind),
    ...ofSeveral(kind),
    ...bitFields(kind),
    dot(kind),
  ]),
];
