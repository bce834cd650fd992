import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { architecture } from './architecture';
import type { Block, Misreading } from './block';
import {
  byRole,
  convNorm,
  convolved,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';
import { tensor } from './need';

/** How a module is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly poolPaddingWins?: boolean;
  readonly withoutReduceRelu?: boolean;
  readonly withoutLastRelu?: boolean;
}

/** Output channels: of the 1 × 1, of the second and third branch's reduction and convolution, of the pool's projection. */
export interface InceptionWidths {
  readonly o1: number;
  readonly r2: number;
  readonly o2: number;
  readonly r3: number;
  readonly o3: number;
  readonly o4: number;
}

/** What stands between a convolution and its ReLU: a bias in the paper's networks, a batch norm in later ones. */
type Between = 'nothing' | 'bias' | 'norm';

export interface InceptionOptions extends InceptionWidths {
  readonly between?: Between;
  /** Kernel of the third branch: 5 in the paper, 3 in torchvision's network; 7 is for a misreading. */
  readonly thirdKernel?: 3 | 5 | 7;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

interface Unit {
  readonly role: string;
  readonly to: number;
  readonly kernel: number;
}

/** Makes one convolution with its ReLU; the weight of role 1 is w1, its bias b1, all statistics are packed in bn. */
function unitOf(
  g: Builder,
  between: Between,
  tensors: Naming,
  reading: Reading,
): (x: Value, unit: Unit) => Value {
  return (x, { role, to, kernel }) => {
    const options = { weight: tensors(`w${role}`), to, kernel, padding: (kernel - 1) / 2 };
    const y =
      between === 'norm'
        ? convNorm(g, x, { ...options, ...reading, statistics: tensors('bn') })
        : convolved(g, x, between === 'bias' ? { ...options, bias: tensors(`b${role}`) } : options);
    const forgotten = role.endsWith('a') ? reading.withoutReduceRelu : reading.withoutLastRelu;
    return forgotten === true ? y : g.relu(y);
  };
}

/** GoogLeNet's module: weights w1, w2a, w2b, w3a, w3b, w4, and as many biases b1, … or batch norms. */
export function inception(g: Builder, x: Value, options: InceptionOptions): Value {
  const { between = 'bias', thirdKernel = 5, tensors = unnamed, reading = {} } = options;
  const unit = unitOf(g, between, tensors, reading);
  const first = unit(x, { role: '1', to: options.o1, kernel: 1 });
  const second = unit(x, { role: '2a', to: options.r2, kernel: 1 });
  const squares = unit(second, { role: '2b', to: options.o2, kernel: 3 });
  const third = unit(x, { role: '3a', to: options.r3, kernel: 1 });
  const large = unit(third, { role: '3b', to: options.o3, kernel: thirdKernel });
  const zeroPadding = reading.poolPaddingWins === true;
  const pooled = g.maxPool(x, { kernel: 3, stride: 1, padding: 1, zeroPadding });
  return g.concat(first, squares, large, unit(pooled, { role: '4', to: options.o4, kernel: 1 }));
}

export interface InceptionAOptions extends InceptionWidths {
  /** Kernel of the second branch: 3 in the paper's figure, 5 in the published code. */
  readonly secondKernel?: 3 | 5;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * Inception v3's module for the 35 × 35 maps: the 5 × 5 is two 3 × 3, w3b and w3c, each of o3 channels. Batch norm
 * after each convolution, statistics in the order of w1, w2a, w2b, w3a, w3b, w3c, w4. The pool is an average.
 */
export function inceptionA(g: Builder, x: Value, options: InceptionAOptions): Value {
  const { secondKernel = 3, tensors = unnamed, reading = {} } = options;
  const unit = unitOf(g, 'norm', tensors, reading);
  const first = unit(x, { role: '1', to: options.o1, kernel: 1 });
  const second = unit(x, { role: '2a', to: options.r2, kernel: 1 });
  const squares = unit(second, { role: '2b', to: options.o2, kernel: secondKernel });
  const third = unit(x, { role: '3a', to: options.r3, kernel: 1 });
  const inner = unit(third, { role: '3b', to: options.o3, kernel: 3 });
  const twice = unit(inner, { role: '3c', to: options.o3, kernel: 3 });
  const countPadding = reading.poolPaddingWins === true;
  const pooled = g.averagePool(x, { kernel: 3, stride: 1, padding: 1, countPadding });
  return g.concat(first, squares, twice, unit(pooled, { role: '4', to: options.o4, kernel: 1 }));
}

type Sizes = Readonly<Record<'N' | 'Ci' | 'H' | 'W' | keyof InceptionWidths, number>>;

const parameters = {
  ...{ N: 1, Ci: 1, H: 1, W: 1 },
  ...{ o1: 1, r2: 1, o2: 1, r3: 1, o3: 1, o4: 1 },
} satisfies Sizes;

/** Module 3a of GoogLeNet's table 1. */
const example = {
  ...{ N: 8, Ci: 192, H: 28, W: 28 },
  ...{ o1: 64, r2: 96, o2: 128, r3: 16, o3: 32, o4: 32 },
};

const weights = ['w1', 'w2a', 'w2b', 'w3a', 'w3b', 'w4'];

const equation = (convolution: string): string =>
  'y = \\mathrm{concat}(c_1(x), c_{2b}(c_{2a}(x)), c_{3b}(c_{3a}(x)), c_4(\\mathrm{maxpool}_3(x))), \\quad ' +
  `c_i(v) = \\mathrm{relu}(${convolution})`;

const misreadings = {
  'pool-padding-wins': { poolPaddingWins: true },
  'reduction-relu-forgotten': { withoutReduceRelu: true },
  'last-relu-forgotten': { withoutLastRelu: true },
};

const plain = (thirdKernel: 5 | 7): Block =>
  architecture({
    id: 'inception',
    name: 'Inception module (GoogLeNet), without biases',
    paper: 'https://arxiv.org/abs/1409.4842',
    example,
    equation: equation('w_i * v'),
    source: 'Szegedy et al. 2015, Going Deeper with Convolutions, figure 2b (here without biases)',
    parameters,
    inputs: ['x', ...weights],
    build: (g, { N, Ci, H, W, ...widths }: Sizes, reading: Reading) => {
      const x = g.input('x', [N, Ci, H, W]);
      const options = { ...widths, thirdKernel, tensors: byRole, reading };
      return { y: inception(g, x, { ...options, between: 'nothing' }) };
    },
    misreadings,
  });

/** The window of the 5 × 5 begins one pixel before its own, as that of the 3 × 3 does, where it should be two. */
const fiveFromOne: Misreading = {
  id: 'five-padded-as-three',
  forward: (p, inputs, round) => {
    // Such a kernel is the lower right part of a 7 × 7, whose window begins three pixels before.
    const five = tensor(inputs, 'w3b');
    const w3b = new Float64Array((five.length / 25) * 49);
    five.forEach((value, at) => {
      const tap = at % 25;
      w3b[Math.floor(at / 25) * 49 + (Math.floor(tap / 5) + 2) * 7 + (tap % 5) + 2] = value;
    });
    return plain(7).forward(p, { ...inputs, w3b }, round);
  },
};

const module = plain(5);

/** The Inception module without biases, x [N, Ci, H, W] to y [N, o1 + o2 + o3 + o4, H, W]. */
export const inceptionModule: Block = {
  ...module,
  misreadings: [...module.misreadings, fiveFromOne],
};

/** The Inception module as GoogLeNet has it, with a bias in each convolution. */
export const inceptionBiased = architecture({
  id: 'inception-biased',
  name: 'Inception module (GoogLeNet)',
  paper: 'https://arxiv.org/abs/1409.4842',
  example,
  equation: equation('w_i * v + b_i'),
  source: 'Szegedy et al. 2015, Going Deeper with Convolutions, figure 2b and table 1',
  parameters,
  inputs: ['x', ...weights, ...weights.map((weight) => weight.replace('w', 'b'))],
  build: (g, { N, Ci, H, W, ...widths }: Sizes, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: inception(g, x, { ...widths, between: 'bias', tensors: byRole, reading }) };
  },
  misreadings,
});

/** Inception v3's module A, with the 5 × 5 factorised; r2, o2: 1 × 1 and 3 × 3; r3, o3: 1 × 1 and both 3 × 3. */
export const inceptionV3A = architecture({
  id: 'inception-v3-a',
  name: 'Inception module of version 3',
  paper: 'https://arxiv.org/abs/1512.00567',
  example: { N: 8, Ci: 192, H: 35, W: 35, o1: 64, r2: 48, o2: 64, r3: 64, o3: 96, o4: 32 },
  equation:
    'y = \\mathrm{concat}(c_1(x), c_{2b}(c_{2a}(x)), c_{3c}(c_{3b}(c_{3a}(x))), c_4(\\mathrm{avgpool}_3(x))), \\quad ' +
    'c_i(v) = \\mathrm{relu}(\\mathrm{bn}_i(w_i * v))',
  source:
    'Szegedy et al. 2016, Rethinking the Inception Architecture, section 3.1 and figure 5; the pool is an average without padding in the divisor, as in the published code',
  parameters,
  inputs: ['x', 'w1', 'w2a', 'w2b', 'w3a', 'w3b', 'w3c', 'w4', 'bn'],
  build: (g, { N, Ci, H, W, ...widths }: Sizes, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: inceptionA(g, x, { ...widths, tensors: byRole, reading }) };
  },
  misreadings: { ...normMisreadings, 'padding-averaged': { poolPaddingWins: true } },
});
