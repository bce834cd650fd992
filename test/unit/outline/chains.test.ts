import { expect, test } from 'vitest';
import { mostChains } from '../../../src/core/outline/chains';
import { outline } from '../../../src/core/outline/outline';
import { kernel } from '../../support/kernels';

const of = (body: string, before = ''): number | undefined =>
  mostChains(outline(`${before}\n@compute @workgroup_size(64) fn main() {\n${body}\n}`))?.count;

test.each([
  ['one sum', 'var s = 0.0; for (var i = 0u; i < 8; i++) { s += x[i]; }', 1],
  [
    'four',
    'var a = 0.0; var b = 0.0; var c: f32; var d: f32; loop { a += 1; b -= 1; c = c + x; d = fma(x, x, d); }',
    4,
  ],
  ['a vector', 'var s = vec4f(); while (go) { s = fma(u, v, s); }', 4],
  ['a short vector', 'var s = vec3<f32>(); while (go) { s += u; }', 3],
  ['an array', 'var s: array<f32, 8>; while (go) { s[i % 8] += x[i]; }', 8],
  ['an array of vectors', 'var s: array<vec4<f32>, 2>; while (go) { s[i] += x[i]; }', 8],
  ['an array of a constant length', 'var s: array<f32, EACH>; while (go) { s[i] += x[i]; }', 6],
  ['whole numbers, which count', 'var n = 0u; var s = 0.0; while (go) { n += 1u; s += x[n]; }', 1],
  ['what is stored anew in each round', 'var s = 0.0; while (go) { s = x[i]; }', undefined],
  ['sums that are not carried', 'var s = 0.0; s += x[0]; s += x[1];', undefined],
  [
    'the loop with the most',
    'var a = 0.0; var b = 0.0; while (go) { a += 1; b += 1; } while (on) { a += 1; }',
    2,
  ],
])('%s', (_, body, count) => {
  expect(of(body, 'const EACH = 6u;')).toBe(count);
});

test('the solution of E09 has four, and the naive kernel one', () => {
  const naive = mostChains(outline(kernel('E09', 'naive.wgsl')));
  expect([mostChains(outline(kernel('E09')))?.count, naive?.count]).toEqual([4, 1]);
  const { start = 0, end = 0 } = naive?.loop ?? {};
  expect(kernel('E09', 'naive.wgsl').slice(start, end)).toMatch(/^for .*sum \+= [^}]*\}$/s);
});
