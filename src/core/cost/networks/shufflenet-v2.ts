import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { classifier, convNormRelu } from './parts';

/** Units of stages 2, 3 and 4. */
const repeats = [4, 8, 4] as const;

/** 3 × 3 depthwise and batch norm, no ReLU. */
function depthwise(g: Builder, x: Value, stride: number): Value {
  return g.batchNorm(g.depthwise(x, { kernel: 3, stride, padding: 1 }));
}

/** 1 × 1, 3 × 3 depthwise, 1 × 1, all `to` channels wide. */
function branch(g: Builder, x: Value, to: number, stride: number): Value {
  const narrow = convNormRelu(g, x, { to, kernel: 1 });
  return convNormRelu(g, depthwise(g, narrow, stride), { to, kernel: 1 });
}

/** Half of the channels pass, half go through the branch; they are joined and shuffled (Ma et al. 2018, figure 3c). */
function basicUnit(g: Builder, x: Value): Value {
  const half = extent(x.shape).C / 2;
  const part = (from: number): Value =>
    g.gather(
      x,
      Array.from({ length: half }, (_, c) => from + c),
    );
  return g.shuffle(g.concat(part(0), branch(g, part(half), half, 1)), 2);
}

/** Both paths see all channels and halve the map (figure 3d). */
function halvingUnit(g: Builder, x: Value, to: number): Value {
  const first = convNormRelu(g, depthwise(g, x, 2), { to: to / 2, kernel: 1 });
  return g.shuffle(g.concat(first, branch(g, x, to / 2, 2)), 2);
}

interface Plan {
  readonly scale: string;
  readonly widths: readonly [number, number, number];
  readonly last: number;
}

function shufflenetV2({ scale, widths, last }: Plan, published: readonly Published[]): Network {
  return network({
    name: `shufflenet_v2_x${scale.replace('.', '_')}`,
    title: `ShuffleNet V2 ${scale}×`,
    paper: 'shufflenet-v2',
    options: { resolution: resolution(224), classes: classes() },
    published,
    describe: (g, o) => {
      const window = { kernel: 3, stride: 2, padding: 1 };
      let y = g.section('conv 3 × 3 / 2 to 24; max pool 3 × 3 / 2', () =>
        g.maxPool(convNormRelu(g, picture(g, o.resolution), { to: 24, ...window }), window),
      );
      widths.forEach((to, i) => {
        const units = repeats[i] ?? 0;
        y = g.section(`stage ${i + 2}: 1 unit / 2 + ${units - 1} units, width ${to}`, () => {
          y = halvingUnit(g, y, to);
          for (let k = 1; k < units; k++) y = basicUnit(g, y);
          return y;
        });
      });
      y = g.section(`conv 1 × 1 to ${last}`, () => convNormRelu(g, y, { to: last, kernel: 1 }));
      return { y: classifier(g, y, o.classes) };
    },
  });
}

const repository = 'the ShuffleNet-Series repository';
const differs = (ours: string): { reason: string } => ({
  reason: `The layers need ${ours}; the repository does not say what it counts besides.`,
});

/** Ma et al. 2018, table 5. */
export const shufflenetsV2: readonly Network[] = [
  shufflenetV2({ scale: '0.5', widths: [48, 96, 192], last: 1024 }, [
    parameters('1.4M', repository),
    operations('41M', repository, differs('40.5M')),
  ]),
  shufflenetV2({ scale: '1.0', widths: [116, 232, 464], last: 1024 }, [
    parameters('2.3M', repository),
    operations('146M', repository, differs('144.9M')),
    parameters('2,278,604', 'torchvision 0.28, documentation'),
    operations('0.145G', 'torchvision 0.28, documentation'),
  ]),
  shufflenetV2({ scale: '1.5', widths: [176, 352, 704], last: 1024 }, [
    parameters('3.5M', repository),
    operations('299M', repository, differs('295.8M')),
  ]),
  shufflenetV2({ scale: '2.0', widths: [244, 488, 976], last: 2048 }, [
    parameters('7.4M', repository),
    operations('591M', repository, differs('583.3M')),
  ]),
];
