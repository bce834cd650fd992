import { type Exact, exact, one, over, power, times } from './exact';

// Functions by their series, to some hundred digits: a judge that shares nothing with the library of JavaScript.

/** The sum of terms, each made from the one before, until they are too small to count. */
function series(
  first: Exact,
  next: (term: Exact, n: bigint) => Exact,
  share: (n: bigint) => bigint,
): Exact {
  let [sum, term] = [0n, first];
  for (let n = 0n; term !== 0n && term !== -1n; n++) {
    sum += term / share(n);
    term = next(term, n);
  }
  return sum;
}

/** atan(x) or atanh(x) for small |x|: x ∓ x³/3 + x⁵/5 … */
function arcSeries(x: Exact, sign: 1n | -1n): Exact {
  const square = times(x, x);
  return series(
    x,
    (term) => sign * times(term, square),
    (n) => 2n * n + 1n,
  );
}

const ln2: Exact = 2n * arcSeries(one / 3n, 1n);
export const pi: Exact = 16n * arcSeries(one / 5n, -1n) - 4n * arcSeries(one / 239n, -1n);

export function root(x: Exact): Exact {
  if (x <= 0n) return 0n;
  const square = x * one;
  let guess = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const better = (guess + square / guess) >> 1n;
    if (better >= guess) return guess;
    guess = better;
  }
}

export function exp(x: Exact): Exact {
  const halvings = x / ln2;
  const rest = x - halvings * ln2;
  const fraction = series(
    one,
    (term, n) => times(term, rest) / (n + 1n),
    () => 1n,
  );
  return halvings >= 0n ? fraction << halvings : fraction >> -halvings;
}

/** For x > 0. */
export function log(x: Exact): Exact {
  const exponent = x.toString(2).length - one.toString(2).length;
  const fraction = over(x, power(exponent));
  return BigInt(exponent) * ln2 + 2n * arcSeries(over(fraction - one, fraction + one), 1n);
}

export const exp2 = (x: Exact): Exact => exp(times(x, ln2));
export const log2 = (x: Exact): Exact => over(log(x), ln2);

/** sin and cos: the terms x^n / n! from the first one on, every second, with alternating signs. */
function circular(x: Exact, first: 0n | 1n): Exact {
  const turns = x / (2n * pi);
  const rest = x - turns * 2n * pi;
  const square = times(rest, rest);
  return series(
    first === 0n ? one : rest,
    (term, n) => -times(term, square) / ((2n * n + first + 1n) * (2n * n + first + 2n)),
    () => 1n,
  );
}

export const sin = (x: Exact): Exact => circular(x, 1n);
export const cos = (x: Exact): Exact => circular(x, 0n);

export function atan(x: Exact): Exact {
  if (x < 0n) return -atan(-x);
  if (x > one) return pi / 2n - atan(over(one, x));
  // Half of the angle, three times, so that the series is short.
  const half = (y: Exact): Exact => over(y, one + root(one + times(y, y)));
  return 8n * arcSeries(half(half(half(x))), -1n);
}

/** The angle of (x, y), of which not both are zero. */
export function atan2(y: Exact, x: Exact): Exact {
  if (x === 0n) return y < 0n ? -pi / 2n : pi / 2n;
  const angle = atan(over(y, x));
  if (x > 0n) return angle;
  return y < 0n ? angle - pi : angle + pi;
}

const oneMinusSquare = (x: Exact): Exact => root(one - times(x, x));
export const asin = (x: Exact): Exact => atan2(x, oneMinusSquare(x));
export const acos = (x: Exact): Exact => atan2(oneMinusSquare(x), x);

export const sinh = (x: Exact): Exact => (exp(x) - exp(-x)) / 2n;
export const cosh = (x: Exact): Exact => (exp(x) + exp(-x)) / 2n;
export const tanh = (x: Exact): Exact => over(sinh(x), cosh(x));
export function asinh(x: Exact): Exact {
  return x < 0n ? -asinh(-x) : log(x + root(times(x, x) + one));
}
export const acosh = (x: Exact): Exact => log(x + root(times(x, x) - one));
export const atanh = (x: Exact): Exact => log(over(one + x, one - x)) / 2n;

/** The number of degrees in a radian. */
export const degree: Exact = over(exact(180), pi);
