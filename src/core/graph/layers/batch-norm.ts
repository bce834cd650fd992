import { count } from '../../tensor/shape';
import { type Call, type Layer, only, patchAt, weightAt } from '../layer';
import { crop, extent, length } from '../region';

/** The ε of PyTorch's and TensorFlow-Slim's batch norm in the papers' networks. */
export const batchNormEpsilon = 1e-5;

/** Batch norm with fixed statistics, per channel c; γ, β, μ and σ² lie one kind after the other. */
export const batchNormEquation =
  '\\mathrm{bn}(x)_c = \\gamma_c \\, \\frac{x_c - \\mu_c}{\\sqrt{\\sigma^2_c + 10^{-5}}} + \\beta_c';

export interface BatchNormOptions {
  readonly epsilon?: number;
  /** A misreading: the four numbers of channel c are read at 4c to 4c + 3. */
  readonly interleaved?: boolean;
}

/**
 * Inference-time batch norm (Ioffe and Szegedy 2015, section 3.1) of x [N, C, H, W] with statistics [4, C]:
 * gamma | beta | mean | var, each of C numbers, of which the first two are learned.
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  const { epsilon = batchNormEpsilon, interleaved = false } = options;
  return {
    kind: 'batch-norm',
    label: 'batch norm',
    attributes: { epsilon },
    shape: (inputs) =>
      epsilon >= 0 ? only(inputs) : `epsilon must be at least 0, and it is ${epsilon}`,
    weights: (inputs) => {
      const { C } = extent(only(inputs));
      return [{ role: 'statistics', shape: [4, C], learned: 2 * C }];
    },
    forward: (call) => normalise(call, epsilon, interleaved),
    operations: (inputs) => ({ normalised: count(only(inputs)) }),
    memory: 'overwrites',
  };
}

function normalise(call: Call, epsilon: number, interleaved: boolean): Float64Array {
  const { region, round } = call;
  const { channels } = patchAt(call, 0);
  const x = crop(patchAt(call, 0), region);
  const packed = weightAt(call, 0);
  const [step, next] = interleaved ? [4, 1] : [1, channels];
  const plane = length(region.rows) * length(region.cols);
  const added = round(epsilon);
  const y = new Float64Array(x.length);
  for (let at = 0, map = 0; at < x.length; at += plane, map++) {
    const c = step * (map % channels);
    const deviation = round(Math.sqrt(round((packed[c + 3 * next] ?? 0) + added)));
    const scale = round((packed[c] ?? 0) / deviation);
    const beta = packed[c + next] ?? 0;
    const mean = packed[c + 2 * next] ?? 0;
    for (let i = at; i < at + plane; i++) {
      y[i] = round(round(scale * round((x[i] ?? 0) - mean)) + beta);
    }
  }
  return y;
}
