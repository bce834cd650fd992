import { describe, expect, test } from 'vitest';
import { caseDataflow } from '../../../src/core/dataflow/of-case';
import { curve, layoutOf, type Placed } from '../../../src/core/dataflow/layout';
import type { Plan } from '../../../src/core/exercise/plan-schema';
import { exercise, folders } from '../../support/kernels';

const L09 = exercise('L09');

/** The same plan, with a temporary for one more layer. */
const storing = (...layers: readonly string[]): Plan => ({
  ...L09.plan,
  temps: layers.map((is, i) => ({
    ...{ name: `t${i}`, binding: 7 + i, type: 'f32' as const, elements: 'N * Ci * Ho * Wo', is },
  })),
});

const linesOf = (plan: Plan, caseIndex = 0): (readonly string[])[] =>
  (caseDataflow(L09, plan, caseIndex)?.boxes ?? []).map(({ lines }) => lines);

describe('the dataflow of an exercise', () => {
  test('has the sizes of its case, and a name for each tensor', () => {
    const flow = caseDataflow(L09, L09.plan, 0);
    expect(flow?.boxes.map(({ tensor, shape }) => [tensor, shape?.join(' × ')])).toEqual([
      ['x', '2 × 6 × 9 × 7'],
      ['relu1', '2 × 6 × 5 × 4'],
      ['y', '2 × 8 × 5 × 4'],
      [undefined, undefined],
    ]);
    expect(flow?.boxes[1]?.expression).toBe('ReLU(batch norm(depthwise 3 × 3 / 2))');
    expect(caseDataflow(L09, L09.plan, 1)?.boxes[1]?.shape).toEqual([2, 6, 9, 7]);
  });

  test('is divided where the plan stores what comes out', () => {
    expect(linesOf(L09.plan)[1]).toEqual(['depthwise 3 × 3 / 2 · wd', 'batch norm · bn1', 'ReLU']);
    expect(linesOf(storing('conv1', 'relu1')).slice(1, 3)).toEqual([
      ['depthwise 3 × 3 / 2 · wd'],
      ['batch norm · bn1', 'ReLU'],
    ]);
  });

  test('is not there for a case that is none', () => {
    expect(caseDataflow(L09, L09.plan, 99)).toBeUndefined();
    expect(caseDataflow({ ...L09, reference: 'nothing' }, L09.plan, 0)).toBeUndefined();
  });

  const all = folders.map(({ exercise: one }) => [one.id, one] as const);
  test.each(all)('of %s shows each output at the end of an edge, in every case', (_, one) => {
    for (const caseIndex of one.cases.keys()) {
      const flow = caseDataflow(one, one.plan, caseIndex);
      const read = new Set(flow?.edges.map(({ from }) => from));
      const shown = flow?.boxes.filter(({ id }) => read.has(id)).map(({ tensor }) => tensor);
      const outputs = one.bindings.filter(({ role }) => role !== 'in').map(({ name }) => name);
      expect(shown).toEqual(expect.arrayContaining(outputs));
    }
  });
});

describe('the layout of a dataflow', () => {
  const flow = caseDataflow(L09, L09.plan, 0) ?? { boxes: [], edges: [] };
  const layout = layoutOf(flow, {
    box: () => ({ width: 100, height: 40 }),
    edge: () => ({ width: 80, height: 20 }),
  });
  const overlap = (a: Placed, b: Placed): boolean =>
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2;

  test('leaves room for the words of each edge, beside all boxes', () => {
    expect(layout.edges).toHaveLength(3);
    for (const { label } of layout.edges) {
      expect(label).toMatchObject({ width: 80, height: 20 });
      expect(layout.boxes.filter((box) => label && overlap(box, label))).toEqual([]);
    }
  });

  test('goes from top to bottom and says how much it takes', () => {
    const tops = layout.boxes.map(({ y }) => y);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(layout.height).toBeGreaterThanOrEqual(4 * 40 + 3 * 20);
    expect(layout.width).toBe(100);
  });

  test('draws an edge through its points, and none without points', () => {
    expect(curve([])).toBe('');
    expect(
      curve([
        { x: 0, y: 0 },
        { x: 0.04, y: 9.96 },
      ]),
    ).toBe('M0 0 L0 10');
  });
});
