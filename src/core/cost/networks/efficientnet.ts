import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';

/** Expansion t, kernel k, stride s, channels c and repeats n of each stage (Tan and Le 2019, table 1). */
const stages = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;

/** x · sigmoid(x). */
function swish(g: Builder, x: Value): Value {
  return g.multiply(x, g.sigmoid(x));
}

interface Unit {
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  readonly to: number;
}

/** MobileNetV2’s block with swish and a gate whose middle has a quarter of the block’s input channels. */
function unit(g: Builder, x: Value, { expansion, kernel, stride, to }: Unit): Value {
  const { C } = extent(x.shape);
  const inner = C * expansion;
  const wide = expansion === 1 ? x : swish(g, g.batchNorm(g.conv(x, { to: inner, kernel: 1 })));
  const window = { kernel, stride, padding: (kernel - 1) / 2 };
  const filtered = swish(g, g.batchNorm(g.depthwise(wide, window)));
  const squeezed = swish(g, g.linear(g.globalAveragePool(filtered), { to: Math.floor(C / 4) }));
  const gated = g.multiply(filtered, g.sigmoid(g.linear(squeezed, { to: inner })));
  const narrow = g.batchNorm(g.conv(gated, { to, kernel: 1 }));
  return stride === 1 && C === to ? g.add(x, narrow) : narrow;
}

export const efficientnetB0 = network({
  name: 'efficientnet_b0',
  title: 'EfficientNet-B0',
  paper: 'efficientnet',
  options: { resolution: resolution(224), classes: classes() },
  published: [
    parameters('5.3M', 'Tan and Le 2019, table 2'),
    operations('0.39G', 'Tan and Le 2019, table 2'),
    parameters('5,288,548', 'torchvision 0.28, documentation'),
    operations('0.386G', 'torchvision 0.28, documentation'),
  ],
  describe: (g, o) => {
    let y = g.section('conv 3 × 3 / 2 to 32', () => {
      const window = { kernel: 3, stride: 2, padding: 1 };
      return swish(g, g.batchNorm(g.conv(picture(g, o.resolution), { to: 32, ...window })));
    });
    stages.forEach(([expansion, kernel, stride, to, times], i) => {
      const size = `${kernel} × ${kernel}`;
      const label = `stage ${i + 2}: ${times} × inverted residual ${size}, t = ${expansion}, to ${to}, first stride ${stride}`;
      y = g.section(label, () => {
        for (let k = 0; k < times; k++) {
          y = unit(g, y, { expansion, kernel, stride: k === 0 ? stride : 1, to });
        }
        return y;
      });
    });
    y = g.section('conv 1 × 1 to 1280', () =>
      swish(g, g.batchNorm(g.conv(y, { to: 1280, kernel: 1 }))),
    );
    const fc = g.section('global average pool; fc', () =>
      g.linear(g.dropout(g.globalAveragePool(y), 0.2), { to: o.classes }),
    );
    return { y: fc };
  },
});
