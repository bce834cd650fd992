import type {
  AssignElem,
  BlockElem,
  DecrementElem,
  ForElem,
  IfElem,
  IncrementElem,
  LetElem,
  LoopElem,
  Statement as Elem,
  SwitchElem,
  VarElem,
  WhileElem,
} from 'wesl/core';
import { type Lookup, markWritten } from './calls';
import { constant, converted } from './constants';
import { expression, reference } from './expression';
import { invalid, unsupported } from './fault';
import { binary, condition } from './operators';
import { isPlace } from './place';
import { declare, makeVariable, type Reader, scoped, spanOf } from './reader';
import type { BinaryOperator, Clause, Expr, LoopStatement, Place, Statement } from './tree';
import { closedType } from './typenames';
import { concreteType, sameType, scalarOf, scalarType, typeText } from './types';

/** Reads statements one after the other; declarations go into the scope that is open. */
export function statements(reader: Reader, lookup: Lookup, elements: readonly Elem[]): Statement[] {
  return elements.flatMap((element) => statement(reader, lookup, element));
}

/** A block with a scope of its own. */
function block(reader: Reader, lookup: Lookup, element: BlockElem): Statement[] {
  return scoped(reader, () => statements(reader, lookup, element.body));
}

function statement(reader: Reader, lookup: Lookup, element: Elem): Statement[] {
  switch (element.kind) {
    case 'empty':
    case 'assert':
      return [];
    case 'var':
    case 'let':
    case 'const':
    case 'assign':
    case 'increment':
    case 'decrement':
    case 'call':
      return simple(reader, lookup, element);
    default:
      return [controlFlow(reader, lookup, element)];
  }
}

type ControlFlow = Exclude<Elem, Simple | { kind: 'empty' | 'assert' }>;

function controlFlow(reader: Reader, lookup: Lookup, element: ControlFlow): Statement {
  switch (element.kind) {
    case 'block':
      return { kind: 'block', body: block(reader, lookup, element) };
    case 'if':
      return ifStatement(reader, lookup, element);
    case 'switch':
      return switchStatement(reader, lookup, element);
    case 'for':
    case 'while':
    case 'loop':
      return loop(reader, lookup, element);
    case 'return':
      return returnStatement(reader, lookup, element);
    case 'break':
    case 'continue':
      return { kind: element.kind };
    case 'discard':
    case 'continuing':
      return unsupported(`“${element.kind}” here`, spanOf(reader, element));
  }
}

function returnStatement(
  reader: Reader,
  lookup: Lookup,
  element: Extract<Elem, { kind: 'return' }>,
): Statement {
  if (element.value === undefined) return { kind: 'return', value: undefined };
  const value = expression(reader, lookup, element.value);
  const result = reader.current?.result ?? value.type;
  return { kind: 'return', value: converted(value, result) };
}

type Simple = Extract<
  Elem,
  { kind: 'var' | 'let' | 'const' | 'assign' | 'increment' | 'decrement' | 'call' }
>;

/** Declarations, assignments and calls, which also stand in the head of a `for`. */
function simple(reader: Reader, lookup: Lookup, element: Simple): Statement[] {
  switch (element.kind) {
    case 'var':
      return [variable(reader, lookup, element)];
    case 'let':
    case 'const':
      return letOrConst(reader, lookup, element);
    case 'assign':
      return [assignment(reader, lookup, element)];
    case 'increment':
    case 'decrement':
      return [increment(reader, lookup, element)];
    case 'call':
      return [{ kind: 'evaluate', value: expression(reader, lookup, element.call) }];
  }
}

function variable(reader: Reader, lookup: Lookup, element: VarElem): Statement {
  const span = spanOf(reader, element.name.decl);
  const given = element.name.typeRef;
  const value = element.init === undefined ? undefined : expression(reader, lookup, element.init);
  const type =
    given !== undefined
      ? closedType(reader, given, lookup)
      : concreteType(value?.type ?? invalid('A var needs a type or a value', span));
  const init = value === undefined ? undefined : converted(value, type);
  const name = element.name.decl.ident.originalName;
  const made = makeVariable(reader, name, type, span, 'function');
  declare(reader, name, { kind: 'variable', variable: made });
  return { kind: 'declare', variable: made, init };
}

function letOrConst(
  reader: Reader,
  lookup: Lookup,
  element: LetElem | Extract<Elem, { kind: 'const' }>,
): Statement[] {
  const span = spanOf(reader, element.name.decl);
  const name = element.name.decl.ident.originalName;
  if (element.init === undefined) return invalid(`“${name}” needs a value`, span);
  const value = expression(reader, lookup, element.init);
  const given = element.name.typeRef;
  const wanted = given === undefined ? undefined : closedType(reader, given, lookup);
  if (element.kind === 'const') {
    const init = wanted === undefined ? value : converted(value, wanted);
    if (init.kind !== 'constant') return invalid(`“${name}” is not constant`, span);
    declare(reader, name, { kind: 'constant', value: init });
    return [];
  }
  const pointer = value.type.kind === 'pointer';
  const init = pointer ? value : converted(value, wanted ?? concreteType(value.type));
  const made = makeVariable(reader, name, init.type, span);
  declare(reader, name, { kind: 'variable', variable: made });
  return [{ kind: 'declare', variable: made, init }];
}

function target(reader: Reader, lookup: Lookup, element: AssignElem['lhs']): Place {
  const span =
    element.kind === 'phony'
      ? { start: element.span[0], end: element.span[1] }
      : spanOf(reader, element);
  const place = element.kind === 'phony' ? undefined : reference(reader, lookup, element);
  if (place === undefined || !isPlace(place))
    return invalid('Only a variable or a part of one can be stored to', span);
  if (place.access === 'read') return invalid('This can only be read', span);
  markWritten(place);
  return place;
}

function assignment(reader: Reader, lookup: Lookup, element: AssignElem): Statement {
  const span = spanOf(reader, element);
  if (element.lhs.kind === 'phony')
    return { kind: 'evaluate', value: expression(reader, lookup, element.rhs) };
  const place = target(reader, lookup, element.lhs);
  const value = expression(reader, lookup, element.rhs);
  const operator = element.op.value.slice(0, -1);
  if (operator === '') return { kind: 'assign', place, value: converted(value, place.type), span };
  return update(reader, place, operator as BinaryOperator, value, span);
}

function increment(
  reader: Reader,
  lookup: Lookup,
  element: IncrementElem | DecrementElem,
): Statement {
  const span = spanOf(reader, element);
  const place = target(reader, lookup, element.target);
  const one = constant([1], scalarType('abstract-int'), span);
  return update(reader, place, element.kind === 'increment' ? '+' : '-', one, span);
}

function update(
  reader: Reader,
  place: Place,
  operator: BinaryOperator,
  right: Expr,
  span: Expr['span'],
): Statement {
  const current = makeVariable(reader, 'current', place.type, span);
  const name: Expr = { kind: 'name', variable: current, type: place.type, span: place.span };
  const value = converted(binary(operator, name, right, span), place.type);
  return { kind: 'update', place, current, value, span };
}

function ifStatement(reader: Reader, lookup: Lookup, element: IfElem): Statement {
  const before = reader.waits;
  const test = condition(expression(reader, lookup, element.condition));
  const then = block(reader, lookup, element.body);
  const { else: other } = element;
  const otherwise =
    other === undefined
      ? []
      : other.kind === 'if'
        ? [ifStatement(reader, lookup, other)]
        : block(reader, lookup, other);
  const { condition: head } = element;
  const span = spanOf(reader, head.kind === 'parenthesized-expression' ? head.expression : head);
  const barrier = reader.waits > before;
  return { kind: 'if', span, condition: test, barrier, then, otherwise };
}

function loop(
  reader: Reader,
  lookup: Lookup,
  element: ForElem | WhileElem | LoopElem,
): LoopStatement {
  const before = reader.waits;
  const parts = scoped(reader, () =>
    element.kind === 'loop'
      ? loopParts(reader, lookup, element)
      : headedParts(reader, lookup, element),
  );
  const head = { start: element.start, end: Math.max(element.start + 1, element.body.start) };
  const span = spanOf(reader, head);
  return { kind: 'loop', span, word: element.kind, ...parts, barrier: reader.waits > before };
}

type LoopParts = Omit<LoopStatement, 'kind' | 'span' | 'word' | 'barrier'>;

function headedParts(reader: Reader, lookup: Lookup, element: ForElem | WhileElem): LoopParts {
  const update = element.kind === 'for' ? element.update : undefined;
  const first = element.kind === 'for' ? element.init : undefined;
  const init = first === undefined ? [] : simple(reader, lookup, first);
  const test = element.condition;
  return {
    init,
    condition: test === undefined ? undefined : condition(expression(reader, lookup, test)),
    body: block(reader, lookup, element.body),
    continuing: update === undefined ? [] : simple(reader, lookup, update),
    breakIf: undefined,
  };
}

function loopParts(reader: Reader, lookup: Lookup, element: LoopElem): LoopParts {
  // Names of the body are known in the continuing block, so one scope holds both.
  const last = element.continuing;
  const body = statements(
    reader,
    lookup,
    element.body.body.filter((one) => one.kind !== 'continuing'),
  );
  return scoped(reader, () => {
    // The parser gives the `break if` a second time, as a `break` among the statements.
    const steps = last?.body.body.filter((one) => one.kind !== 'break') ?? [];
    const continuing = statements(reader, lookup, steps);
    const test = last?.breakIf;
    const breakIf = test === undefined ? undefined : condition(expression(reader, lookup, test));
    return { init: [], condition: undefined, body, continuing, breakIf };
  });
}

function switchStatement(reader: Reader, lookup: Lookup, element: SwitchElem): Statement {
  const before = reader.waits;
  let selector = expression(reader, lookup, element.selector);
  const values = element.clauses.map((clause) =>
    clause.selectors.flatMap((one) => (one === 'default' ? [] : [expression(reader, lookup, one)])),
  );
  const kinds = [selector, ...values.flat()].map((one) => scalarOf(one.type));
  const kind = kinds.find((one) => one === 'u32' || one === 'i32') ?? 'i32';
  const type = scalarType(kind);
  selector = converted(selector, type);
  const clauses = element.clauses.map((clause, i): Clause => ({
    values: (values[i] ?? []).map((value) => selectorValue(converted(value, type))),
    isDefault: clause.selectors.includes('default'),
    body: block(reader, lookup, clause.body),
  }));
  if (!sameType(selector.type, type))
    return invalid(`A switch is over i32 or u32, not ${typeText(selector.type)}`, selector.span);
  const barrier = reader.waits > before;
  return { kind: 'switch', span: spanOf(reader, element.selector), selector, barrier, clauses };
}

function selectorValue(value: Expr): number {
  const [first] = value.kind === 'constant' ? value.value : [];
  return typeof first === 'number' ? first : invalid('A case needs a constant', value.span);
}
