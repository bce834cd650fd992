import { fire } from '../../blocks/fire';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { convRelu } from './parts';

/** Channels of the squeeze layers of fire2 to fire9; both expand layers have four times as many. */
const squeezes = [16, 16, 32, 32, 48, 48, 64, 64] as const;

interface Plan {
  readonly version: string;
  readonly stem: { readonly to: number; readonly kernel: number };
  /** Fire modules that begin with a further max pool. */
  readonly pooled: readonly number[];
}

function describe(g: Builder, size: number, to: number, { stem, pooled }: Plan): Value {
  const pool = (x: Value): Value => g.maxPool(x, { kernel: 3, stride: 2, ceil: true });
  const { kernel } = stem;
  let y = g.section(`conv1 ${kernel} × ${kernel} / 2 to ${stem.to}; max pool 3 × 3 / 2`, () =>
    pool(convRelu(g, picture(g, size), { name: 'conv1', ...stem, stride: 2 })),
  );
  squeezes.forEach((s, i) => {
    const first = pooled.includes(i + 2);
    const label = `fire${i + 2}: squeeze ${s}, expand ${4 * s} + ${4 * s}`;
    y = g.section(first ? `max pool 3 × 3 / 2; ${label}` : label, () =>
      fire(g, first ? pool(y) : y, { squeeze: s, expand: [4 * s, 4 * s] }),
    );
  });
  y = g.section(`conv10 1 × 1 to ${to}`, () =>
    convRelu(g, g.dropout(y), { name: 'conv10', to, kernel: 1 }),
  );
  return g.section('global average pool', () => g.globalAveragePool(y));
}

function squeezenet(plan: Plan, published: readonly Published[]): Network {
  return network({
    name: `squeezenet${plan.version.replace('.', '_')}`,
    title: `SqueezeNet ${plan.version}`,
    paper: 'squeezenet',
    options: { resolution: resolution(224), classes: classes() },
    published,
    describe: (g, o) => ({ y: describe(g, o.resolution, o.classes, plan) }),
  });
}

const torchvision = 'torchvision 0.28, documentation';
const repository = 'the SqueezeNet repository, at 227 × 227';
const doubled = { convention: 'two-per-multiply-add', at: { resolution: 227 } } as const;

/** Iandola et al. 2016, table 1, and version 1.1 of the authors' repository. */
export const squeezenets: readonly Network[] = [
  squeezenet({ version: '1.0', stem: { to: 96, kernel: 7 }, pooled: [5, 9] }, [
    parameters('1.25M', 'Iandola et al. 2016, table 2'),
    parameters('1,248,424', torchvision),
    operations('0.819G', torchvision),
    operations('1.72G', repository, {
      ...doubled,
      reason:
        'The repository pads conv10 by 1, and so computes 15 × 15 outputs of it where 13 × 13 are needed: 861.3M multiply-adds are 1.72 G operations; without that padding they are fewer.',
    }),
    operations('1700M', 'MobileNets, table 9, quoting SqueezeNet', {
      reason:
        'The table prints the repository’s 1.72 G operations, two a multiply-add, under “Mult-Adds”.',
    }),
  ]),
  squeezenet({ version: '1.1', stem: { to: 64, kernel: 3 }, pooled: [4, 6] }, [
    parameters('1,235,496', torchvision),
    operations('0.349G', torchvision),
    operations('0.72G', repository, {
      ...doubled,
      reason:
        'At 227 × 227 with the repository’s padded conv10 the layers need 387.7M multiply-adds, which are 0.78 G operations.',
    }),
  ]),
];
