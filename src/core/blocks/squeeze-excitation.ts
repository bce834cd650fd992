import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { linear } from '../graph/layers/linear';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import { byRole, type Naming, normMisreadings, unnamed } from './conv-norm';
import { bottleneck, type ResidualReading } from './resnet';

/** How the gate is read; an empty reading is the definition, each entry is a mistake. */
interface GateReading {
  readonly withoutRelu?: boolean;
  readonly secondTransposed?: boolean;
}

export interface GateOptions {
  /** The channels of x for each one between the linear layers (r). */
  readonly reduction: number;
  readonly tensors?: Naming;
  readonly reading?: GateReading;
}

/** A squeeze-and-excitation gate, x · s(x): linear layers w1, b1 to C / r and w2, b2 back to C. */
export function squeezeExcitation(g: Builder, x: Value, options: GateOptions): Value {
  const { reduction, tensors = unnamed, reading = {} } = options;
  const { C } = extent(x.shape);
  const dense = (from: Value, role: string, to: number, transposed = false): Value =>
    g.layer(linear({ to, transposed }), [from], {
      weights: { weight: tensors(`w${role}`), bias: tensors(`b${role}`) },
    });
  const narrow = dense(g.globalAveragePool(x), '1', C / reduction);
  const gate = dense(
    reading.withoutRelu === true ? narrow : g.relu(narrow),
    '2',
    C,
    reading.secondTransposed,
  );
  return g.multiply(x, g.sigmoid(gate));
}

function undivided(name: string, channels: number, r: number): string | undefined {
  return channels % r === 0 ? undefined : `${name} = ${channels} is not a multiple of r = ${r}`;
}

/** The gate alone, x [N, C, H, W] to y of the same shape. */
export const squeezeExcitationGate = architecture({
  id: 'squeeze-excitation',
  name: 'Squeeze-and-excitation',
  paper: 'https://arxiv.org/abs/1709.01507',
  example: { N: 8, C: 256, H: 56, W: 56, r: 16 },
  equation:
    'y = x \\cdot \\sigma(w_2 \\, \\mathrm{relu}(w_1 z + b_1) + b_2), \\quad z_{n,c} = \\frac{1}{HW} \\sum_{r,q} x_{n,c,r,q}',
  source: 'Hu et al. 2018, Squeeze-and-Excitation Networks, equations 2 to 4',
  parameters: { N: 1, C: 1, H: 1, W: 1, r: 1 },
  inputs: ['x', 'w1', 'b1', 'w2', 'b2'],
  illegal: ({ C, r }) => undivided('C', C, r),
  build: (g, { N, C, H, W, r }, reading: GateReading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: squeezeExcitation(g, x, { reduction: r, tensors: byRole, reading }) };
  },
  misreadings: {
    'relu-forgotten': { withoutRelu: true },
    'w2-transposed': { secondTransposed: true },
  },
});

/** SE-ResNet's bottleneck: the gate (ew1, eb1, ew2, eb2) is on the branch, before the sum; the stride in the 3 × 3. */
export const seResnet = architecture({
  id: 'se-resnet',
  name: 'SE-ResNet block',
  paper: 'https://arxiv.org/abs/1709.01507',
  example: { N: 8, Ci: 256, H: 56, W: 56, B: 64, Co: 256, s: 1, r: 16 },
  equation:
    'y = \\mathrm{relu}(\\mathrm{skip}(x) + \\mathrm{gate}(F(x))), \\quad ' +
    'F(x) = \\mathrm{bn}_3(w_3 * \\mathrm{relu}(\\mathrm{bn}_2(w_2 * \\mathrm{relu}(\\mathrm{bn}_1(w_1 * x)))))',
  source: 'Hu et al. 2018, Squeeze-and-Excitation Networks, section 3.3 and figure 3',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, B: 1, Co: 1, s: 1, r: 1 },
  inputs: ['x', 'w1', 'w2', 'w3', 'bn', 'wskip', 'ew1', 'eb1', 'ew2', 'eb2'],
  illegal: ({ Co, r }) => undivided('Co', Co, r),
  build: (g, { N, Ci, H, W, B, Co, s, r }, { afterSum, ...reading }: SeReading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const gate = (value: Value): Value =>
      squeezeExcitation(g, value, { reduction: r, tensors: (role) => `e${role}` });
    const options = { width: B, to: Co, stride: s, tensors: byRole, reading };
    return {
      y:
        afterSum === true
          ? gate(bottleneck(g, x, options))
          : bottleneck(g, x, { ...options, gate }),
    };
  },
  misreadings: {
    ...normMisreadings,
    'added-after-relu': { addedAfterRelu: true },
    'gate-after-sum': { afterSum: true },
  },
});

interface SeReading extends ResidualReading {
  readonly afterSum?: boolean;
}
