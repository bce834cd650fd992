import { count } from '../../tensor/shape';
import { type Layer, only, patchAt } from '../layer';
import { crop } from '../region';

/** The sum of two or more maps of one shape, element by element, from the first to the last. */
export const add: Layer = {
  kind: 'add',
  label: 'add',
  attributes: {},
  shape: (inputs) => {
    const other = inputs.find((shape) => shape.join() !== only(inputs).join());
    return other === undefined
      ? only(inputs)
      : `the inputs of a sum must have one shape, and they have ${only(inputs).join(' × ')} and ${other.join(' × ')}`;
  },
  forward: (call) => {
    const y = Float64Array.from(crop(patchAt(call, 0), call.region));
    for (let which = 1; which < call.inputs.length; which++) {
      const x = crop(patchAt(call, which), call.region);
      for (let i = 0; i < y.length; i++) y[i] = call.round((y[i] ?? 0) + (x[i] ?? 0));
    }
    return y;
  },
  operations: (inputs, output) => ({ combined: (inputs.length - 1) * count(output) }),
  memory: 'overwrites',
};
