import { type Call, type Layer, only, patchAt, weightAt } from '../layer';
import { elements, extent, length, whole } from '../region';

/**
 * Shift (Wu et al. 2018, section 3.2): y[n, c, r, q] = x[n, c, r + dy[c], q + dx[c]], and 0 where this lies
 * outside. The tensor `offsets` [2, C] holds dy of all channels, then dx: whole numbers that are not learned.
 */
export const shift: Layer = {
  kind: 'shift',
  label: 'shift',
  attributes: {},
  shape: only,
  weights: (inputs) => [{ role: 'offsets', shape: [2, extent(only(inputs)).C], learned: 0 }],
  // How far the shifts reach is known only with the numbers.
  needs: (region, inputs) => ({ ...whole(only(inputs)), images: region.images }),
  forward: move,
  operations: () => ({}),
};

function move(call: Call): Float64Array {
  const { region } = call;
  const offsets = weightAt(call, 0);
  const { data, channels } = patchAt(call, 0);
  const { H, W } = extent(only(call.shapes));
  const y = new Float64Array(elements(region, channels));
  const maps = length(region.images) * channels;
  let to = 0;
  for (let map = 0; map < maps; map++) {
    const [dy, dx] = [offsets[map % channels] ?? 0, offsets[channels + (map % channels)] ?? 0];
    for (let r = region.rows.from + dy; r < region.rows.to + dy; r++) {
      for (let q = region.cols.from + dx; q < region.cols.to + dx; q++, to++) {
        if (r >= 0 && r < H && q >= 0 && q < W) y[to] = data[(map * H + r) * W + q] ?? 0;
      }
    }
  }
  return y;
}
