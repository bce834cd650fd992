import { type Layer, only, patchAt } from '../layer';
import { extent, whole } from '../region';

/** A map [N, C, H, W] as vectors [N, C·H·W], in the order in which it lies in memory. */
export const flatten: Layer = {
  kind: 'flatten',
  label: 'flatten',
  attributes: {},
  shape: (inputs) => {
    const { N, C, H, W } = extent(only(inputs));
    return [N, C * H * W];
  },
  needs: (region, inputs) => ({ ...whole(only(inputs)), images: region.images }),
  forward: (call) => patchAt(call, 0).data,
  operations: () => ({}),
  window: (inputs) => {
    const { H, W } = extent(only(inputs));
    return { kernel: [H, W], stride: [H, W] };
  },
  memory: 'views',
};
