import { count } from '../../tensor/shape';
import { type Call, type Layer, only, patchAt } from '../layer';
import { crop, length } from '../region';

export interface LocalResponseOptions {
  /** Channels in the window, the middle one the output's own. */
  readonly size?: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly k?: number;
  /** PyTorch, Caffe and torchvision divide alpha by `size`; the paper does not. */
  readonly alphaPerChannel?: boolean;
}

/**
 * Local response normalisation across channels, y_c = x_c / (k + α Σ x_j²)^β over the `size` channels around c
 * (Krizhevsky et al. 2012, section 3.3; the defaults are the paper's).
 */
export function localResponseNorm(options: LocalResponseOptions = {}): Layer {
  const { size = 5, alpha = 1e-4, beta = 0.75, k = 2, alphaPerChannel = false } = options;
  const scale = alphaPerChannel ? alpha / size : alpha;
  return {
    kind: 'local-response-norm',
    label: 'local response norm',
    attributes: { size, alpha, beta, k, alphaPerChannel },
    shape: (inputs) =>
      Number.isSafeInteger(size) && size >= 1
        ? only(inputs)
        : `size must be a whole number of at least 1, and it is ${size}`,
    forward: (call) => normalise(call, size, scale, beta, k),
    operations: (inputs) => ({ normalised: count(only(inputs)) }),
  };
}

function normalise(call: Call, size: number, alpha: number, beta: number, k: number): Float64Array {
  const { region, round } = call;
  const { channels } = patchAt(call, 0);
  const x = crop(patchAt(call, 0), region);
  const plane = length(region.rows) * length(region.cols);
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const c = Math.floor(i / plane) % channels;
    const first = Math.max(0, c - Math.floor(size / 2));
    const last = Math.min(channels - 1, c + Math.ceil(size / 2) - 1);
    let sum = 0;
    for (let j = i + (first - c) * plane; j <= i + (last - c) * plane; j += plane) {
      sum = round(sum + round((x[j] ?? 0) ** 2));
    }
    const base = round(k + round(alpha * sum));
    y[i] = round((x[i] ?? 0) / round(base ** beta));
  }
  return y;
}
