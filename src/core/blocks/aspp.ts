import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import type { ConvReading } from '../graph/layers/conv';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import {
  byRole,
  convNorm,
  convolved,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';

/** How the module is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly atrous?: ConvReading;
}

export interface AsppOptions {
  readonly rates: readonly number[];
  /** Channels of each branch. */
  readonly width: number;
  /** Channels after the last 1 × 1. */
  readonly to: number;
  /** DeepLab's form: batch norm after each convolution, and a ReLU after the last as well. */
  readonly norm?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * Atrous spatial pyramid pooling: a 1 × 1 (w1), a 3 × 3 for each rate (wr1, wr2, …), a 1 × 1 of the image's mean
 * (wp) spread over the map, and after their concat a 1 × 1 (wo). Statistics are packed in bn in this order.
 */
export function aspp(g: Builder, x: Value, options: AsppOptions): Value {
  const { rates, width, to, norm = false, tensors = unnamed, reading = {} } = options;
  const { H, W } = extent(x.shape);
  const unit = (
    from: Value,
    role: string,
    conv: Omit<Parameters<Builder['conv']>[1], 'weight' | 'bias' | 'name'>,
  ): Value => {
    const named = { ...conv, weight: tensors(role) };
    return norm
      ? convNorm(g, from, { ...named, statistics: tensors('bn'), batchNorm: reading.batchNorm })
      : convolved(g, from, named);
  };
  const point = g.relu(unit(x, 'w1', { to: width, kernel: 1 }));
  const { atrous = {} } = reading;
  const spread = rates.map((rate, k) => {
    const window = { kernel: 3, padding: rate, dilation: rate, reading: atrous };
    return g.relu(unit(x, `wr${k + 1}`, { ...window, to: width }));
  });
  const image = g.relu(unit(g.globalAveragePool(x), 'wp', { to: width, kernel: 1 }));
  const joined = g.concat(point, ...spread, g.resize(image, [H, W]));
  const mixed = unit(joined, 'wo', { to, kernel: 1 });
  return norm ? g.relu(mixed) : mixed;
}

const parameters = {
  ...{ N: 1, Ci: 1, H: 1, W: 1, B: 1, Co: 1 },
  ...{ r1: 1, r2: 1, r3: 1 },
};
const example = { N: 2, Ci: 256, H: 33, W: 33, B: 64, Co: 64, r1: 6, r2: 12, r3: 18 };
const weights = ['w1', 'wr1', 'wr2', 'wr3', 'wp', 'wo'];
const equation = (last: string, convolution: string): string =>
  `y = ${last}, \\quad z = \\mathrm{concat}(a_1(x), a_{r_1}(x), a_{r_2}(x), a_{r_3}(x), \\mathrm{spread}(a_p(\\mathrm{mean}_{HW}(x)))), \\quad ` +
  `a_i(v) = \\mathrm{relu}(${convolution})`;

const misreadings = {
  'padding-forgotten': { atrous: { axis: { padding: 0 } } },
  'dilation-ignored': { atrous: { axis: { dilation: 1 } } },
};

/** ASPP without batch norm and with a linear last 1 × 1, x [N, Ci, H, W] to y [N, Co, H, W]; B channels a branch. */
export const asppPlain = architecture({
  id: 'aspp',
  name: 'Atrous spatial pyramid pooling, without batch norm',
  paper: 'https://arxiv.org/abs/1706.05587',
  example,
  equation: equation('w_o * z', 'w_i * v'),
  source:
    'Chen et al. 2017, Rethinking Atrous Convolution, section 3.3 and figure 5 (here without batch norm)',
  parameters,
  inputs: ['x', ...weights],
  build: (g, { N, Ci, H, W, B, Co, r1, r2, r3 }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { rates: [r1, r2, r3], width: B, to: Co, tensors: byRole, reading };
    return { y: aspp(g, x, options) };
  },
  misreadings,
});

/** ASPP as DeepLab v3 has it, with batch norm and ReLU after every convolution. */
export const asppDeepLab = architecture({
  id: 'aspp-deeplab',
  name: 'Atrous spatial pyramid pooling (DeepLab v3)',
  paper: 'https://arxiv.org/abs/1706.05587',
  example,
  equation: equation('a_o(z)', '\\mathrm{bn}_i(w_i * v)'),
  source: 'Chen et al. 2017, Rethinking Atrous Convolution, section 3.3 and figure 5',
  parameters,
  inputs: ['x', ...weights, 'bn'],
  build: (g, { N, Ci, H, W, B, Co, r1, r2, r3 }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { rates: [r1, r2, r3], width: B, to: Co, tensors: byRole, reading };
    return { y: aspp(g, x, { ...options, norm: true }) };
  },
  misreadings: { ...normMisreadings, ...misreadings },
});
