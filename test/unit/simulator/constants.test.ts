import { describe, expect, test } from 'vitest';
import { simulated, wordsOf } from '../../support/simulated';

// Numbers without a type: whole ones have 64 bits, of which the simulator knows those that a double holds.

const wholes = [0, 1, -1, 2, 3, -7, 10, 255, 0xffff, 0x7fff_ffff, 0x8000_0000, -0x8000_0000].concat(
  [0xf0f0_f0f0, 0xffff_ffff, -0xffff_ffff, 2 ** 33 + 5, -(2 ** 40) + 1],
);

const operators: readonly (readonly [string, (a: bigint, b: bigint) => bigint])[] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => (b === 0n ? 2n ** 64n : a / b)],
  ['%', (a, b) => (b === 0n ? 2n ** 64n : a % b)],
  ['&', (a, b) => a & b],
  ['|', (a, b) => a | b],
  ['^', (a, b) => a ^ b],
];

/** WGSL of two words with the 64 bits of a constant expression, of which a double holds all. */
const words = (text: string): string[] => [
  `bitcast<u32>(i32((${text}) >> 32u))`,
  `u32((${text}) & 0xffffffff)`,
];

async function expectWords(
  rows: readonly (readonly [text: string, value: bigint])[],
): Promise<void> {
  const lines = rows.flatMap(([text]) => words(text)).map((text, i) => `out[${i}] = ${text};`);
  const chunk = 200;
  for (let start = 0; start < lines.length; start += chunk) {
    const body = lines
      .slice(start, start + chunk)
      .map((line) => line.replace(/^out\[(\d+)\]/, (_, i) => `out[${Number(i) - start}]`));
    const got = await wordsOf(body.join('\n'));
    for (let i = 0; i < body.length; i += 2) {
      const [text, value] = rows[(start + i) / 2] ?? ['', 0n];
      const bits = (BigInt(got[i] ?? 0) << 32n) | BigInt(got[i + 1] ?? 0);
      expect([text, BigInt.asIntN(64, bits)]).toEqual([text, value]);
    }
  }
}

describe('whole numbers without a type', () => {
  test.each(operators)('%s', async (sign, run) => {
    const rows = wholes
      .flatMap((a) => wholes.map((b) => [a, b] as const))
      .map(([a, b]) => [`${a} ${sign} (${b})`, run(BigInt(a), BigInt(b))] as const)
      .filter(([, value]) => value > -(2n ** 53n) && value < 2n ** 53n);
    expect(rows.length).toBeGreaterThan(100);
    await expectWords(rows);
  });

  test('- and ~ and shifts', async () => {
    await expectWords(
      wholes.flatMap((a) => [
        [`-(${a})`, -BigInt(a)],
        [`~(${a})`, ~BigInt(a)],
        [`(${a}) >> 3u`, BigInt(a) >> 3n],
        [`(${a}) << 9u`, BigInt(a) << 9n],
      ]),
    );
  });

  test('there is no zero with a minus among them', async () => {
    const got = await wordsOf(
      ['f32(-0)', 'f32(-4 % 2)', 'f32(-1 / 2)', 'f32(1 / -2)', 'f32(0 * -1)']
        .map((x, i) => `out[${i}] = bitcast<u32>(${x});`)
        .join(''),
    );
    expect([...got.slice(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  });
});

test('a constant that has no value does not break the simulator', async () => {
  const outcome = simulated('const none = (1 / 0) & 3; @compute @workgroup_size(1) fn main() {}');
  await expect(outcome).resolves.toBeDefined();
});

test('fractions without a type have all their digits until they are converted', async () => {
  const rows = [
    ['i32(16777217.0)', 16777217],
    ['i32(2147483646.9)', 2147483646],
    ['i32(-2147483647.5)', -2147483647],
    ['i32(3e9)', 2147483647],
    ['i32(-3e9)', -2147483648],
    ['u32(4294967295.0)', 4294967295],
    ['u32(4294967294.75)', 4294967294],
    ['u32(-1.5)', 0],
    ['vec2i(vec2(16777217.0, 5.5)).x', 16777217],
    ['select(0u, 1u, bool(1e-60))', 1],
    // Next to halfway between two f16, on the side that an f32 does not show.
    ['bitcast<u32>(vec2h(f16(1.0004882812500002), 0))', 0x3c01],
    // A type that f32 has from the start has lost them.
    ['i32(16777217.0f)', 16777216],
    ['i32(3e9f)', 2147483520],
    ['u32(1e20f)', 4294967040],
  ] as const;
  const body = rows.map(([text], i) => `out[${i}] = bitcast<u32>(${text});`).join('\n');
  const got = await wordsOf(body, { before: 'enable f16;' });
  rows.forEach(([text, value], i) => {
    expect([text, got[i]]).toEqual([text, value >>> 0]);
  });
});
