import { describe, expect, test } from 'vitest';
import { simulated } from '../../support/simulated';

/** The magnitudes of all finite f16 by their bits, from the formula of IEEE 754 (binary16). */
const magnitudes = Float64Array.from({ length: 0x7c00 }, (_, bits) => {
  const [exponent, fraction] = [bits >> 10, bits & 1023];
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
});

function valueOf(bits: number): number {
  const magnitude = bits & 0x7fff;
  const value = magnitude > 0x7c00 ? NaN : (magnitudes[magnitude] ?? Infinity);
  return bits & 0x8000 ? -value : value;
}

/** The bits of the nearest f16, looked up in the table of all of them; of two as near, the even one. */
function nearest(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  let [low, high] = [0, 0x7bff];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((magnitudes[middle] ?? 0) <= size) low = middle;
    else high = middle - 1;
  }
  // Behind the largest comes what would be 2^16, which is infinity.
  const [below = 0, above = 65536] = [magnitudes[low], magnitudes[low + 1]];
  const up = size - below > above - size || (size - below === above - size && low % 2 === 1);
  return sign | (up ? low + 1 : low);
}

/** NaN has many bits, and WGSL does not say which. */
const plain = (bits: number): number => ((bits & 0x7fff) > 0x7c00 ? 0x7e00 : bits);

/** The words of `out` after the body has run, which knows `half(bits)` and `bits(f16)`. */
async function words(count: number, body: string): Promise<number[]> {
  const source = `enable f16;
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read_write> out: array<u32>;
fn half(bits: u32) -> f16 { return bitcast<vec2h>(bits).x; }
fn bits(x: f16) -> u32 { return bitcast<u32>(vec2h(x, 0)); }
@compute @workgroup_size(1) fn main() { ${body} }`;
  const outcome = await simulated(source, {}, { words: count });
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return Array.from(outcome.buffers.get('out') ?? [], plain);
}

/** Where two lists differ first, as hexadecimal; undefined where they do not. */
function firstDifference(got: readonly number[], expected: readonly number[]): string | undefined {
  const at = expected.findIndex((bits, i) => plain(bits) !== got[i]);
  const hex = (bits = NaN): string => bits.toString(16);
  return at < 0 ? undefined : `${at}: ${hex(got[at])}, not ${hex(expected[at])}`;
}

const every = Array.from({ length: 0x10000 }, (_, bits) => bits);

describe('f16 against a table of all its values', () => {
  test('every f16 becomes an f32 and comes back', async () => {
    const body = 'for (var i = 0u; i < 65536u; i++) { out[i] = bits(f16(f32(half(i)))); }';
    expect(firstDifference(await words(0x10000, body), every)).toBeUndefined();
  });

  test('what lies halfway between two goes to the even one', async () => {
    const body =
      'for (var i = 0u; i < 0x7bffu; i++) { out[i] = bits(f16((f32(half(i)) + f32(half(i + 1u))) * 0.5)); }';
    const halfway = every
      .slice(0, 0x7bff)
      .map((bits) => nearest((valueOf(bits) + valueOf(bits + 1)) / 2));
    expect(firstDifference((await words(0x7bff, body)).slice(0, 0x7bff), halfway)).toBeUndefined();
  });
});

/** Zeros, the smallest, around 1, numbers with all their bits, the largest; of both signs. */
const chosen = [
  ...[0, 1, 2, 0x155, 0x3ff, 0x400, 0x401, 0x1234, 0x2e66, 0x3555, 0x3800, 0x3bff, 0x3c00, 0x3c01],
  ...[0x3e00, 0x4248, 0x4500, 0x57ff, 0x6400, 0x6801, 0x77ff, 0x7800, 0x7bff],
].flatMap((bits) => [bits, bits | 0x8000]);
const list = `let all = array<u32, ${chosen.length}>(${chosen.map((bits) => `${bits}u`).join(', ')});`;

/** Results of f64 rounded once are right: 53 bits are more than twice 11. */
const pairs: readonly (readonly [text: string, run: (a: number, b: number) => number])[] = [
  ['a + b', (a, b) => a + b],
  ['a - b', (a, b) => a - b],
  ['a * b', (a, b) => a * b],
  ['a / b', (a, b) => a / b],
  ['min(a, b)', Math.min],
  ['max(a, b)', Math.max],
  ['select(a, b, a < b)', (a, b) => (a < b ? b : a)],
];

describe('operations on f16 against a table', () => {
  test.each(pairs)('%s', async (text, run) => {
    const n = chosen.length;
    const body = `${list} for (var i = 0u; i < ${n}u; i++) { for (var j = 0u; j < ${n}u; j++) {
      let a = half(all[i]); let b = half(all[j]); out[i * ${n}u + j] = bits(${text}); } }`;
    const expected = chosen.flatMap((a) => chosen.map((b) => nearest(run(valueOf(a), valueOf(b)))));
    expect(firstDifference(await words(n * n, body), expected)).toBeUndefined();
  });

  test.each([
    ['sqrt(abs(a))', (a: number) => Math.sqrt(Math.abs(a))],
    ['floor(a)', Math.floor],
    ['ceil(a)', Math.ceil],
    ['trunc(a)', Math.trunc],
    ['fract(a)', (a: number) => nearestValue(a - Math.floor(a))],
    ['-a', (a: number) => -a],
    ['sign(a)', Math.sign],
    ['saturate(a)', (a: number) => Math.min(Math.max(a, 0), 1)],
    ['a * a + 1.0h', (a: number) => nearestValue(a * a) + 1],
    ['(vec2h(a, 1.0h) + vec2h(2.0h)).x', (a: number) => a + 2],
    ['(mat2x2h(a, 0, 0, 1) * vec2h(3.0h, a)).x', (a: number) => nearestValue(a * 3) + 0 * a],
  ] as const)('%s', async (text, run) => {
    const body = `${list} for (var i = 0u; i < ${chosen.length}u; i++) { let a = half(all[i]); out[i] = bits(${text}); }`;
    const expected = chosen.map((a) => nearest(run(valueOf(a))));
    // The sign of a zero is open.
    const zeros = (bits: number): number => (bits === 0x8000 ? 0 : bits);
    const got = (await words(chosen.length, body)).map(zeros);
    expect(firstDifference(got, expected.map(zeros))).toBeUndefined();
  });
});

const nearestValue = (x: number): number => valueOf(nearest(x));
