import { describe, expect, test } from 'vitest';
import { outline } from '../../../src/core/outline/outline';
import { rangeOf } from '../../../src/core/outline/place';
import { spin } from '../../../src/core/outline/spins';
import { folders, kernel } from '../../support/kernels';

/** The variable that is waited for and the line of the loop, as `state 5`; undefined where nobody waits. */
function found(source: string): string | undefined {
  const one = spin(outline(source));
  if (one === undefined) return undefined;
  return `${one.variable} ${rangeOf(source, one.loop).start.line + 1}`;
}

/** A kernel whose body begins in line 5. */
const entry = (...body: readonly string[]): string =>
  [
    '@group(0) @binding(0) var<storage, read_write> state: array<atomic<u32>>;',
    'var<workgroup> here: atomic<u32>; var<private> n: u32;',
    'fn peek(i: u32) -> u32 { return atomicLoad(&state[i]); }',
    '@compute @workgroup_size(64) fn main(@builtin(workgroup_id) wid: vec3u) { var sum = 0u; var look = wid.x;',
    ...body,
    '}',
  ].join('\n');

function check(title: string, body: readonly string[], wanted: string | undefined): void {
  test(title, () => expect(found(entry(...body))).toBe(wanted));
}

describe('loops that get on by themselves', () => {
  test.each(folders.map(({ exercise }) => [exercise.id]))('solution of %s', (id) => {
    expect(found(kernel(id))).toBeUndefined();
  });
  check(
    'a counter in the condition',
    ['for (var i = 0u; i < atomicLoad(&state[0]); i++) { sum += i; }'],
    undefined,
  );
  check(
    'an exchange that is tried again',
    [
      'loop { let old = atomicLoad(&state[0]);',
      'if (atomicCompareExchangeWeak(&state[0], old, old + 1).exchanged) { break; } }',
    ],
    undefined,
  );
  check(
    'a limit on the tries',
    ['for (var i = 0u; i < 100; i++) { if (atomicLoad(&state[0]) == 1) { break; } }'],
    undefined,
  );
  check(
    'a number is skipped, and the next is looked at',
    ['while (look < 9) { look++; if (atomicLoad(&state[look]) == 0) { continue; } sum += 1; }'],
    undefined,
  );
  check(
    'an atomic of the workgroup',
    ['loop { if (atomicLoad(&here) == 1) { break; } }'],
    undefined,
  );
  check(
    'rounds that end when this one has changed nothing',
    ['loop { atomicStore(&state[0], 0); sum++; if (peek(0) == 0) { break; } }'],
    undefined,
  );
  check(
    'no more than one look',
    ['let seen = atomicLoad(&state[look]); loop { sum += 1; if (sum > seen) { break; } }'],
    undefined,
  );
});

describe('loops that wait for another invocation', () => {
  check('while', ['while (atomicLoad(&state[look - 1]) == 0) { }'], 'state 5');
  check(
    'for without a counter',
    ['', 'for (; atomicLoad(&state[0]) == 0;) { n += 1; }'],
    'state 6',
  );
  check(
    'a value that is loaded and then asked',
    [
      'loop {',
      'let seen = atomicLoad(&state[look - 1]);',
      'let flag = seen >> 30;',
      'if (flag == 2) { sum = seen; break; } }',
    ],
    'state 5',
  );
  check('in a function', ['loop { if (peek(look) != 0) { break; } }'], 'state 5');
  check('break if', ['loop { sum = peek(1); continuing { break if sum != 0; } }'], 'state 5');
  check('return', ['loop { if (peek(1) != 0) { return; } }'], 'state 5');
  check('in an else', ['loop { if (peek(1) == 0) { n += 1; } else { break; } }'], 'state 5');
  check(
    'looking back, over those that have come half way',
    [
      'loop {',
      'let seen = peek(look);',
      'if (seen == 0) { continue; }',
      'sum += seen & 0xffff;',
      'if (seen > 0xffff || look == 0) { break; }',
      'look -= 1; }',
    ],
    'state 5',
  );
  check(
    'inside a loop that gets on',
    ['for (; look > 0; look--) {', 'while (peek(look) == 0) { }', 'sum += peek(look); }'],
    'state 6',
  );
});
