import { exact, type Exact, type Format, isSubnormal, one, toNumber } from './exact';
import { edges, flushed, formats, rounded, within } from './floats';
import * as may from './interval';
import {
  anything,
  type Expected,
  is,
  type Kind,
  oneOf,
  type Operation,
  pairs,
  singles,
} from './operation';

// Built-ins that choose a float or take one apart.

const floor = (x: Exact): Exact => (x >> 600n) << 600n;
/** To the nearest whole number, of two as near the even one. */
function toWhole(x: Exact): Exact {
  const [down, rest] = [floor(x), x - floor(x)];
  const up = rest * 2n > one || (rest * 2n === one && (down >> 600n) % 2n !== 0n);
  return up ? down + one : down;
}

const exactOnes: readonly (readonly [name: string, run: (x: Exact) => Exact])[] = [
  ['-', (x) => -x],
  ['abs', (x) => (x < 0n ? -x : x)],
  ['sign', (x) => (x > 0n ? one : x < 0n ? -one : 0n)],
  ['floor', floor],
  ['ceil', (x) => -floor(-x)],
  ['trunc', (x) => (x / one) * one],
  ['round', toWhole],
  ['saturate', (x) => (x < 0n ? 0n : x > one ? one : x)],
];

/** Results that each format has, so nothing is rounded; only what is subnormal may be flushed. */
function exactly(format: Format): Operation[] {
  return exactOnes.map(([name, run]) => {
    const result = (x: number): number => toNumber(run(exact(x)));
    return {
      name: `${format} ${name}`,
      takes: [format],
      gives: [format],
      text: (x = '') => [`${name}(${x})`],
      rows: singles(edges(format)),
      allowed: (x = 0) => [
        oneOf(flushed(format, x).flatMap((one) => flushed(format, result(one)))),
      ],
      ours: (x = 0) => [is(result(x))],
      vectors: true,
    };
  });
}

function chosen(format: Format): Operation[] {
  const values = edges(format).filter((_, i) => i % 3 !== 1);
  const made = (name: string, count: number, run: (...x: number[]) => number): Operation => ({
    name: `${format} ${name}`,
    takes: new Array<Kind>(count).fill(format),
    gives: [format],
    text: (...args) => [`${name}(${args.join(', ')})`],
    rows: count === 2 ? pairs(values, values) : triples(values.filter((_, i) => i % 4 === 0)),
    // Of two subnormal numbers either may be taken for the smaller.
    allowed: (...x) => [
      oneOf([run(...x), ...(x.some((y) => flushed(format, y).length > 1) ? [...x, 0, 1] : [])]),
    ],
    ours: (...x) => [is(run(...x))],
    vectors: true,
    constant: (_, low = 0, high = 0) => name !== 'clamp' || low <= high,
  });
  return [
    made('min', 2, (a = 0, b = 0) => (a < b ? a : b)),
    made('max', 2, (a = 0, b = 0) => (a > b ? a : b)),
    made('step', 2, (edge = 0, x = 0) => (x >= edge ? 1 : 0)),
    // With bounds in the wrong order the middle one of the three may come, too.
    ordered(made('clamp', 3, (x = 0, low = 0, high = 0) => (x < low ? low : x > high ? high : x))),
  ];
}

const ordered = (operation: Operation): Operation => ({
  ...operation,
  rows: operation.rows.filter(([, low = 0, high = 0]) => low <= high),
});

const triples = (values: readonly number[]): number[][] =>
  values.flatMap((x) => pairs(values, values).map((two) => [x, ...two]));

const powers = [
  -300, -278, -151, -150, -149, -148, -127, -126, -125, -25, -24, -15, -14, -1, 0, 1, 2, 15, 16,
  126, 127,
];

/** x * 2^e: where the result is normal it is exact; below, it may be rounded or flushed. */
function ldexp(format: Format): Operation {
  const bias = format === 'f32' ? 127 : 15;
  const scaled = (x: number, e: number): Exact =>
    e >= 0 ? exact(x) << BigInt(e) : exact(x) >> BigInt(-e);
  return {
    name: `${format} ldexp`,
    takes: [format, 'i32'],
    gives: [format],
    text: (x = '', e = '') => [`ldexp(${x}, ${e})`],
    // Beyond the bias anything may come.
    rows: pairs(
      edges(format),
      powers.filter((e) => e <= bias),
    ),
    allowed: (x = 0, e = 0) => {
      const interval = may.constant(scaled(x, e));
      const flush =
        e + bias <= 0 || isSubnormal(format, exact(x)) || isSubnormal(format, scaled(x, e));
      return format === 'f16'
        ? [anything]
        : [flush ? within(may.all([interval, may.given(0)])) : within(interval)];
    },
    ours: (x = 0, e = 0) => [rounded(format, scaled(x, e))],
    vectors: true,
  };
}

/** The fraction from 1/2 up to 1 and the power of two that together make a number. */
function halved(x: number): readonly [fraction: number, exponent: number] {
  if (x === 0) return [0, 0];
  let [fraction, exponent] = [x, 0];
  while (Math.abs(fraction) >= 1) [fraction, exponent] = [fraction / 2, exponent + 1];
  while (Math.abs(fraction) < 0.5) [fraction, exponent] = [fraction * 2, exponent - 1];
  return [fraction, exponent];
}

function parts(format: Format): Operation[] {
  const loose = (format_: Format, x: number, expected: readonly Expected[]): readonly Expected[] =>
    isSubnormal(format_, exact(x)) ? expected.map(() => anything) : expected;
  const modf = (x = 0): Expected[] => {
    const whole = (exact(x) / one) * one;
    return [is(toNumber(exact(x) - whole)), is(toNumber(whole))];
  };
  const frexp = (x = 0): Expected[] => halved(x).map((one) => is(one));
  return [
    {
      name: `${format} modf`,
      takes: [format],
      gives: [format, format],
      text: (x = '') => [`modf(${x}).fract`, `modf(${x}).whole`],
      rows: singles(edges(format)),
      allowed: (x = 0) => loose(format, x, modf(x)),
      ours: modf,
    },
    {
      name: `${format} frexp`,
      takes: [format],
      gives: [format, 'i32'],
      text: (x = '') => [`frexp(${x}).fract`, `frexp(${x}).exp`],
      rows: singles(edges(format)),
      allowed: (x = 0) => loose(format, x, frexp(x)),
      ours: frexp,
    },
    {
      name: `${format} fract`,
      takes: [format],
      gives: [format],
      text: (x = '') => [`fract(${x})`],
      rows: singles(edges(format)),
      // x - floor(x), which just below zero rounds to 1.
      allowed: (x = 0) =>
        format === 'f32'
          ? [
              within(
                may.subtract(
                  may.given(x),
                  may.all(flushed(format, x).map((y) => may.constant(floor(exact(y))))),
                ),
              ),
            ]
          : [anything],
      ours: (x = 0) => [rounded(format, exact(x) - floor(exact(x)))],
      vectors: true,
    },
  ];
}

export const floatParts: readonly Operation[] = formats.flatMap((format) => [
  ...exactly(format),
  ...chosen(format),
  ldexp(format),
  ...parts(format),
]);
