import { layoutOf, roundUp, slotOffsets } from '../front/layout';
import type { Expr } from '../front/tree';
import { type Type, slotKinds, slotsOf } from '../front/types';
import { addSite, type Emitter, fresh, held, heldAll, line } from './emitter';
import { frameOffset, loadSlot, storeSlot, type ValueOf } from './memory-code';

/** An element of a value: a choice between a few, or a look into memory. */
export function pick(
  e: Emitter,
  expr: Extract<Expr, { kind: 'pick' }>,
  valueOf: ValueOf,
): string[] {
  const size = slotsOf(expr.type);
  const of = expr.of.kind === 'constant' ? [] : heldAll(e, valueOf(e, expr.of));
  const [given = '0'] = valueOf(e, expr.index);
  const site = addSite(e, expr.span, 'read', 0);
  const index = fresh(e, 'i');
  line(e, `let ${index}=${given};`);
  line(e, `if((${index}>>>0)>=${expr.count})${index}=oob(${site},${index},${expr.count},"read");`);
  if (expr.of.kind !== 'constant' && of.length <= 16) {
    return Array.from({ length: size }, (_, slot) =>
      Array.from({ length: expr.count }, (_, i) => of[i * size + slot] ?? '0').reduceRight(
        (rest, one, i) => `(${index}===${i}?${one}:${rest})`,
      ),
    );
  }
  const { type } = expr.of;
  const base =
    expr.of.kind === 'constant'
      ? pooled(e, expr.of)
      : `pb+${spilled(e, type, of, expr.span.start)}`;
  const stride = layoutOf(type).size / expr.count;
  const at = held(e, `(${base}+imul(${index},${stride})|0)`);
  const offsets = slotOffsets(expr.type);
  return slotKinds(expr.type).map((kind, i) => held(e, loadSlot(e, kind, at, offsets[i] ?? 0)));
}

function pooled(e: Emitter, { type, value: slots }: Extract<Expr, { kind: 'constant' }>): string {
  const offset = e.poolSize;
  e.pool.push({ offset, type, value: slots });
  e.poolSize += roundUp(layoutOf(type).size, 16);
  return `pool+${offset}`;
}

/** Puts a value into the frame; the place in the source tells its room from that of others. */
function spilled(e: Emitter, type: Type, slots: readonly string[], key: number): number {
  const offset = frameOffset(e, -1 - key, type);
  const offsets = slotOffsets(type);
  slotKinds(type).forEach((kind, i) => {
    storeSlot(e, kind, 'pb', offset + (offsets[i] ?? 0), slots[i] ?? '0');
  });
  return offset;
}
