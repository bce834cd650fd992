import { describe, expect, test } from 'vitest';
import { unsynchronised } from '../../../src/core/outline/barriers';
import { outline } from '../../../src/core/outline/outline';
import { rangeOf } from '../../../src/core/outline/place';
import { folders, kernel } from '../../support/kernels';

/** The variable and the lines of the store and the load, as `tile 3 5`; undefined when nothing is found. */
function found(source: string): string | undefined {
  const file = outline(source);
  const entry = file.entries[0];
  if (entry === undefined) throw new Error('the kernel has no entry point');
  const pair = unsynchronised(file, entry.element);
  const line = (at: { start: number; end: number }): number => rangeOf(source, at).start.line + 1;
  return pair === undefined ? undefined : `${pair.variable} ${line(pair.store)} ${line(pair.load)}`;
}

/** A kernel with one line of text for each line of `body`; its first line is line 3. */
const entry = (...body: readonly string[]): string =>
  [
    'var<workgroup> s: array<f32, 64>; var<workgroup> q: array<array<f32, 9>, 8>;',
    '@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) i: u32) {',
    ...body,
    '}',
  ].join('\n');

function check(title: string, body: readonly string[], wanted: string | undefined): void {
  test(title, () => expect(found(entry(...body))).toBe(wanted));
}

describe('kernels that are in order', () => {
  test.each(folders.map(({ exercise }) => [exercise.id]))('solution of %s', (id) => {
    const file = outline(kernel(id));
    expect(file.entries.map(({ element }) => unsynchronised(file, element))).toEqual(
      file.entries.map(() => undefined),
    );
  });
  check('a barrier between', ['s[i] = 1;', 'workgroupBarrier();', 'let x = s[i + 1];'], undefined);
  check(
    'workgroupUniformLoad is one',
    ['s[i] = 1;', 'let u = workgroupUniformLoad(&q);', 'let x = s[i + 1];'],
    undefined,
  );
  test('atomics follow each other in any order', () => {
    const counting = [
      'var<workgroup> c: array<atomic<u32>, 64>;',
      '@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) i: u32) {',
      'atomicAdd(&c[i], 1u);',
      'atomicAdd(&c[i / 2], 1u);',
      'let x = atomicLoad(&c[i + 1]);',
      '}',
    ];
    expect(found(counting.join('\n'))).toBe('c 4 5');
    expect(found(counting.toSpliced(4, 0, 'workgroupBarrier();').join('\n'))).toBeUndefined();
  });
  check('its own element needs none', ['s[i] = 1;', 'let x = s[ i ];'], undefined);
  check('a load before the store', ['let x = s[i + 1];', 's[i] = x;'], undefined);
  check('its own element of a row', ['q[i][0] = 1;', 'let x = q[i][0];'], undefined);
  check(
    'barrier at the end of each round',
    [
      'for (var k = 32u; k > 0; k /= 2) {',
      'if (i < k) { s[i] += s[i + k]; }',
      'workgroupBarrier();',
      '}',
    ],
    undefined,
  );
  check(
    'shares of its own, round after round',
    [
      'let first = 2 * i;',
      'for (var k = first; k < 64; k += 32) { if (s[k] > s[k + 1]) { s[k] = s[k + 1]; } }',
    ],
    undefined,
  );
  check('stores to two elements', ['s[i] = 1;', 's[i + 64] = 2;'], undefined);
  check('other memory', ['var mine: array<f32, 4>; mine[0] = 1;', 'let x = mine[1];'], undefined);
});

describe('barriers that are missing', () => {
  check('store, then load of another element', ['s[i] = 1;', 'let x = s[i + 1];'], 's 3 4');
  check(
    'a load in an index',
    ['s[i] = 1;', 'var t: array<f32, 64>; let x = t[u32(s[63 - i])];'],
    's 3 4',
  );
  check('a load in a condition', ['s[i] = 1;', 'if (s[0] > 0) { return; }'], 's 3 4');
  check('a load in an argument', ['s[i] = 1;', 'let x = max(1.0, s[0]);'], 's 3 4');
  check('a load in the index of a store', ['s[i] = 1;', 'q[u32(s[0])][1] = 2;'], 's 3 4');
  check('a load in the index of an addition', ['s[i] = 1;', 'q[u32(s[0])][1] += 2;'], 's 3 4');
  check('rows and columns', ['q[i / 8][i % 8] = 1;', 'let x = q[i % 8][i / 8];'], 'q 3 4');
  check('a barrier too early', ['workgroupBarrier();', 's[i] = 1;', 'let x = s[0];'], 's 4 5');
  check(
    'the next round reads what this one stored',
    ['for (var k = 32u; k > 0; k /= 2) {', 'if (i < k) { s[i] += s[i + k]; }', '}'],
    's 4 4',
  );
  check(
    'in a while loop',
    ['var k = 32u; while (k > 0) {', 's[i] = s[i + k];', 'k /= 2;', '}'],
    's 4 4',
  );
  check(
    'in a loop',
    [
      'var k = 32u; loop {',
      'let x = s[i + k];',
      's[i] = x;',
      'k /= 2; if (k == 0) { break; }',
      '}',
    ],
    's 5 4',
  );

  test('through helper functions', () => {
    const source = `${entry('put(i);', 'let x = take(i + 1);')}\nfn put(i: u32) { s[i] = 1; }\nfn take(j: u32) -> f32 { return s[j]; }`;
    expect(found(source)).toBe('s 6 7');
  });
  test('a helper that has the barrier', () => {
    const source = `${entry('s[i] = 1;', 'sync();', 'let x = s[i + 1];')}\nfn sync() { workgroupBarrier(); }`;
    expect(found(source)).toBeUndefined();
  });
  test('functions that call each other for ever are left', () => {
    expect(found(`${entry('f();')}\nfn f() { g(); g(); }\nfn g() { f(); f(); }`)).toBeUndefined();
  });
  test.each([
    ['E07', 'missing-barrier.wgsl'],
    ['E10', 'no-barrier-before-the-tree.wgsl'],
    ['E10', 'no-barrier-in-the-tree.wgsl'],
    ['L07', 'missing-barrier.wgsl'],
  ])('%s %s', (id, file) => {
    const source = kernel(id, `mutants/${file}`);
    const [variable = '', store, load] = (found(source) ?? '').split(' ');
    const lines = source.split('\n');
    expect(lines[Number(store) - 1]).toMatch(new RegExp(`${variable}\\[.*=`));
    expect(lines[Number(load) - 1]).toContain(`${variable}[`);
  });
});
