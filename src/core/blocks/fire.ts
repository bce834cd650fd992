import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { architecture } from './architecture';
import { byRole, convolved, type Naming, unnamed } from './conv-norm';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly withoutSqueezeRelu?: boolean;
  readonly expandedOrderSwapped?: boolean;
}

export interface FireOptions {
  readonly squeeze: number;
  /** Channels of the 1 × 1 and of the 3 × 3 convolution. */
  readonly expand: readonly [number, number];
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/** SqueezeNet's fire module: weights w1 (squeeze), w2 (1 × 1), w3 (3 × 3), biases b1, b2, b3. */
export function fire(g: Builder, x: Value, options: FireOptions): Value {
  const { squeeze, expand, tensors = unnamed, reading = {} } = options;
  const [points, squares] = expand;
  const unit = (from: Value, role: string, to: number, kernel: number): Value =>
    convolved(g, from, {
      ...{ weight: tensors(`w${role}`), bias: tensors(`b${role}`) },
      ...{ to, kernel, padding: (kernel - 1) / 2 },
    });
  const narrow = unit(x, '1', squeeze, 1);
  const squeezed = reading.withoutSqueezeRelu === true ? narrow : g.relu(narrow);
  const wide = [g.relu(unit(squeezed, '2', points, 1)), g.relu(unit(squeezed, '3', squares, 3))];
  return g.concat(...(reading.expandedOrderSwapped === true ? wide.reverse() : wide));
}

/** The fire module, x [N, Ci, H, W] to y [N, E1 + E3, H, W]; the channels of the 1 × 1 come first. */
export const fireModule = architecture({
  id: 'fire',
  name: 'Fire module (SqueezeNet)',
  paper: 'https://arxiv.org/abs/1602.07360',
  example: { N: 8, Ci: 128, H: 55, W: 55, S: 16, E1: 64, E3: 64 },
  equation:
    'y = \\mathrm{concat}(\\mathrm{relu}(w_2 * z + b_2), \\mathrm{relu}(w_3 * z + b_3)), \\quad z = \\mathrm{relu}(w_1 * x + b_1)',
  source: 'Iandola et al. 2016, SqueezeNet, section 3.2 and figure 1',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, S: 1, E1: 1, E3: 1 },
  inputs: ['x', 'w1', 'b1', 'w2', 'b2', 'w3', 'b3'],
  build: (g, { N, Ci, H, W, S, E1, E3 }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: fire(g, x, { squeeze: S, expand: [E1, E3], tensors: byRole, reading }) };
  },
  misreadings: {
    'first-relu-forgotten': { withoutSqueezeRelu: true },
    'expanded-order-swapped': { expandedOrderSwapped: true },
  },
});
