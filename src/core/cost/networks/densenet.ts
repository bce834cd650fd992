import { denseBlock, transition } from '../../blocks/densenet';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { stem } from './resnet';

interface Plan {
  readonly growth: number;
  /** Layers of each of the four dense blocks. */
  readonly blocks: readonly [number, number, number, number];
}

/** Growth k, 1 × 1 to 4 k (DenseNet-B), and half of the channels in each transition (DenseNet-C, θ = 0.5). */
function describe(g: Builder, size: number, to: number, { growth, blocks }: Plan): Value {
  let y = stem(g, picture(g, size), 2 * growth);
  blocks.forEach((layers, i) => {
    const inside = `1 × 1 to ${4 * growth}, 3 × 3 to ${growth}`;
    y = g.section(`dense block ${i + 1}: ${layers} × (${inside})`, () =>
      denseBlock(g, y, { growth, layers }),
    );
    if (i === blocks.length - 1) return;
    y = g.section(`transition ${i + 1}: 1 × 1 to half, average pool 2 × 2 / 2`, () =>
      transition(g, y, { to: Math.floor(extent(y.shape).C / 2) }),
    );
  });
  return g.section('BN, ReLU, global average pool; fc', () =>
    g.linear(g.globalAveragePool(g.relu(g.batchNorm(y))), { to }),
  );
}

function densenet(depth: number, plan: Plan, published: readonly Published[]): Network {
  return network({
    name: `densenet${depth}`,
    title: `DenseNet-${depth}, k = ${plan.growth}`,
    paper: 'densenet',
    options: { resolution: resolution(224), classes: classes() },
    published,
    describe: (g, o) => ({ y: describe(g, o.resolution, o.classes, plan) }),
  });
}

const torchvision = 'torchvision 0.28, documentation';

/** Huang et al. 2017, table 1, and DenseNet-161 and -264 of the authors' repository. */
export const densenets: readonly Network[] = [
  densenet(121, { growth: 32, blocks: [6, 12, 24, 16] }, [
    parameters('7,978,856', torchvision),
    operations('2.834G', torchvision),
  ]),
  densenet(161, { growth: 48, blocks: [6, 12, 36, 24] }, [
    parameters('28,681,000', torchvision),
    operations('7.728G', torchvision),
  ]),
  densenet(169, { growth: 32, blocks: [6, 12, 32, 32] }, [
    parameters('14,149,480', torchvision),
    operations('3.360G', torchvision),
  ]),
  densenet(201, { growth: 32, blocks: [6, 12, 48, 32] }, [
    parameters('20,013,928', torchvision),
    operations('4.291G', torchvision),
  ]),
  // The paper shows sizes and operations in a figure only.
  densenet(264, { growth: 32, blocks: [6, 12, 64, 48] }, []),
];
