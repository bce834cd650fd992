import type { Expr } from '../front/tree';
import { scalarOf, slotKinds } from '../front/types';
import { type Emitter, held, line, textOf } from './emitter';
import { address, loadMemory, type ValueOf } from './memory-code';

/** Emits a barrier, at which the invocation gives way to the others. */
export function barrier(
  e: Emitter,
  expr: Extract<Expr, { kind: 'barrier' }>,
  valueOf: ValueOf,
): string[] {
  const text = textOf(e, expr.span);
  const kind = expr.barrier === 'workgroupUniformLoad' ? 'uniformLoad' : expr.barrier;
  e.stops.push({ span: expr.span, text, kind });
  const stop = e.stops.length - 1;
  if (expr.place === undefined) {
    line(e, `yield ${stop};`);
    return [];
  }
  // WGSL defines the load as a barrier, a load and another barrier.
  const at = address(e, expr.place, 'read', valueOf);
  line(e, `yield ${stop};`);
  const slots = loadMemory(e, at, expr.span, expr.place);
  line(e, `yield ${stop};`);
  return slots;
}

/** Operands go into the mailbox of the invocation, and the result is there when it runs on. */
export function subgroup(
  e: Emitter,
  expr: Extract<Expr, { kind: 'subgroup' }>,
  valueOf: ValueOf,
): string[] {
  const [of, lane] = expr.args;
  const slots = of === undefined ? [] : valueOf(e, of);
  const [which = '0'] = lane === undefined ? [] : valueOf(e, lane);
  const kind = of === undefined ? 'bool' : (scalarOf(of.type) ?? 'u32');
  const operation = { name: expr.name, kind, slots: slots.length };
  e.stops.push({ span: expr.span, text: textOf(e, expr.span), kind: 'subgroup', operation });
  slots.forEach((slot, i) =>
    line(e, `mail[inv*8+${i}]=${kind === 'bool' ? `${slot}?1:0` : slot};`),
  );
  line(e, `mail[inv*8+4]=${which};`);
  line(e, `yield ${e.stops.length - 1};`);
  return slotKinds(expr.type).map((result, i) =>
    held(e, result === 'bool' ? `(mail[inv*8+${i}]!==0)` : `mail[inv*8+${i}]`),
  );
}
