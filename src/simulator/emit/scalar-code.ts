import type { BinaryOperator, UnaryOperator } from '../front/tree';
import type { ScalarKind } from '../front/types';
import { componentFunction } from '../lib/components';
import { divideI32, divideU32, remainderFloat, remainderI32, remainderU32 } from '../lib/operators';
import { floatToI32, floatToU32, roundF16, roundTo } from '../lib/rounding';
import { type Emitter, library, type LibraryFunction } from './emitter';

/** JavaScript that rounds or wraps a number to a scalar kind. */
export function rounded(e: Emitter, kind: ScalarKind, js: string): string {
  if (kind === 'f32') return `fr(${js})`;
  if (kind === 'f16') return `${library(e, 'roundF16', () => roundF16)}(${js})`;
  if (kind === 'i32') return `(${js}|0)`;
  // The shift binds tighter than `&`, `|` and `^`.
  return kind === 'u32' ? `((${js})>>>0)` : js;
}

const comparisons: Readonly<Record<string, string>> = {
  '==': '===',
  '!=': '!==',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

export function binaryCode(
  e: Emitter,
  operator: BinaryOperator,
  kind: ScalarKind,
  a: string,
  b: string,
): string {
  const compare = comparisons[operator];
  if (compare !== undefined) return `(${a}${compare}${b})`;
  if (kind === 'bool') return `(${a}${operator}${operator}${b})`;
  switch (operator) {
    case '*':
      if (kind === 'i32') return `imul(${a},${b})`;
      return kind === 'u32' ? `(imul(${a},${b})>>>0)` : rounded(e, kind, `${a}*${b}`);
    case '/':
    case '%':
      return divisionCode(e, operator, kind, a, b);
    case '<<':
      return rounded(e, kind, `${a}<<${b}`);
    case '>>':
      return kind === 'u32' ? `(${a}>>>${b})` : `(${a}>>${b})`;
    default:
      return rounded(e, kind, `${a}${operator}${b}`);
  }
}

const divisions: Readonly<Record<string, LibraryFunction>> = {
  '/i32': divideI32,
  '/u32': divideU32,
  '%i32': remainderI32,
  '%u32': remainderU32,
};

function divisionCode(
  e: Emitter,
  operator: '/' | '%',
  kind: ScalarKind,
  a: string,
  b: string,
): string {
  const run = divisions[operator + kind];
  if (run !== undefined) {
    const word = operator === '/' ? 'divide' : 'remainder';
    // A divisor that is written as a number needs no test for zero.
    if (/^[1-9]\d*$/.test(b)) return rounded(e, kind, `${a}${operator}${b}`);
    return `${library(e, `${word}_${kind}`, () => run)}(${a},${b})`;
  }
  if (operator === '/') return rounded(e, kind, `${a}/${b}`);
  const round = roundTo(kind);
  const name = library(
    e,
    `remainder_${kind}`,
    () => (x: number, y: number) => remainderFloat(x, y, round),
  );
  return `${name}(${a},${b})`;
}

export function unaryCode(operator: UnaryOperator, kind: ScalarKind, a: string): string {
  if (operator === '!') return `!${a}`;
  if (operator === '~') return kind === 'u32' ? `(~${a}>>>0)` : `(~${a})`;
  return kind === 'i32' ? `(-${a}|0)` : `(-${a})`;
}

export function convertCode(e: Emitter, from: ScalarKind, to: ScalarKind, a: string): string {
  if (from === to) return a;
  if (to === 'bool') return `(${a}!==0)`;
  if (from === 'bool') return `(${a}?1:0)`;
  const float = from === 'f32' || from === 'f16';
  if (float && to === 'i32') return `${library(e, 'floatToI32', () => floatToI32)}(${a})`;
  if (float && to === 'u32') return `${library(e, 'floatToU32', () => floatToU32)}(${a})`;
  if (from === 'f16' && to === 'f32') return a;
  return rounded(e, to, a);
}

/** Built-ins that are an operator or a function of JavaScript, and exact where that is used. */
const inline: Readonly<Record<string, (a: string, b: string, c: string) => string>> = {
  min: (a, b) => `min(${a},${b})`,
  max: (a, b) => `max(${a},${b})`,
  clamp: (a, b, c) => `min(max(${a},${b}),${c})`,
  floor: (a) => `Math.floor(${a})`,
  ceil: (a) => `Math.ceil(${a})`,
  trunc: (a) => `Math.trunc(${a})`,
};

export function componentCode(
  e: Emitter,
  name: string,
  kind: ScalarKind,
  args: readonly string[],
): string | undefined {
  const [a = '0', b = '0', c = '0'] = args;
  const direct = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (direct !== undefined) return direct(a, b, c);
  if (name === 'sqrt') return rounded(e, kind, `Math.sqrt(${a})`);
  if (name === 'fma') return rounded(e, kind, `${rounded(e, kind, `${a}*${b}`)}+${c}`);
  if (name === 'abs' && kind !== 'i32') return `abs(${a})`;
  const run = componentFunction(name, kind);
  if (run === undefined) return undefined;
  return `${library(e, `${name}_${kind}`, () => run)}(${args.join(',')})`;
}
