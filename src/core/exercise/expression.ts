/**
 * The arithmetic of shapes and dispatch sizes: whole numbers, names, + - * / and parentheses, ceil, floor, min,
 * max. It is parsed and walked, never handed to the JavaScript engine, because exercises can come from anyone.
 */
export type Names = Readonly<Record<string, number>>;

/** A value, or what is wrong with the expression in words that can be shown to its author. */
export type Evaluation =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly problem: string };

interface Cursor {
  readonly tokens: readonly string[];
  readonly names: Names;
  at: number;
}

// Thrown and caught inside this file only: a recursive descent reads best without threading problems through.
class ExpressionProblem extends Error {}

const functions: Readonly<Record<string, { arity: number; apply(...values: number[]): number }>> = {
  ceil: { arity: 1, apply: Math.ceil },
  floor: { arity: 1, apply: Math.floor },
  min: { arity: 2, apply: Math.min },
  max: { arity: 2, apply: Math.max },
};

/** Evaluates `source` to a number; `/` is exact division, so shapes round with ceil or floor. */
export function evaluate(source: string | number, names: Names): Evaluation {
  if (typeof source === 'number') return { ok: true, value: source };
  try {
    const cursor: Cursor = { tokens: tokenize(source), names, at: 0 };
    const value = sum(cursor);
    const rest = cursor.tokens[cursor.at];
    if (rest !== undefined) throw new ExpressionProblem(`“${rest}” was not expected`);
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    return { ok: false, problem: `in “${source}”: ${error.message}` };
  }
}

/** Like `evaluate`, and the result must be a whole number from 0 to `limit`. */
export function evaluateSize(source: string | number, names: Names, limit: number): Evaluation {
  const result = evaluate(source, names);
  if (!result.ok) return result;
  const fault = sizeFault(result.value, limit);
  return fault === undefined
    ? result
    : { ok: false, problem: `“${source}” is ${result.value}: ${fault}` };
}

function sizeFault(value: number, limit: number): string | undefined {
  if (!Number.isInteger(value)) return 'a size is a whole number (use ceil or floor)';
  if (value < 0) return 'a size is not negative';
  if (value > limit) return `at most ${limit.toLocaleString('en')} is possible here`;
  return undefined;
}

function tokenize(source: string): string[] {
  if (source.length > 500) throw new ExpressionProblem('longer than 500 characters');
  const tokens: string[] = [];
  const token = /\s*(?:(\d+|[A-Za-z_]\w*|[-+*/(),])|(\S))/gy;
  for (const match of source.trimEnd().matchAll(token)) {
    if (match[2] !== undefined)
      throw new ExpressionProblem(`“${match[2]}” is not part of this arithmetic`);
    tokens.push(match[1] ?? '');
  }
  return tokens;
}

function take(cursor: Cursor, ...accepted: readonly string[]): string | undefined {
  const token = cursor.tokens[cursor.at];
  if (token === undefined || !accepted.includes(token)) return undefined;
  cursor.at++;
  return token;
}

function demand(cursor: Cursor, token: string): void {
  if (take(cursor, token) === undefined) {
    throw new ExpressionProblem(
      `“${token}” is missing before “${cursor.tokens[cursor.at] ?? 'the end'}”`,
    );
  }
}

function sum(cursor: Cursor): number {
  let value = product(cursor);
  for (let op = take(cursor, '+', '-'); op !== undefined; op = take(cursor, '+', '-')) {
    const right = product(cursor);
    value = op === '+' ? value + right : value - right;
  }
  return value;
}

function product(cursor: Cursor): number {
  let value = factor(cursor);
  for (let op = take(cursor, '*', '/'); op !== undefined; op = take(cursor, '*', '/')) {
    const right = factor(cursor);
    if (op === '/' && right === 0) throw new ExpressionProblem('division by zero');
    value = op === '*' ? value * right : value / right;
  }
  return value;
}

function factor(cursor: Cursor): number {
  const token = cursor.tokens[cursor.at];
  if (token === undefined) throw new ExpressionProblem('a number or a name is missing at the end');
  cursor.at++;
  if (token === '-') return -factor(cursor);
  if (/^\d/.test(token)) return Number(token);
  if (token === '(') {
    const value = sum(cursor);
    demand(cursor, ')');
    return value;
  }
  if (!/^\w/.test(token)) throw new ExpressionProblem(`“${token}” was not expected`);
  return cursor.tokens[cursor.at] === '(' ? call(cursor, token) : lookUp(cursor, token);
}

function call(cursor: Cursor, name: string): number {
  const target = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (target === undefined) {
    throw new ExpressionProblem(
      `there is no function “${name}”; there are ${Object.keys(functions).join(', ')}`,
    );
  }
  demand(cursor, '(');
  const values = [sum(cursor)];
  while (take(cursor, ',') !== undefined) values.push(sum(cursor));
  demand(cursor, ')');
  if (values.length !== target.arity) {
    throw new ExpressionProblem(
      `${name} takes ${target.arity} value${target.arity === 1 ? '' : 's'}, not ${values.length}`,
    );
  }
  return target.apply(...values);
}

function lookUp(cursor: Cursor, name: string): number {
  const value = Object.hasOwn(cursor.names, name) ? cursor.names[name] : undefined;
  if (value === undefined) {
    const known = Object.keys(cursor.names);
    throw new ExpressionProblem(
      `“${name}” is not known here; known are ${known.join(', ') || 'no names'}`,
    );
  }
  return value;
}
