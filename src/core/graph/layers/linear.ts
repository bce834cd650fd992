import { count } from '../../tensor/shape';
import { exact } from '../../blocks/block';
import { type Call, type Layer, only, patchAt, weightAt } from '../layer';
import { extent, length } from '../region';

export interface LinearOptions {
  /** Output features. */
  readonly to: number;
  readonly bias?: boolean;
  /** A misreading: w lies transposed, [C, to]. */
  readonly transposed?: boolean;
}

/** y = x wᵀ + b, of vectors x [N, C] with w [to, C] and bias [to]. */
export function linear({ to, bias = true, transposed = false }: LinearOptions): Layer {
  return {
    kind: 'linear',
    label: `linear to ${to}`,
    attributes: { to, bias },
    shape: (inputs) => {
      const { N, H, W } = extent(only(inputs));
      if (!Number.isSafeInteger(to) || to < 1)
        return `to must be a whole number of at least 1, and it is ${to}`;
      return H * W === 1
        ? [N, to]
        : `a linear layer takes vectors, and its input is ${H} × ${W}: flatten or pool it first`;
    },
    weights: (inputs) => {
      const { C } = extent(only(inputs));
      const weight = { role: 'weight', shape: [to, C], learned: to * C };
      return bias ? [weight, { role: 'bias', shape: [to], learned: to }] : [weight];
    },
    forward: (call) => multiply(call, to, transposed),
    operations: (inputs, output) => {
      const multiplyAdds = count(output) * extent(only(inputs)).C;
      return bias ? { multiplyAdds, biases: count(output) } : { multiplyAdds };
    },
  };
}

function multiply(call: Call, to: number, transposed: boolean): Float64Array {
  const { data: x, channels } = patchAt(call, 0);
  const [w, bias] = [weightAt(call, 0), call.weights[1]];
  const images = length(call.region.images);
  const y = new Float64Array(images * to);
  // From one weight of an output to its next.
  const step = transposed ? to : 1;
  for (let n = 0; n < images; n++) {
    for (let o = 0; o < to; o++) {
      let sum = bias?.[o] ?? 0;
      const [xAt, wAt] = [n * channels, transposed ? o : o * channels];
      if (call.round === exact) {
        for (let c = 0; c < channels; c++) sum += (w[wAt + c * step] ?? 0) * (x[xAt + c] ?? 0);
      } else {
        for (let c = 0; c < channels; c++) {
          sum = call.round(sum + call.round((w[wAt + c * step] ?? 0) * (x[xAt + c] ?? 0)));
        }
      }
      y[n * to + o] = sum;
    }
  }
  return y;
}
