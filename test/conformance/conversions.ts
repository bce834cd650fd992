import { above, below, exact, type Format, isSubnormal, nearest, one, toNumber } from './exact';
import { edges } from './floats';
import { is, type Kind, oneOf, type Operation, pairs, singles } from './operation';

// Value conversions by constructors, and bits taken for another kind.

const wholes: Readonly<Record<'i32' | 'u32', readonly number[]>> = {
  u32: [
    0, 1, 2, 255, 2047, 2048, 2049, 2050, 2051, 65504, 65519, 0xffffff, 0x1000001, 0x1000003,
    0x7fff_ffff, 0x8000_0000, 0x8000_0080, 0x8000_0180, 0xffff_ff7f, 0xffff_ff80, 0xffff_ffff,
  ],
  i32: [
    0, 1, -1, 2049, -2049, 2051, -65504, 0xffffff, -0x1000001, 0x1000003, 0x7fff_ff7f, 0x7fff_ffbf,
    0x7fff_ffff, -0x7fff_ffff, -0x8000_0000,
  ],
};
const forWholes = [
  ...[
    0.1, 0.5, 0.999, 1.5, 2.5, 255.5, 8388607.5, 16777217, 2147483520, 2147483648, 4294967040,
    4294967296, 1e20,
  ],
]
  .flatMap((x) => [x, -x])
  .map(Math.fround);
const values: Readonly<Record<Kind, readonly number[]>> = {
  ...wholes,
  bool: [0, 1],
  f32: [...edges('f32'), ...forWholes],
  f16: edges('f16'),
};

/** Towards zero, and held within what both kinds have. */
function toWhole(kind: 'i32' | 'u32', x: number): number {
  const whole = exact(x) / one;
  const [least, most] = kind === 'i32' ? [-(2n ** 31n), 2n ** 31n - 128n] : [0n, 2n ** 32n - 256n];
  return Number(whole < least ? least : whole > most ? most : whole);
}

const wrapped = (kind: 'i32' | 'u32', x: number): number =>
  Number(kind === 'i32' ? BigInt.asIntN(32, BigInt(x)) : BigInt.asUintN(32, BigInt(x)));

/** What a conversion may come to; the nearest number first. */
function converted(from: Kind, to: Kind, x: number): number[] {
  const subnormal = isFormat(from) && isSubnormal(from, exact(x));
  if (to === 'bool') return subnormal ? [1, 0] : [Number(x !== 0)];
  if (!isFormat(to)) return [isFormat(from) ? toWhole(to, x) : wrapped(to, x)];
  // Either neighbour may come: SwiftShader rounds some large u32 up whose nearest f32 is below.
  const neighbours = [below(to, exact(x)), above(to, exact(x))];
  const flushed = subnormal || neighbours.some((one) => isSubnormal(to, one)) ? [0] : [];
  return [nearest(to, exact(x)), ...neighbours.map(toNumber), ...flushed];
}

const isFormat = (kind: Kind): kind is Format => kind === 'f32' || kind === 'f16';

const kinds: readonly Kind[] = ['bool', 'i32', 'u32', 'f32', 'f16'];

const conversions: readonly Operation[] = pairs([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]).map(
  ([a = 0, b = 0]) => {
    const [from, to] = [kinds[a] ?? 'u32', kinds[b] ?? 'u32'];
    return {
      name: `${to} of ${from}`,
      takes: [from],
      gives: [to],
      text: (x = '') => [`${to}(${x})`],
      rows: singles(values[from]),
      allowed: (x = 0) => [oneOf(converted(from, to, x))],
      ours: (x = 0) => [is(converted(from, to, x)[0] ?? NaN)],
      // What does not fit is an error in a constant expression.
      constant: (x = 0) => to !== 'f16' || Math.abs(x) <= 65504,
    };
  },
);

/** Whole vectors at once. */
const vectorConversions: readonly Operation[] = (['i32', 'u32', 'bool'] as const).map((to) => ({
  name: `vec3 of ${to} of vec3 of f32`,
  takes: ['f32', 'f32', 'f32'],
  gives: [to, to, to],
  text: (...x) => ['x', 'y', 'z'].map((part) => `vec3<${to}>(vec3<f32>(${x.join(', ')})).${part}`),
  rows: values.f32.map((x, i) => [x, values.f32[i + 5] ?? 0, values.f32[i + 11] ?? 0]),
  allowed: (...x) => x.map((one) => oneOf(converted('f32', to, one))),
}));

/** Words of which none is an f32 that is infinite or no number. */
const bits = [
  0, 1, 0x7fffff, 0x800000, 0x3f800000, 0x7f7fffff, 0x80000000, 0x80000001, 0xbf800000, 0xff7fffff,
];
const view = new DataView(new ArrayBuffer(4));

function asFloat(word: number): number {
  view.setUint32(0, word);
  return view.getFloat32(0);
}

const bitcasts: readonly Operation[] = [
  {
    name: 'bitcast u32 to f32',
    takes: ['u32'],
    gives: ['f32', 'u32', 'i32'],
    text: (x = '') => [
      `bitcast<f32>(${x})`,
      `bitcast<u32>(bitcast<f32>(${x}))`,
      `bitcast<i32>(${x})`,
    ],
    rows: singles(bits),
    allowed: (x = 0) => {
      const small = (x & 0x7fffffff) < 0x800000;
      return [
        oneOf(small ? [asFloat(x), 0] : [asFloat(x)]),
        oneOf(small ? [x, x & 0x80000000, 0, 0x80000000] : [x]),
        is(x | 0),
      ];
    },
    ours: (x = 0) => [is(asFloat(x)), is(x), is(x | 0)],
  },
  {
    name: 'bitcast i32 to u32 and vectors',
    takes: ['i32', 'i32'],
    gives: ['u32', 'u32', 'i32'],
    text: (x = '', y = '') => [
      `bitcast<u32>(${x})`,
      `bitcast<vec2<u32>>(vec2<i32>(${x}, ${y})).y`,
      `bitcast<i32>(bitcast<vec2<u32>>(vec2<i32>(${y}, ${x})).y)`,
    ],
    rows: pairs(wholes.i32, wholes.i32),
    allowed: (x = 0, y = 0) => [is(x >>> 0), is(y >>> 0), is(x)],
  },
];

export const conversionOperations: readonly Operation[] = [
  ...conversions,
  ...vectorConversions,
  ...bitcasts,
];
