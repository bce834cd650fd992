import type { Rounding } from './block';

/** The ε of PyTorch's and TensorFlow-Slim's batch norm in the papers' networks. */
export const batchNormEpsilon = 1e-5;

/** Batch norm with fixed statistics, per channel c; γ, β, μ and σ² lie one kind after the other. */
export const batchNormEquation =
  '\\mathrm{bn}(x)_c = \\gamma_c \\, \\frac{x_c - \\mu_c}{\\sqrt{\\sigma^2_c + 10^{-5}}} + \\beta_c';

/** How the statistics are taken; the defaults are the definition, the others are mistakes. */
export interface BatchNormReading {
  readonly epsilon?: number;
  /** Reads the four numbers of channel c at 4c to 4c + 3. */
  readonly interleaved?: boolean;
}

/**
 * Inference-time batch norm (Ioffe and Szegedy 2015, section 3.1) of x [N, C, plane] with `packed`
 * [4, C]: gamma | beta | mean | var, each of C numbers.
 */
export function batchNorm(
  x: Float64Array,
  packed: Float64Array,
  plane: number,
  round: Rounding,
  reading: BatchNormReading = {},
): Float64Array {
  const channels = packed.length / 4;
  const [step, next] = reading.interleaved === true ? [4, 1] : [1, channels];
  const epsilon = round(reading.epsilon ?? batchNormEpsilon);
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += plane) {
    const c = step * ((at / plane) % channels);
    const deviation = round(Math.sqrt(round((packed[c + 3 * next] ?? 0) + epsilon)));
    const scale = round((packed[c] ?? 0) / deviation);
    const beta = packed[c + next] ?? 0;
    const mean = packed[c + 2 * next] ?? 0;
    for (let i = at; i < at + plane; i++) {
      y[i] = round(round(scale * round((x[i] ?? 0) - mean)) + beta);
    }
  }
  return y;
}

/** max(x, 0), element by element. */
export function relu(x: Float64Array): Float64Array {
  return x.map((value) => Math.max(value, 0));
}
