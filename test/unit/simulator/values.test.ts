import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../support/simulated';

type Row = readonly [expression: string, expected: number];

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);
const bitsOf = (x: number): number => {
  floats[0] = x;
  return words[0] ?? 0;
};

/** Evaluates all rows of a table in one kernel; the expected values are computed by hand or by JavaScript. */
async function evaluated(rows: readonly Row[], cast: string, before = ''): Promise<Uint32Array> {
  const body = rows.map(([expression], i) => `out[${i}] = ${cast}(${expression});`).join('\n');
  return (await wordsOf(body, { before })).slice(0, rows.length);
}

function table(name: string, cast: 'f32' | 'i32' | 'u32', rows: readonly Row[], before = ''): void {
  test(name, async () => {
    const got = await evaluated(rows, `bitcast<u32>`, before);
    rows.forEach(([expression, expected], i) => {
      const word = got[i] ?? 0;
      if (cast === 'f32') {
        words[0] = word;
        const value = floats[0] ?? NaN;
        // Transcendental functions have an error in WGSL; everything else here is exact in f32.
        expect(Math.abs(value - expected), `${expression} is ${value}`).toBeLessThanOrEqual(
          Math.abs(Math.fround(expected)) * 2 ** -20,
        );
      } else expect(word, expression).toBe(expected >>> 0);
    });
  });
}

describe('floats', () => {
  table('arithmetic rounds to f32 after each operation', 'f32', [
    ['one / three', Math.fround(1 / 3)],
    ['one + two * three', 7],
    ['-(two - three) % two', 1],
    ['-three % two', -1],
    ['16777216.0 * one + one', 16777216],
    ['fma(two, three, one)', 7],
  ]);
  table('rounding and parts', 'f32', [
    ...(
      [
        ['floor', -2],
        ['ceil', -1],
        ['trunc', -1],
        ['round', -2],
        ['fract', 0.5],
        ['abs', 1.5],
        ['sign', -1],
        ['saturate', 0],
      ] as const
    ).map(([name, expected]): Row => [`${name}(-1.5 * one)`, expected]),
    ['round(2.5 * one)', 2],
    ['modf(3.25 * one).fract', 0.25],
    ['modf(3.25 * one).whole', 3],
    ['frexp(6.0 * one).fract', 0.75],
    ['ldexp(one, 5)', 32],
    ['quantizeToF16(one / three)', 0.333251953125],
  ]);
  table('transcendental functions', 'f32', [
    ...('acosh asinh atan cos cosh exp log log2 sin sinh sqrt tan tanh'.split(' ') as 'sqrt'[]).map(
      (name): Row => [`${name}(two)`, Math[name](2)],
    ),
    ['exp2(two)', 4],
  ]);
  table('transcendental functions with a domain', 'f32', [
    ['acos(one / two)', Math.acos(0.5)],
    ['asin(one / two)', Math.asin(0.5)],
    ['atanh(one / two)', Math.atanh(0.5)],
    ['atan2(one, -two)', Math.atan2(1, -2)],
    ['pow(two, three)', 8],
    ['inverseSqrt(4.0 * one)', 0.5],
    ['degrees(one)', 180 / Math.PI],
    ['radians(180.0 * one)', Math.PI],
  ]);
  table('of several values', 'f32', [
    ['min(two, three)', 2],
    ['max(two, three)', 3],
    ['clamp(three, one, two)', 2],
    ['mix(one, three, 0.25)', 1.5],
    ['step(two, three)', 1],
    ['smoothstep(one, three, two)', 0.5],
    ['select(one, two, p.x == 1u)', 2],
  ]);
  table('geometry', 'f32', [
    ['dot(vec3f(one, two, three), vec3f(two, three, one))', 11],
    ['length(vec2f(three, 4.0))', 5],
    ['distance(vec2f(three, 4.0), vec2f())', 5],
    ['cross(vec3f(one, 0, 0), vec3f(0, one, 0)).z', 1],
    ['normalize(vec2f(three, 4.0)).y', 0.8],
    ['reflect(vec2f(one, -one), vec2f(0, one)).y', 1],
    ['refract(vec2f(0, -one), vec2f(0, one), one).y', -1],
    ['faceForward(vec2f(one, two), vec2f(0, one), vec2f(0, one)).y', -2],
  ]);
  table('matrices', 'f32', [
    ['(mat2x2f(1, 2, 3, 4) * vec2f(one, two)).x', 7],
    ['(vec2f(one, two) * mat2x2f(1, 2, 3, 4)).x', 5],
    ['(mat2x2f(one, 2, 3, 4) * mat2x2f(0, 1, 1, 0))[0].y', 4],
    ['determinant(mat2x2f(one, 2, 3, 4))', -2],
    ['determinant(mat3x3f(two, 0, 0, 0, 3, 0, 0, 0, 4))', 24],
    ['transpose(mat3x2f(one, 2, 3, 4, 5, 6))[1].z', 6],
    ['(mat2x3f(one, 2, 3, 4, 5, 6) * two)[1][2]', 12],
    ['(mat2x2f(one, 2, 3, 4) + mat2x2f(1, 1, 1, 1))[1].x', 4],
  ]);
});

describe('whole numbers', () => {
  table(
    'operators bind as WGSL says, whatever the parser makes of them',
    'u32',
    [
      ['select(0u, 1u, on && six % 4u == 2u)', 1],
      ['select(0u, 1u, off || six + 4u == 10u && on)', 1],
      ['select(0u, 1u, six - 3u - 2u == 1u && on)', 1],
      ['2u + six * 2u - six / 3u % 2u', 14],
      ['select(0u, 1u, (six & 3u) == 2u && six > 5u)', 1],
    ],
    'var<private> on = true; var<private> off = false; var<private> six = 6u;\n',
  );
  table('i32', 'i32', [
    ['i32(p.w) - 7', -3],
    ['-7 / i32(p.y)', -3],
    ['-7 % i32(p.y)', -1],
    ['2147483647 + i32(p.x)', -2147483648],
    ['i32(p.x) * 65537 * 65537', Math.imul(65537, 65537)],
    ['-8 >> p.x', -4],
    ['i32(p.x) / (i32(p.x) - 1)', 1],
    ['i32(-two - 0.5)', -2],
    ['i32(two * 3000000000.0)', 2147483520],
    ['abs(-i32(p.z))', 3],
    ['sign(-i32(p.z))', -1],
    ['clamp(i32(p.w), -1, 2)', 2],
    ['dot(vec2i(vec2u(p.xy)), vec2i(3, 4))', 11],
  ]);
  table('u32', 'u32', [
    ['p.x - p.y', -1],
    ['p.w << p.y', 16],
    ['0xffffffffu >> (p.w * 7u)', 15],
    ['0xffffffffu / p.z', 1431655765],
    ['~p.x', 0xfffffffe],
    ['(p.x | p.y) ^ (p.z & p.w)', 3],
    ['u32(-one)', 0],
    ['u32(p.x == 1u && p.y != 1u)', 1],
    ['u32(any(vec2<bool>(p.x == 2u, p.y == 2u)))', 1],
    ['u32(all(vec2<bool>(p.x == 2u, p.y == 2u)))', 0],
    ['min(p.x - 2u, 9u) + max(p.x, 5u)', 14],
  ]);
  table('bits', 'u32', [
    ['countLeadingZeros(p.w)', 29],
    ['countTrailingZeros(p.w)', 2],
    ['countTrailingZeros(p.x - 1u)', 32],
    ['countOneBits(p.z)', 2],
    ['firstLeadingBit(p.w)', 2],
    ['firstTrailingBit(p.w)', 2],
    ['u32(firstLeadingBit(-i32(p.x)))', -1],
    ['reverseBits(p.x)', 0x80000000],
    ['extractBits(0xabcdu * p.x, 4u, 8u)', 0xbc],
    ['u32(extractBits(i32(p.x) * 0xf0, 4u, 4u))', -1],
    ['insertBits(p.x - 1u, 0xffu, 4u, 4u)', 0xf0],
  ]);
  table('packing', 'u32', [
    ['pack4x8snorm(vec4f(one, -one, 0, 0.5))', 0x40_00_81_7f],
    ['pack4x8unorm(vec4f(one, 0, two, 0.5))', 0x80_ff_00_ff],
    ['pack2x16snorm(vec2f(one, -one))', 0x8001_7fff],
    ['pack2x16unorm(vec2f(one, 0))', 0x0000_ffff],
    ['pack2x16float(vec2f(one, -two))', 0xc000_3c00],
    ['pack4xI8(vec4i(-1, 2, 3, i32(p.w)))', 0x040302ff],
    ['pack4xU8(vec4u(257u, p.y, 3, 4))', 0x04030201],
    ['pack4xI8Clamp(vec4i(-999, 999, 0, i32(p.x)))', 0x01007f80],
    ['pack4xU8Clamp(vec4u(999u, p.y, 0, 0))', 0x02ff],
    ['u32(unpack4xI8(0xffu * p.x).x)', -1],
    ['unpack4xU8(0x0403u * p.x).y', 4],
    ['dot4U8Packed(0x01020304u * p.x, 0x01010101u)', 10],
    ['u32(dot4I8Packed(0xffu * p.x, 0x03u))', -3],
    ['bitcast<u32>(unpack4x8unorm(0xffu * p.x).x)', bitsOf(1)],
    ['bitcast<u32>(unpack4x8snorm(0x81u * p.x).x)', bitsOf(-1)],
    ['bitcast<u32>(unpack2x16float(0x3c00u * p.x).x)', bitsOf(1)],
    ['bitcast<u32>(unpack2x16unorm(0xffffu * p.x).x)', bitsOf(1)],
    ['bitcast<u32>(unpack2x16snorm(0x8001u * p.x).x)', bitsOf(-1)],
  ]);
});

describe('f16', () => {
  table(
    'rounds to 11 bits, keeps subnormal numbers, and overflows to infinity',
    'u32',
    [
      ['bitcast<u32>(vec2h(f16(one / three), 0))', 0x3555],
      ['bitcast<u32>(vec2h(f16(2048.0 * one) + f16(one), 0))', 0x6800],
      ['bitcast<u32>(vec2h(f16(2048.0 * one) + f16(three), 0))', 0x6802],
      ['bitcast<u32>(vec2h(f16(one * 6e-8), 0))', 0x0001],
      ['u32(f16(65504.0 * one))', 65504],
    ],
    'enable f16;',
  );
});

describe('found by comparing generated kernels with Dawn', () => {
  test('u32 stays unsigned through | & ^ when the highest bit is set', async () => {
    const words = await wordsOf(`let high = p.x << 31u;
      out[0] = (high | p.y) / p.y; out[1] = (high & high) >> 31u; out[2] = u32((high ^ p.x) > p.x);`);
    expect([...words.slice(0, 3)]).toEqual([0x40000001, 1, 1]);
  });

  test('constants: max and min of two negative numbers', async () => {
    const words = await wordsOf(`let most = max(vec2f(-4.5, 8), vec2f(-1, -7.5));
      out[0] = u32(i32(most.x)); out[1] = u32(min(3, 2)); out[2] = u32(max(-5i, -7i));`);
    expect([...words.slice(0, 3)]).toEqual([0xffffffff, 2, 0xfffffffb]);
  });

  test('constants without a type that are indexed while the kernel runs get one', async () => {
    const words = await wordsOf(`const some = array(12, 2, 7); const v = vec3(3, 5, 9) * 2;
      out[0] = bitcast<u32>(some[p.z - 1u] ^ 1i); out[1] = bitcast<u32>(v[p.x] - 11i);`);
    expect([...words.slice(0, 2)]).toEqual([6, 0xffffffff]);
  });
});
