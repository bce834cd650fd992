import { type Layer, only, patchAt } from '../layer';
import { crop, elements, extent, length } from '../region';

/** The channels of all inputs one after the other; the other sizes must be equal. */
export const concat: Layer = {
  kind: 'concat',
  label: 'concat',
  attributes: {},
  shape: (inputs) => {
    const [, , ...plane] = only(inputs);
    const { N } = extent(only(inputs));
    const other = inputs.find(
      (shape) => extent(shape).N !== N || shape.slice(2).join() !== plane.join(),
    );
    if (other !== undefined) {
      return `a concat joins channels, and all else must agree: ${only(inputs).join(' × ')} and ${other.join(' × ')} do not`;
    }
    return [N, inputs.reduce((sum, shape) => sum + extent(shape).C, 0), ...plane];
  },
  forward: (call) => {
    const { region } = call;
    const total = call.inputs.reduce((sum, { channels }) => sum + channels, 0);
    const image = elements(region, total) / Math.max(1, length(region.images));
    const y = new Float64Array(elements(region, total));
    let offset = 0;
    for (let which = 0; which < call.inputs.length; which++) {
      const x = crop(patchAt(call, which), region);
      const own = x.length / Math.max(1, length(region.images));
      for (let n = 0; n < length(region.images); n++) {
        y.set(x.subarray(n * own, (n + 1) * own), n * image + offset);
      }
      offset += own;
    }
    return y;
  },
  operations: () => ({}),
};
