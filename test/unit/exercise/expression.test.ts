import { describe, expect, test } from 'vitest';
import { evaluate, evaluateSize, type Names } from '../../../src/core/exercise/expression';

const names: Names = { n: 997, W: 64, zero: 0, half: 0.5 };

function check(source: string | number, value: number): void {
  test(`${source} is ${value}`, () => {
    expect(evaluate(source, names)).toEqual({ ok: true, value });
  });
}

function checkProblem(source: string, problem: RegExp): void {
  test(`“${source.slice(0, 40)}” has no value`, () => {
    const result = evaluate(source, names);
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? '' : result.problem).toMatch(problem);
  });
}

describe('values', () => {
  check(7, 7);
  check('7', 7);
  check(' n ', 997);
  check('1 + 2 * 3', 7);
  check('(1 + 2) * 3', 9);
  check('10 - 3 - 2', 5);
  check('12 / 3 / 2', 2);
  check('7 / 2', 3.5);
  check('2 * -3', -6);
  check('--3', 3);
  check('-(1 + 2)', -3);
  check('ceil(n / W)', 16);
  check('floor(n/W)', 15);
  check('min(n, W) + max(n, W)', 1061);
  check('ceil((n + 2 * 1 - 1 * (3 - 1) - 1) / 2) + 1', 499);
  check('1000 * 1000 * 1000', 1e9);
  check('ceil(half)', 1);
});

describe('what has no value', () => {
  checkProblem('n / 0', /division by zero/);
  checkProblem('n / (W - 64)', /division by zero/);
  checkProblem('n / zero', /division by zero/);
  checkProblem('m', /“m” is not known here; known are n, W/);
  checkProblem('', /missing at the end/);
  checkProblem('n +', /missing at the end/);
  checkProblem('(n', /“\)” is missing before “the end”/);
  checkProblem('n)', /“\)” was not expected/);
  checkProblem('n W', /“W” was not expected/);
  checkProblem('2n', /“n” was not expected/);
  checkProblem('1.5', /“\.” is not part of this arithmetic/);
  checkProblem('n; process.exit()', /“;” is not part/);
  checkProblem('n["constructor"]', /“\[” is not part/);
  checkProblem('n = 3', /“=” is not part/);
  checkProblem('é', /“é” is not part/);
  checkProblem('* 2', /“\*” was not expected/);
  checkProblem('()', /“\)” was not expected/);
  checkProblem('ceil', /“ceil” is not known/);
  checkProblem('ceil()', /was not expected/);
  checkProblem('ceil(1, 2)', /ceil takes 1 value, not 2/);
  checkProblem('min(1)', /min takes 2 values, not 1/);
  checkProblem('sqrt(4)', /no function “sqrt”; there are ceil, floor, min, max/);
});

describe('names that every JavaScript object has are not names here', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    checkProblem(name, /is not known/);
    checkProblem(`${name}(1)`, /there is no function/);
  }
  test('unless they are given', () => {
    expect(evaluate('constructor + 1', { constructor: 4 })).toEqual({ ok: true, value: 5 });
  });
});

describe('size of the text', () => {
  const deep = (depth: number): string => '('.repeat(depth) + '1' + ')'.repeat(depth);
  test('as deep as 500 characters go is read', () => {
    expect(evaluate(deep(249), {})).toEqual({ ok: true, value: 1 });
    expect(evaluate('-'.repeat(498) + '1', {})).toEqual({ ok: true, value: 1 });
  });
  checkProblem(deep(100_000), /longer than 500 characters/);
  checkProblem('-'.repeat(1_000_000), /longer than 500 characters/);
});

describe('sizes', () => {
  const of = (source: string | number): string => {
    const result = evaluateSize(source, names, 65_535);
    return result.ok ? String(result.value) : result.problem;
  };
  test.each([
    ['ceil(n/W)', /^16$/],
    ['0', /^0$/],
    [65_535, /^65535$/],
    ['n/W', /is 15\.57.*whole number/],
    ['1 - 2', /is -1: a size is not negative/],
    ['65536', /at most 65,535 is possible here/],
    ['1000000000', /is 1000000000: at most 65,535/],
    [1e9, /at most 65,535/],
    ['9'.repeat(400), /is Infinity: a size is a whole number/],
    ['n / 0', /division by zero/],
  ] as const)('%s', (source, said) => {
    expect(of(source)).toMatch(said);
  });
});
