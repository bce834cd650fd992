import type { Span } from '../../core/outline/outline';
import { roundTo } from '../lib/rounding';
import { constant } from './constants';
import { invalid } from './fault';
import type { Expr } from './tree';
import { type ScalarKind, scalarType } from './types';

const suffixes: Readonly<Record<string, ScalarKind>> = { i: 'i32', u: 'u32', f: 'f32', h: 'f16' };

/** A literal as a constant: `7u`, `0x1.8p3f`, `true`. */
export function literal(text: string, span: Span): Expr {
  if (text === 'true' || text === 'false')
    return constant([text === 'true'], scalarType('bool'), span);
  return numeric(text, span);
}

function numeric(text: string, span: Span): Expr {
  const hex = /^0x/i.test(text);
  const hexFloat = /^0x.*[.p]/i.test(text);
  // `f` is a digit of a whole hexadecimal number, and no such number has the suffix.
  const pattern = hex && !hexFloat ? /[iu]$/ : /[iufh]$/;
  const suffix = pattern.exec(text)?.[0] ?? '';
  const digits = text.slice(0, text.length - suffix.length);
  const value = hexFloat ? hexadecimal(digits) : Number(digits);
  if (Number.isNaN(value)) invalid(`“${text}” is not a number`, span);
  const kind = suffixes[suffix] ?? (isFloatText(digits, hex) ? 'abstract-float' : 'abstract-int');
  return constant([roundTo(kind)(value)], scalarType(kind), span);
}

const isFloatText = (digits: string, hex: boolean): boolean =>
  hex ? /[.p]/i.test(digits) : /[.e]/i.test(digits);

/** JavaScript has no hexadecimal fractions: `0x1.8p3` is 1.5 * 8. */
function hexadecimal(text: string): number {
  const [, whole = '', fraction = '', power = '0'] =
    /^0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i.exec(text) ?? [];
  const mantissa = parseInt(`${whole}${fraction}` || 'x', 16);
  return mantissa * 2 ** (Number(power) - 4 * fraction.length);
}
