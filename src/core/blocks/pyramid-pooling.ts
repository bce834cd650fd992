import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
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
  readonly withoutRelu?: boolean;
  readonly inputLast?: boolean;
  readonly cornersAligned?: boolean;
}

export interface PyramidOptions {
  /** Channels of each pooled branch; a quarter of x's in the paper. */
  readonly width: number;
  /** Rows and columns of the pooled maps. */
  readonly bins?: readonly number[];
  /** PSPNet's form: batch norm after each 1 × 1. */
  readonly norm?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * Pyramid pooling: x, and behind it for each bin size b the mean of x in b × b bins, 1 × 1 (w1, w2, w3, w6), ReLU,
 * resized to x's size. Statistics are packed in bn.
 */
export function pyramidPooling(g: Builder, x: Value, options: PyramidOptions): Value {
  const { width, bins = [1, 2, 3, 6], norm = false, tensors = unnamed, reading = {} } = options;
  const { H, W } = extent(x.shape);
  const levels = bins.map((bin) => {
    const pooled = g.adaptiveAveragePool(x, bin);
    const point = { weight: tensors(`w${bin}`), to: width, kernel: 1 };
    const { batchNorm } = reading;
    const mixed = norm
      ? convNorm(g, pooled, { ...point, statistics: tensors('bn'), batchNorm })
      : convolved(g, pooled, point);
    return g.resize(
      reading.withoutRelu === true ? mixed : g.relu(mixed),
      [H, W],
      reading.cornersAligned,
    );
  });
  return reading.inputLast === true ? g.concat(...levels, x) : g.concat(x, ...levels);
}

const parameters = { N: 1, Ci: 1, H: 1, W: 1, B: 1 };
const example = { N: 2, Ci: 512, H: 60, W: 60, B: 128 };
const weights = ['w1', 'w2', 'w3', 'w6'];
const equation = (convolution: string): string =>
  'y = \\mathrm{concat}(x, l_1(x), l_2(x), l_3(x), l_6(x)), \\quad ' +
  `l_b(x) = \\mathrm{resize}_{H \\times W}(\\mathrm{relu}(${convolution}))`;
const misreadings = {
  'relu-forgotten': { withoutRelu: true },
  'input-last': { inputLast: true },
  'corners-aligned': { cornersAligned: true },
};

/** Pyramid pooling without batch norm, x [N, Ci, H, W] to y [N, Ci + 4 B, H, W]. */
export const pyramidPoolingPlain = architecture({
  id: 'pyramid-pooling',
  name: 'Pyramid pooling, without batch norm',
  paper: 'https://arxiv.org/abs/1612.01105',
  example,
  equation: equation('w_b * \\mathrm{mean}_{b \\times b}(x)'),
  source:
    'Zhao et al. 2017, Pyramid Scene Parsing Network, section 3.2 and figure 3 (here without batch norm); half-pixel resizing',
  parameters,
  inputs: ['x', ...weights],
  build: (g, { N, Ci, H, W, B }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: pyramidPooling(g, x, { width: B, tensors: byRole, reading }) };
  },
  misreadings,
});

/** Pyramid pooling as PSPNet has it, with batch norm in each branch. */
export const pyramidPoolingPspnet = architecture({
  id: 'pyramid-pooling-pspnet',
  name: 'Pyramid pooling (PSPNet)',
  paper: 'https://arxiv.org/abs/1612.01105',
  example,
  equation: equation('\\mathrm{bn}_b(w_b * \\mathrm{mean}_{b \\times b}(x))'),
  source:
    'Zhao et al. 2017, Pyramid Scene Parsing Network, section 3.2 and figure 3; half-pixel resizing',
  parameters,
  inputs: ['x', ...weights, 'bn'],
  build: (g, { N, Ci, H, W, B }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: pyramidPooling(g, x, { width: B, norm: true, tensors: byRole, reading }) };
  },
  misreadings: { ...normMisreadings, ...misreadings },
});
