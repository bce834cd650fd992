import { nasnetANormalCell, nasnetAReductionCell } from '../../blocks/nasnet';
import { fitted, halved, searchedCell } from '../../blocks/searched-cell';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { offset } from '../../graph/layers/offset';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';

interface Plan {
  /** Normal cells between reductions (N), and channels of each operation in the first of them (F). */
  readonly repeats: number;
  readonly width: number;
  readonly stem: number;
  /** The first cell behind a reduction reads the last but two instead of the reduction’s own input. */
  readonly skipsReductionInput: boolean;
}

/** The layer before the last, fitted to a cell’s width, and to the size of the last. */
export function previous(g: Builder, before: Value, last: Value, to: number): Value {
  if (extent(before.shape).H === extent(last.shape).H) return fitted(g, before, { to });
  return to % 2 === 0 ? halved(g, before, { to }) : halvedUnevenly(g, before, to);
}

/** As `halved`, for an odd width: the second path makes one channel more, as in the authors’ code. */
function halvedUnevenly(g: Builder, x: Value, to: number): Value {
  const active = g.relu(x);
  const every = (from: Value, width: number): Value =>
    g.conv(g.averagePool(from, { kernel: 1, stride: 2 }), { to: width, kernel: 1 });
  const [first, second] = [Math.floor(to / 2), Math.ceil(to / 2)];
  const moved = g.layer(offset(1, 1), [active]);
  return g.batchNorm(g.concat(every(active, first), every(moved, second)));
}

/** 3 × 3 / 2 without padding and batch norm: what the stem’s cells begin with. */
export function cellStem(g: Builder, size: number, to: number): Value {
  return g.section(`conv 3 × 3 / 2 to ${to}`, () =>
    g.batchNorm(g.conv(picture(g, size), { to, kernel: 3, stride: 2 })),
  );
}

/** The outputs of all cells so far, the last one last. */
type Made = Value[];

/** Adds a cell of `to` channels an operation; `before` is its second input, by default the output before the last. */
function cell(
  g: Builder,
  made: Made,
  kind: 'normal' | 'reduction',
  to: number,
  from?: Value,
): void {
  const [before, last] = made.slice(-2);
  if (before === undefined || last === undefined) return;
  const inputs = [fitted(g, last, { to }), previous(g, from ?? before, last, to)] as const;
  made.push(
    kind === 'normal'
      ? searchedCell(g, inputs, nasnetANormalCell, { to })
      : searchedCell(g, inputs, nasnetAReductionCell, { to, stride: 2 }),
  );
}

/** Zoph et al. 2018, figure 2 right and appendix A.2: two reduction cells as a stem, then three stages of N cells. */
function describe(g: Builder, size: number, plan: Plan): Value {
  const { repeats, width } = plan;
  const [quarter, half] = [Math.floor(width / 4), Math.floor(width / 2)];
  const first = cellStem(g, size, plan.stem);
  const made: Made = [first];
  // The first cell has one input alone, and reads it fitted and as it is.
  g.section(`stem: reduction cell to 4 × ${quarter}`, () => {
    const h = fitted(g, first, { to: quarter });
    const options = { to: quarter, stride: 2 };
    made.push(searchedCell(g, [h, first], nasnetAReductionCell, options));
  });
  g.section(`stem: reduction cell to 4 × ${half}`, () => cell(g, made, 'reduction', half));
  for (const stage of [1, 2, 3]) {
    const to = width * 2 ** (stage - 1);
    const beforeLast = made.at(-2);
    if (stage > 1) {
      g.section(`reduction cell to 4 × ${to}`, () => cell(g, made, 'reduction', to));
    }
    const skipped = stage > 1 && plan.skipsReductionInput ? beforeLast : undefined;
    g.section(`stage ${stage}: ${repeats} normal cells of 6 × ${to}`, () => {
      cell(g, made, 'normal', to, skipped);
      for (let i = 1; i < repeats; i++) cell(g, made, 'normal', to);
    });
  }
  return made.at(-1) ?? first;
}

function nasnet(
  of: Pick<Network, 'name' | 'title' | 'published'> & {
    readonly plan: Plan;
    readonly size: number;
  },
): Network {
  const { plan, size, ...rest } = of;
  return network({
    ...rest,
    paper: 'nasnet',
    options: { resolution: resolution(size), classes: classes() },
    describe: (g, o) => ({ y: cellClassifier(g, describe(g, o.resolution, plan), o.classes) }),
  });
}

/** ReLU, global average pooling, dropout and a linear layer. */
export function cellClassifier(g: Builder, x: Value, to: number): Value {
  return g.section('ReLU, global average pool; fc', () =>
    g.linear(g.dropout(g.globalAveragePool(g.relu(x))), { to }),
  );
}

const cadene = 'pretrained-models.pytorch';

const mobileFigures: readonly Published[] = [
  parameters('5.3M', 'Zoph et al. 2018, table 3'),
  operations('564M', 'Zoph et al. 2018, table 3'),
  parameters('5,289,978', cadene, { fromMemory: true }),
];
const largeFigures: readonly Published[] = [
  parameters('88.9M', 'Zoph et al. 2018, table 2', {
    reason:
      'The layers have 88,753,150 parameters with 1,000 classes, timm’s 88.75M; the paper does not say what it counts besides.',
  }),
  operations('23.8G', 'Zoph et al. 2018, table 2'),
  parameters('88,753,150', cadene, { fromMemory: true }),
];

/** Zoph et al. 2018: “N @ P”, where P are the channels of the last map. */
export const nasnets: readonly Network[] = [
  nasnet({
    ...{ name: 'nasnet_a_mobile', title: 'NASNet-A (4 @ 1056)', size: 224 },
    plan: { repeats: 4, width: 44, stem: 32, skipsReductionInput: false },
    published: mobileFigures,
  }),
  nasnet({
    ...{ name: 'nasnet_a_large', title: 'NASNet-A (6 @ 4032)', size: 331 },
    plan: { repeats: 6, width: 168, stem: 96, skipsReductionInput: true },
    published: largeFigures,
  }),
];
