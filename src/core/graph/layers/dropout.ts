import { type Layer, only, patchAt } from '../layer';
import { crop } from '../region';

/** Dropout at test time: nothing happens (Srivastava et al. 2014); `rate` is for the layer table. */
export function dropout(rate: number): Layer {
  return {
    kind: 'dropout',
    label: `dropout ${rate}`,
    attributes: { rate },
    shape: (inputs) =>
      rate >= 0 && rate < 1 ? only(inputs) : `rate must be from 0 to below 1, and it is ${rate}`,
    forward: (call) => crop(patchAt(call, 0), call.region),
    operations: () => ({}),
    memory: 'views',
  };
}
