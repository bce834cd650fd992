import type { ExpressionElem, FunctionCallExpression, RefIdentElem, TypeRefElem } from 'wesl/core';
import { type Lookup, readCall } from './calls';
import { constant } from './constants';
import { invalid } from './fault';
import { literal } from './literals';
import { binary, logical, unary } from './operators';
import { element, isPlace, loaded, member, pointee, rootVariable } from './place';
import { type Reader, spanOf } from './reader';
import type { Expr, Place, Variable } from './tree';

/** Reads an expression and takes the value of what it names. */
export function expression(reader: Reader, lookup: Lookup, elem: ExpressionElem): Expr {
  return loaded(reference(reader, lookup, elem));
}

type Elem<K extends ExpressionElem['kind']> = Extract<ExpressionElem, { kind: K }>;

/** Reads an expression that may name a place. */
export function reference(reader: Reader, lookup: Lookup, elem: ExpressionElem): Place | Expr {
  const span = spanOf(reader, elem);
  switch (elem.kind) {
    case 'literal':
      return literal(elem.value, span);
    case 'parenthesized-expression':
      return reference(reader, lookup, elem.expression);
    case 'ref':
      return named(reader, lookup, elem);
    case 'unary-expression':
      return unaryExpression(reader, lookup, elem);
    case 'binary-expression':
      return binaryExpression(reader, lookup, elem);
    case 'component-expression': {
      const base = reference(reader, lookup, elem.base);
      return element(base, expression(reader, lookup, elem.access), span);
    }
    case 'component-member-expression':
      return member(reference(reader, lookup, elem.base), elem.access.name, span);
    case 'call-expression':
      return call(reader, lookup, elem);
    case 'type':
      return invalid(`“${elem.name.originalName}” is a type, not a value`, span);
  }
}

function call(reader: Reader, lookup: Lookup, elem: FunctionCallExpression): Expr {
  const args = elem.arguments.map((one) => expression(reader, lookup, one));
  const callee: RefIdentElem | TypeRefElem = elem.function;
  return readCall(reader, lookup, {
    callee,
    template: elem.templateArgs ?? (callee.kind === 'type' ? callee.templateParams : undefined),
    args,
    span: spanOf(reader, elem),
  });
}

function named(reader: Reader, lookup: Lookup, elem: RefIdentElem): Place | Expr {
  const span = spanOf(reader, elem);
  const name = elem.ident.originalName;
  const entity = lookup.entity(name, span);
  switch (entity?.kind) {
    case 'constant':
      return entity.value.kind === 'constant'
        ? constant(entity.value.value, entity.value.type, span)
        : entity.value;
    case 'variable':
      return variable(entity.variable, span);
    case 'type':
    case 'function':
      return invalid(`“${name}” is not a value`, span);
    case undefined:
      return invalid(`There is nothing called “${name}” here`, span);
  }
}

function variable(of: Variable, span: Expr['span']): Place | Expr {
  const { type, space, access } = of;
  if (space === 'value') return { kind: 'name', variable: of, type, span };
  return { kind: 'variable', variable: of, type, space, access, span };
}

function unaryExpression(
  reader: Reader,
  lookup: Lookup,
  elem: Elem<'unary-expression'>,
): Place | Expr {
  const span = spanOf(reader, elem);
  const operator = elem.operator.value;
  if (operator === '&') {
    const place = reference(reader, lookup, elem.expression);
    return isPlace(place) ? address(place, span) : invalid('A value has no address', span);
  }
  const of = expression(reader, lookup, elem.expression);
  return operator === '*' ? pointee(of, span) : unary(operator, of, span);
}

function address(place: Place, span: Expr['span']): Expr {
  const variable = rootVariable(place);
  if (variable !== undefined) variable.needsMemory = true;
  const { space, access, type: store } = place;
  return { kind: 'address', place, type: { kind: 'pointer', space, access, store }, span };
}

/**
 * The parser gives `x && b % 4 == 0` the shape `(x && b % 4) == 0`: what it read stands in the right order, and the
 * order of precedence is WGSL's here (section 8.19, operator precedence and associativity).
 */
function binaryExpression(reader: Reader, lookup: Lookup, elem: Elem<'binary-expression'>): Expr {
  const { operands, operators } = inOrder(elem);
  let at = 0;
  function climb(least: number): Expr {
    const first = operands[at] ?? elem.left;
    let left = expression(reader, lookup, first);
    for (
      let next = operators[at];
      next !== undefined && level(next) >= least;
      next = operators[at]
    ) {
      at++;
      const right = climb(level(next) + 1);
      const last = operands[at] ?? elem.right;
      const span = { start: spanOf(reader, first).start, end: spanOf(reader, last).end };
      left =
        next === '&&' || next === '||'
          ? logical(next, left, right, span)
          : binary(next, left, right, span);
    }
    return left;
  }
  return climb(0);
}

type Operator = Elem<'binary-expression'>['operator']['value'];

/** Operands and the operators between them, left to right; what is in parentheses is an operand. */
function inOrder(elem: ExpressionElem): { operands: ExpressionElem[]; operators: Operator[] } {
  if (elem.kind !== 'binary-expression') return { operands: [elem], operators: [] };
  const [left, right] = [inOrder(elem.left), inOrder(elem.right)];
  return {
    operands: [...left.operands, ...right.operands],
    operators: [...left.operators, elem.operator.value, ...right.operators],
  };
}

const levels: readonly (readonly string[])[] = [
  ...[['||'], ['&&'], ['|'], ['^'], ['&']],
  ['==', '!=', '<', '<=', '>', '>='],
  ...[
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
  ],
];

function level(operator: Operator): number {
  return levels.findIndex((operators) => operators.includes(operator));
}
