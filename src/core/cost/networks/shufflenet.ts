import { shuffleUnit } from '../../blocks/shufflenet';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, factor, oneOf, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, picture } from './network';
import { classifier, convNormRelu } from './parts';

/** Channels of stage 2 by the number of groups (Zhang et al. 2018, table 1); they double in each stage. */
const widths: Readonly<Record<number, number>> = { 1: 144, 2: 200, 3: 240, 4: 272, 8: 384 };

/** Units of stages 2, 3 and 4. */
const repeats = [4, 8, 4] as const;

/** The nearest multiple that is not 0. */
function nearest(channels: number, multiple: number): number {
  return Math.max(1, Math.round(channels / multiple)) * multiple;
}

/** 24 channels times the scale, of which from 1 on the authors’ later code takes whole parts only; groups divide them. */
function stemWidth(scale: number, groups: number): number {
  return nearest(24 * (scale < 1 ? scale : Math.floor(scale)), groups);
}

/** 3 × 3 / 2 to 24 channels, times the scale, and a max pool. */
function stem(g: Builder, size: number, to: number): Value {
  return g.section(`conv 3 × 3 / 2 to ${to}; max pool 3 × 3 / 2`, () => {
    const first = convNormRelu(g, picture(g, size), { to, kernel: 3, stride: 2, padding: 1 });
    return g.maxPool(first, { kernel: 3, stride: 2, padding: 1 });
  });
}

/** A stage of `units` units, `to` channels wide; the first halves the map and joins its pooled input. */
function stage(
  g: Builder,
  x: Value,
  of: { units: number; to: number; groups: number; first: boolean },
): Value {
  const { units, to, groups, first } = of;
  const width = nearest(to / 4, groups);
  // The input of stage 2 is too narrow for groups of its own.
  const firstGroups = first ? 1 : groups;
  const pooled = extent(x.shape).C;
  let y = shuffleUnit(g, x, { width, to: to - pooled, groups, firstGroups, stride: 2 });
  for (let i = 1; i < units; i++) y = shuffleUnit(g, y, { width, to, groups });
  return y;
}

const table2 = 'Zhang et al. 2018, table 2';
const table5 = 'Zhang et al. 2018, table 5';
const rounding =
  'The scaled widths do not divide into the groups, and the paper does not say how it rounds them; here each is the nearest multiple.';
const figures: readonly Published[] = [
  operations('143M', table2, { at: { groups: 1 } }),
  operations('140M', table2, { at: { groups: 2 } }),
  operations('137M', table2),
  parameters('1.8M', 'SENet, table 3, quoting ShuffleNet'),
  operations('133M', table2, { at: { groups: 4 }, reason: 'The layers of table 1 need 134.3M.' }),
  operations('137M', table2, {
    at: { groups: 8 },
    reason: 'The layers of table 1 need 138.4M; table 5 of the same paper prints 140M.',
  }),
  operations('38M', table2, { at: { groups: 4, scale: 0.5 }, reason: rounding }),
  operations('13M', table2, { at: { groups: 8, scale: 0.25 }, reason: rounding }),
  operations('292M', table5, { at: { scale: 1.5 } }),
  parameters('3.4M', 'MobileNetV2, table 4, quoting ShuffleNet', { at: { scale: 1.5 } }),
  operations('524M', table5, { at: { scale: 2 } }),
  parameters('5.4M', 'MobileNetV2, table 4, quoting ShuffleNet', { at: { scale: 2 } }),
];

/** Zhang et al. 2018, table 1. */
export const shufflenetV1 = network({
  name: 'shufflenet_v1',
  title: 'ShuffleNet',
  paper: 'shufflenet',
  options: {
    ...{ groups: oneOf([1, 2, 3, 4, 8], 3), scale: factor() },
    ...{ resolution: resolution(224), classes: classes() },
  },
  published: figures,
  describe: (g, o) => {
    const first = stemWidth(o.scale, o.groups);
    let y = stem(g, o.resolution, first);
    // Stage 2 begins with what the stem makes, and adds to it.
    const base = Math.max(nearest((widths[o.groups] ?? 0) * o.scale, o.groups), first + o.groups);
    repeats.forEach((units, i) => {
      const to = base * 2 ** i;
      const of = { units, to, groups: o.groups, first: i === 0 };
      const label = `1 unit / 2 + ${units - 1} units, width ${to}, ${nearest(to / 4, o.groups)} inside, ${o.groups} groups`;
      y = g.section(`stage ${i + 2}: ${label}`, () => stage(g, y, of));
    });
    return { y: classifier(g, y, o.classes) };
  },
});
