import type { Shape } from '../../tensor/shape';
import { count } from '../../tensor/shape';
import { type Call, type Layer, only, patchAt, type WeightForm, weightAt } from '../layer';
import { crop, elements, extent, length } from '../region';

export interface ExpanderPointOptions {
  /** Output channels. */
  readonly to: number;
  /** Input channels that each output reads (D). */
  readonly degree: number;
}

/**
 * A 1 × 1 X-Conv (Prabhu et al. 2018, Deep Expander Networks, section 3): output channel o of x [N, C, H, W] is the
 * sum of v[o, k] · x[idx[o, k]] over k < D. The weights are v [to, D] and idx [to, D], which names channels and is
 * not learned.
 */
export function expanderPoint({ to, degree }: ExpanderPointOptions): Layer {
  return {
    kind: 'expander-point',
    label: `expander 1 × 1 to ${to}, ${degree} inputs each`,
    attributes: { to, degree },
    shape: (inputs) => shapeOf(only(inputs), to, degree),
    weights: (): WeightForm[] => [
      { role: 'weight', shape: [to, degree], learned: to * degree },
      { role: 'index', shape: [to, degree], learned: 0 },
    ],
    forward: (call) => mix(call, to, degree),
    operations: (_, output) => ({ multiplyAdds: count(output) * degree }),
  };
}

function shapeOf(input: Shape, to: number, degree: number): Shape | string {
  const { N, C, H, W } = extent(input);
  for (const [name, value] of Object.entries({ to, degree })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      return `${name} must be a whole number of at least 1, and it is ${value}`;
    }
  }
  return degree <= C
    ? [N, to, H, W]
    : `each output would read ${degree} inputs, and there are ${C}: degree must be at most that`;
}

function mix(call: Call, to: number, degree: number): Float64Array {
  const { region, round } = call;
  const { channels } = patchAt(call, 0);
  const x = crop(patchAt(call, 0), region);
  const [v, index] = [weightAt(call, 0), weightAt(call, 1)];
  const plane = length(region.rows) * length(region.cols);
  const y = new Float64Array(elements(region, to));
  for (let n = 0; n < length(region.images); n++) {
    for (let o = 0; o < to; o++) {
      const at = (n * to + o) * plane;
      for (let k = o * degree; k < (o + 1) * degree; k++) {
        const [w, from] = [v[k] ?? 0, (n * channels + (index[k] ?? 0)) * plane];
        for (let i = 0; i < plane; i++) {
          y[at + i] = round((y[at + i] ?? 0) + round(w * (x[from + i] ?? 0)));
        }
      }
    }
  }
  return y;
}
