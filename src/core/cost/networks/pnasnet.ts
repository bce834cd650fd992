import { pnasnet5Cell } from '../../blocks/pnasnet';
import { fitted, searchedCell } from '../../blocks/searched-cell';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { cellClassifier, cellStem, previous } from './nasnet';
import { network, type Network } from './network';

interface Plan {
  /** Cells of a stage (N), and channels of each operation in the first (F). */
  readonly repeats: number;
  readonly width: number;
  readonly stem: number;
}

/** A cell of `to` channels an operation behind the two last outputs. */
function cell(g: Builder, made: Value[], to: number, stride: number): void {
  const [before, last] = made.slice(-2);
  if (before === undefined || last === undefined) return;
  const inputs = [fitted(g, last, { to }), previous(g, before, last, to)] as const;
  made.push(searchedCell(g, inputs, pnasnet5Cell, { to, stride }));
}

/** Liu et al. 2018, section 3.1 and figure 1 right: the same cell everywhere, with stride 2 where the map is halved. */
function describe(g: Builder, size: number, { repeats, width, stem }: Plan): Value {
  const [quarter, half] = [Math.floor(width / 4), Math.floor(width / 2)];
  const first = cellStem(g, size, stem);
  const made = [first];
  // The first cell has one input alone, and reads it fitted and as it is.
  g.section(`stem: cell / 2 to 5 × ${quarter}`, () => {
    const a = fitted(g, first, { to: quarter });
    made.push(searchedCell(g, [a, first], pnasnet5Cell, { to: quarter, stride: 2 }));
  });
  g.section(`stem: cell / 2 to 5 × ${half}`, () => cell(g, made, half, 2));
  for (const stage of [1, 2, 3]) {
    const to = width * 2 ** (stage - 1);
    const halves = stage > 1 ? ', the first / 2' : '';
    g.section(`stage ${stage}: ${repeats} cells of 5 × ${to}${halves}`, () => {
      for (let i = 0; i < repeats; i++) cell(g, made, to, stage > 1 && i === 0 ? 2 : 1);
    });
  }
  return made.at(-1) ?? first;
}

function pnasnet(
  of: Pick<Network, 'name' | 'title' | 'published'> & {
    readonly plan: Plan;
    readonly size: number;
  },
): Network {
  const { plan, size, ...rest } = of;
  return network({
    ...rest,
    paper: 'pnasnet',
    options: { resolution: resolution(size), classes: classes() },
    describe: (g, o) => ({ y: cellClassifier(g, describe(g, o.resolution, plan), o.classes) }),
  });
}

export const pnasnets: readonly Network[] = [
  pnasnet({
    ...{ name: 'pnasnet5_mobile', title: 'PNASNet-5 (N = 3, F = 54)', size: 224 },
    plan: { repeats: 3, width: 54, stem: 32 },
    published: [
      parameters('5.1M', 'Liu et al. 2018, table of mobile networks'),
      operations('588M', 'Liu et al. 2018, table of mobile networks', {
        reason: 'The layers need 587.3M with 1,000 classes; the authors’ code has 1,001.',
      }),
    ],
  }),
  pnasnet({
    ...{ name: 'pnasnet5_large', title: 'PNASNet-5 (N = 4, F = 216)', size: 331 },
    plan: { repeats: 4, width: 216, stem: 96 },
    published: [
      parameters('86.1M', 'Liu et al. 2018, table of large networks'),
      operations('25.0G', 'Liu et al. 2018, table of large networks', {
        reason: 'The layers need 24,937M, which the paper rounds up to its three figures.',
      }),
      parameters('86,057,668', 'pretrained-models.pytorch', { fromMemory: true }),
    ],
  }),
];
