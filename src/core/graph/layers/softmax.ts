import type { Rounding } from '../../blocks/block';
import { count } from '../../tensor/shape';
import { type Layer, only, patchAt } from '../layer';
import { crop, length } from '../region';

/** e^(x_c - m) / Σ e^(x_k - m) over the channels of each position, m the largest of them. */
export const softmax: Layer = {
  kind: 'softmax',
  label: 'softmax',
  attributes: {},
  shape: only,
  forward: (call) => {
    const { channels } = patchAt(call, 0);
    const x = crop(patchAt(call, 0), call.region);
    const plane = length(call.region.rows) * length(call.region.cols);
    const y = new Float64Array(x.length);
    for (let image = 0; image < x.length; image += channels * plane) {
      for (let at = image; at < image + plane; at++) {
        normalise(x, y, at, plane, channels, call.round);
      }
    }
    return y;
  },
  operations: (inputs) => {
    const elements = count(only(inputs));
    // The largest is found, subtracted, the exponentials are summed and divided by their sum.
    return { compared: elements, combined: 3 * elements, exponentials: elements };
  },
  memory: 'overwrites',
};

function normalise(
  x: Float64Array,
  y: Float64Array,
  at: number,
  step: number,
  channels: number,
  round: Rounding,
): void {
  const end = at + channels * step;
  let most = -Infinity;
  for (let i = at; i < end; i += step) most = Math.max(most, x[i] ?? 0);
  let sum = 0;
  for (let i = at; i < end; i += step) {
    y[i] = round(Math.exp(round((x[i] ?? 0) - most)));
    sum = round(sum + (y[i] ?? 0));
  }
  for (let i = at; i < end; i += step) y[i] = round((y[i] ?? 0) / sum);
}
