import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { stem } from './resnet';

interface Plan {
  readonly growth: number;
  /** Layers of each of the four dense blocks. */
  readonly blocks: readonly [number, number, number, number];
}

/** BN and ReLU, then a convolution: the order of all layers here. */
function normConv(g: Builder, x: Value, call: Parameters<Builder['conv']>[1]): Value {
  return g.conv(g.relu(g.batchNorm(x)), call);
}

/** 1 × 1 to 4 k channels and 3 × 3 to k, joined to what came in (Huang et al. 2017, section 3, DenseNet-B). */
function denseLayer(g: Builder, x: Value, growth: number): Value {
  const inner = normConv(g, x, { to: 4 * growth, kernel: 1 });
  return g.concat(x, normConv(g, inner, { to: growth, kernel: 3, padding: 1 }));
}

/** Half of the channels, and of the rows and columns (DenseNet-C, θ = 0.5). */
function transition(g: Builder, x: Value): Value {
  const to = Math.floor((x.shape[1] ?? 0) / 2);
  return g.averagePool(normConv(g, x, { to, kernel: 1 }), { kernel: 2 });
}

function describe(g: Builder, size: number, to: number, { growth, blocks }: Plan): Value {
  let y = stem(g, picture(g, size), 2 * growth);
  blocks.forEach((layers, i) => {
    const inside = `1 × 1 to ${4 * growth}, 3 × 3 to ${growth}`;
    y = g.section(`dense block ${i + 1}: ${layers} × (${inside})`, () => {
      for (let k = 0; k < layers; k++) y = denseLayer(g, y, growth);
      return y;
    });
    if (i === blocks.length - 1) return;
    y = g.section(`transition ${i + 1}: 1 × 1 to half, average pool 2 × 2 / 2`, () =>
      transition(g, y),
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
