import { separable, xceptionUnit } from '../../blocks/xception';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { classifier, convNormRelu } from './parts';

const pooled = 'max pool 3 × 3 / 2; shortcut 1 × 1 / 2';

/** Chollet 2017, figure 5. */
export const xception = network({
  name: 'xception',
  title: 'Xception',
  paper: 'xception',
  options: { resolution: resolution(299), classes: classes() },
  published: [
    parameters('22,855,952', 'Chollet 2017, table 3'),
    operations('8.38G', 'NASNet, table 2, quoting Xception', {
      reason: 'The layers need 8,357.4M; NASNet does not say what it counts besides.',
    }),
  ],
  notes: ['Keras prints 22,910,480 parameters: it counts the running statistics of batch norm.'],
  describe: (g, o) => {
    let y = g.section('conv 3 × 3 / 2 to 32, conv 3 × 3 to 64, without padding', () => {
      const first = convNormRelu(g, picture(g, o.resolution), { to: 32, kernel: 3, stride: 2 });
      return convNormRelu(g, first, { to: 64, kernel: 3 });
    });
    for (const to of [128, 256, 728]) {
      const options = { widths: [to, to], pooled: true, leadingRelu: to !== 128 };
      y = g.section(`entry unit: 2 × separable 3 × 3 to ${to}, ${pooled}`, () =>
        xceptionUnit(g, y, options),
      );
    }
    y = g.section('middle flow: 8 × (3 × separable 3 × 3 to 728, identity)', () => {
      for (let i = 0; i < 8; i++) y = xceptionUnit(g, y, { widths: [728, 728, 728] });
      return y;
    });
    y = g.section(`exit unit: separable to 728, separable to 1024, ${pooled}`, () =>
      xceptionUnit(g, y, { widths: [728, 1024], pooled: true }),
    );
    y = g.section('separable to 1536, separable to 2048', () =>
      [1536, 2048].reduce((value, to) => g.relu(separable(g, value, { to })), y),
    );
    return { y: classifier(g, y, o.classes) };
  },
});
