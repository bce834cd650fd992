import type { Rounding } from '../../blocks/block';
import { count } from '../../tensor/shape';
import { type Layer, only, type Operations, patchAt } from '../layer';
import { crop } from '../region';

/** A layer that maps each element alone; `each` fills `y` from `x`, which has the same length. */
export function elementwise(of: {
  readonly kind: string;
  readonly label: string;
  readonly each: (x: Float64Array, y: Float64Array, round: Rounding) => void;
  readonly operations: (elements: number) => Operations;
}): Layer {
  return {
    kind: of.kind,
    label: of.label,
    attributes: {},
    shape: only,
    forward: (call) => {
      const x = crop(patchAt(call, 0), call.region);
      const y = new Float64Array(x.length);
      of.each(x, y, call.round);
      return y;
    },
    operations: (inputs) => of.operations(count(only(inputs))),
    memory: 'overwrites',
  };
}
