import type { Expr } from '../front/tree';
import { type Emitter, fresh, heldAll, line } from './emitter';
import { address, touch, type ValueOf } from './memory-code';

/** What an operation leaves in the word; typed arrays wrap by themselves. */
const stores: Readonly<Record<string, (old: string, value: string) => string>> = {
  Store: (_, value) => value,
  Exchange: (_, value) => value,
  Add: (old, value) => `${old}+${value}`,
  Sub: (old, value) => `${old}-${value}`,
  Max: (old, value) => `max(${old},${value})`,
  Min: (old, value) => `min(${old},${value})`,
  And: (old, value) => `${old}&${value}`,
  Or: (old, value) => `${old}|${value}`,
  Xor: (old, value) => `${old}^${value}`,
};

/** Emits an atomic operation: nothing runs in between, so it is a load and a store. */
export function atomicCode(
  e: Emitter,
  expr: Extract<Expr, { kind: 'atomic' }>,
  valueOf: ValueOf,
): string[] {
  const operation = expr.name.slice('atomic'.length);
  e.orderMatters = true;
  const at = address(e, expr.place, operation === 'Load' ? 'read' : 'write', valueOf);
  const [first = '0', second = '0'] = heldAll(
    e,
    expr.args.flatMap((arg) => valueOf(e, arg)),
  );
  touch(e, at, 'atomic', expr.span, expr.place);
  const signed = expr.place.type.kind === 'atomic' && expr.place.type.scalar === 'i32';
  const word = fresh(e, 'a');
  line(e, `const ${word}=(${at.base}+${at.offset})>>2;`);
  const cell = `${signed ? 'I' : 'U'}[${word}]`;
  const old = fresh(e, 't');
  line(e, `const ${old}=${cell};`);
  if (operation === 'CompareExchangeWeak') {
    const done = fresh(e, 't');
    line(e, `const ${done}=${old}===${first}&&!spurious();`);
    line(e, `if(${done})${cell}=${second};`);
    return [old, done];
  }
  const store = stores[operation];
  if (store !== undefined) line(e, `${cell}=${store(old, first)};`);
  return operation === 'Store' ? [] : [old];
}
