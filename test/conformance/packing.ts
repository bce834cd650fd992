import {
  above,
  below,
  type Exact,
  exact,
  isSubnormal,
  largest,
  nearest,
  one,
  over,
  size,
  times,
  toNumber,
} from './exact';
import {
  anything,
  type Expected,
  halfValue,
  is,
  type Kind,
  oneOf,
  type Operation,
  singles,
} from './operation';

// “Data packing built-in functions”: bytes and halves are taken from the bits as text.

const bits = (x: number): string => (x >>> 0).toString(2).padStart(32, '0');
/** Part number `i` of a word that is divided into parts of so many bits, the lowest first. */
function part(word: number, width: number, i: number, signed: boolean): number {
  const end = 32 - i * width;
  const value = BigInt(`0b${bits(word).slice(end - width, end)}`);
  return Number(signed ? BigInt.asIntN(width, value) : value);
}
const joined = (values: readonly number[], width: number): number =>
  Number(
    values.reduce(
      (word, value, i) => word | (BigInt.asUintN(width, BigInt(value)) << BigInt(i * width)),
      0n,
    ),
  );

const clamped = (x: number, low: number, high: number): number =>
  x < low ? low : x > high ? high : x;

/** floor(0.5 + scale * x) with x held between the bounds. */
function normalised(x: number, scale: number, low: number): number[] {
  const value = times(exact(clamped(x, low, 1)), exact(scale)) + one / 2n;
  // In f32 both operations may round, so that next to a half either neighbour may come.
  const slack = exact(scale) >> 23n;
  const floor = (y: Exact): number => Number(y >> 600n);
  return [...new Set([floor(value - slack), floor(value), floor(value + slack)])];
}

/** Rows of so many values from a list, so that each comes to each place. */
const rotated = (values: readonly number[], count: number): number[][] =>
  values.map((_, i) =>
    Array.from({ length: count }, (__, k) => values[(i + k * 3) % values.length] ?? 0),
  );

const fractions = [
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    1e20,
    -1e20,
    0.25,
    0.1,
    -0.1,
    1 / 255,
    0.5 / 255,
    126.5 / 127,
  ],
  ...[
    0.00390625,
    1.5 / 127,
    -1.5 / 127,
    1 / 65535,
    0.999,
    2 ** -149,
    2 ** -126,
    1e-3,
    32766.5 / 32767,
  ],
].map(Math.fround);

interface Norm {
  readonly name: string;
  readonly width: number;
  readonly scale: number;
  readonly signed: boolean;
}
const norms: readonly Norm[] = [
  { name: '4x8snorm', width: 8, scale: 127, signed: true },
  { name: '4x8unorm', width: 8, scale: 255, signed: false },
  { name: '2x16snorm', width: 16, scale: 32767, signed: true },
  { name: '2x16unorm', width: 16, scale: 65535, signed: false },
];

/** A word whose parts each are one of some values. */
const partsAmong = (
  width: number,
  parts: readonly (readonly number[])[],
  signed: boolean,
): Expected => ({
  holds: (word) => parts.every((among, i) => among.includes(part(word, width, i, signed))),
  text: parts.map((among) => among.join(' or ')).join(', '),
});

const vector = (kind: Kind, args: readonly string[]): string =>
  `vec${args.length}<${kind}>(${args.join(', ')})`;

function packed({ name, width, scale, signed }: Norm): Operation {
  const count = 32 / width;
  const parts = (x: readonly number[]): number[][] =>
    x.map((y) => normalised(y, scale, signed ? -1 : 0));
  return {
    name: `pack${name}`,
    takes: new Array<Kind>(count).fill('f32'),
    gives: ['u32'],
    text: (...args) => [`pack${name}(${vector('f32', args)})`],
    rows: rotated(fractions, count),
    allowed: (...x) => [partsAmong(width, parts(x), signed)],
  };
}

const wordsToUnpack = [
  ...[
    0, 1, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x7fff, 0x8000, 0x8001, 0xffff, 0x0403_0201, 0x7f80_81ff,
  ],
  ...[0x8000_8001, 0x7fff_ffff, 0x8000_0000, 0xfffe_fdfc, 0xffff_ffff, 0x1234_5678, 0xdead_beef],
];
/** The names under which the parts of a vector are asked for. */
const letters = ['x', 'y', 'z', 'w'];

function unpacked({ name, width, scale, signed }: Norm): Operation {
  const count = 32 / width;
  const exactly = (word: number, i: number): Exact => {
    const quotient = over(exact(part(word, width, i, signed)), exact(scale));
    return quotient < -one ? -one : quotient;
  };
  // A division: within 2.5 units, which of numbers up to 1 are no more than 2.5 * 2^-24.
  const close = (truth: Exact): Expected => ({
    holds: (x) => size(exact(x) - truth) <= (5n * size(truth)) >> 24n,
    text: String(toNumber(truth)),
  });
  return {
    name: `unpack${name}`,
    takes: ['u32'],
    gives: new Array<Kind>(count).fill('f32'),
    text: (x = '') => letters.slice(0, count).map((letter) => `unpack${name}(${x}).${letter}`),
    rows: singles(wordsToUnpack),
    allowed: (word = 0) => letters.slice(0, count).map((_, i) => close(exactly(word, i))),
    ours: (word = 0) => letters.slice(0, count).map((_, i) => is(nearest('f32', exactly(word, i)))),
  };
}

const numbers = {
  i32: [
    0, 1, -1, 2, 127, 128, 129, -127, -128, -129, 255, 256, -256, 32767, 0x7fff_ffff, -0x8000_0000,
  ],
  u32: [
    0, 1, 2, 127, 128, 255, 256, 257, 65535, 0x7fff_ffff, 0x8000_0000, 0xffff_ff80, 0xffff_ffff,
  ],
} as const;

function bytes(kind: 'i32' | 'u32'): Operation[] {
  const signed = kind === 'i32';
  const letter = signed ? 'I' : 'U';
  const [low, high] = signed ? [-128, 127] : [0, 255];
  const takes = new Array<Kind>(4).fill(kind);
  const pack = (name: string, held: (x: number) => number): Operation => ({
    ...{ name, takes, gives: ['u32'], rows: rotated(numbers[kind], 4) },
    text: (...args) => [`${name}(${vector(kind, args)})`],
    allowed: (...x) => [is(joined(x.map(held), 8))],
  });
  return [
    pack(`pack4x${letter}8`, (x) => x),
    pack(`pack4x${letter}8Clamp`, (x) => clamped(x, low, high)),
    {
      name: `unpack4x${letter}8`,
      takes: ['u32'],
      gives: takes,
      text: (x = '') => letters.map((one) => `unpack4x${letter}8(${x}).${one}`),
      rows: singles(wordsToUnpack),
      allowed: (x = 0) => letters.map((_, i) => is(part(x, 8, i, signed))),
    },
    {
      name: `dot4${letter}8Packed`,
      takes: ['u32', 'u32'],
      gives: [kind],
      text: (a = '', b = '') => [`dot4${letter}8Packed(${a}, ${b})`],
      rows: wordsToUnpack.flatMap((a) => wordsToUnpack.map((b) => [a, b])),
      allowed: (a = 0, b = 0) => [
        is([0, 1, 2, 3].reduce((sum, i) => sum + part(a, 8, i, signed) * part(b, 8, i, signed), 0)),
      ],
    },
  ];
}

/** The halves around which f16 changes: numbers with a tie, the smallest, the largest. */
const forHalves = [
  ...[0, -0, 1, -1, 1 / 3, 2048, 2049, 2050, 2051, 4098, 65504, -65504, 65519, 2 ** -14, 2 ** -24],
  ...[
    2 ** -25,
    1.5 * 2 ** -25,
    2 ** -26,
    1023.5 * 2 ** -24,
    -(2 ** -14),
    0.1,
    1 + 2 ** -11,
    1 + 3 * 2 ** -11,
  ],
].map(Math.fround);

/**
 * Conversion to f16 may take either neighbour, and a subnormal one may become zero. What is beyond the largest may
 * come to anything: between it and the next power of two Dawn gives infinity.
 */
function near(x: number): Expected {
  const value = exact(x);
  if (size(value) > largest('f16')) return anything;
  const neighbours = [below('f16', value), above('f16', value)];
  const flushed = neighbours.some((one) => isSubnormal('f16', one)) ? [0n] : [];
  return oneOf([...neighbours, ...flushed].map(toNumber));
}

const halfParts = (x: number): number[] => [0, 1].map((i) => halfValue(part(x, 16, i, false)));

const halves: readonly Operation[] = [
  {
    name: 'pack2x16float',
    takes: ['f32', 'f32'],
    gives: ['u32'],
    text: (...args) => [`pack2x16float(${vector('f32', args)})`],
    rows: rotated(forHalves, 2),
    allowed: (...x) => [
      {
        holds: (word) => halfParts(word).every((half, i) => near(x[i] ?? 0).holds(half)),
        text: x.map((y) => near(y).text).join(', '),
      },
    ],
    ours: (...x) => [
      {
        holds: (word) =>
          halfParts(word).every((half, i) => half === nearest('f16', exact(x[i] ?? 0))),
        text: x.map((y) => String(nearest('f16', exact(y)))).join(', '),
      },
    ],
  },
  {
    name: 'unpack2x16float',
    takes: ['u32'],
    gives: ['f32', 'f32'],
    text: (x = '') => [`unpack2x16float(${x}).x`, `unpack2x16float(${x}).y`],
    rows: singles([
      0, 1, 0x3ff, 0x400, 0x3555, 0x3c00, 0x7bff, 0x8000_0001, 0xbc00_3bff, 0xfbff_0401,
      0x0200_c000,
    ]),
    allowed: (x = 0) =>
      halfParts(x).map((half) => oneOf(Math.abs(half) < 2 ** -14 ? [half, 0] : [half])),
    ours: (x = 0) => halfParts(x).map(is),
  },
  {
    name: 'quantizeToF16',
    takes: ['f32'],
    gives: ['f32'],
    text: (x = '') => [`quantizeToF16(${x})`],
    rows: singles(forHalves),
    allowed: (x = 0) => [near(x)],
    ours: (x = 0) => [is(nearest('f16', exact(x)))],
    vectors: true,
  },
];

export const packing: readonly Operation[] = [
  ...norms.flatMap((norm) => [packed(norm), unpacked(norm)]),
  ...bytes('i32'),
  ...bytes('u32'),
  ...halves,
];
