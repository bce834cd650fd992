import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { buildGraph } from '../../../src/core/graph/builder';
import { forward } from '../../../src/core/graph/evaluate';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import {
  expectedPicture,
  type Keeping,
  type PictureReply,
  pictureOf,
} from '../../../src/core/grade/keeping';
import { knownTensor } from '../../../src/core/grade/known';
import type { Exercise } from '../../../src/core/exercise/schema';
import { simulatorRunner } from '../../../src/simulator/runner';
import { exercise, folders, kernel } from '../../support/kernels';

const whole = exercise('L09');
/** The control case and one of another size, with inputs that no ReLU leaves alone. */
const L09: Exercise = { ...whole, cases: whole.cases.slice(0, 2), families: ['uniform'] };

async function keepingOf(of: Exercise, source: string): Promise<Keeping> {
  const { kept } = await gradeExercise({ exercise: of, source }, simulatorRunner(), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return { run: 3, exercise: of, cases: kept };
}

const room = { maxRows: 64, maxCols: 64 };
const order = (tensor: string | number, caseIndex = 0) => ({
  ...{ run: 3, caseIndex, tensor, plane: 'first wrong' as const },
  ...room,
});
const wrongIn = (reply: PictureReply | undefined): number =>
  (reply?.wrongByPlane ?? new Uint32Array()).reduce((sum, wrong) => sum + wrong, 0);

describe('tensors between the layers', () => {
  test('of a right kernel are as expected, in each case', async () => {
    const keeping = await keepingOf(L09, kernel('L09'));
    for (const caseIndex of [0, 1]) {
      const reply = pictureOf(keeping, order('relu1', caseIndex));
      expect(reply).toMatchObject({ tensors: ['t'], shows: 'both' });
      expect(reply?.shape).toEqual(caseIndex === 0 ? [2, 6, 5, 4] : [2, 6, 9, 7]);
      expect(wrongIn(reply)).toBe(0);
    }
  });

  test('show which of two passes is wrong', async () => {
    const first = await keepingOf(L09, kernel('L09', 'mutants/first-relu-forgotten.wgsl'));
    expect(wrongIn(pictureOf(first, order('relu1')))).toBeGreaterThan(0);
    expect(wrongIn(pictureOf(first, order('y')))).toBeGreaterThan(0);
    const second = await keepingOf(L09, kernel('L09', 'mutants/last-relu-forgotten.wgsl'));
    expect(wrongIn(pictureOf(second, order('relu1')))).toBe(0);
    expect(wrongIn(pictureOf(second, order('y')))).toBeGreaterThan(0);
  });

  test('that a pass never wrote are told as unwritten', async () => {
    const keeping = await keepingOf(L09, kernel('L09', 'starter.wgsl'));
    const reply = pictureOf(keeping, order('relu1'));
    expect(wrongIn(reply)).toBe(2 * 6 * 5 * 4);
    expect(new Set(reply?.picture.unwritten)).toEqual(new Set([1]));
  });

  test('have values that nothing is compared with, where the plan does not say what holds them', async () => {
    const temps = L09.plan.temps.map(({ name, binding, type, elements }) => {
      return { name, binding, type, elements };
    });
    const keeping = await keepingOf({ ...L09, plan: { ...L09.plan, temps } }, kernel('L09'));
    const reply = pictureOf(keeping, order('relu1'));
    expect(reply).toMatchObject({ tensors: ['relu1'], shows: 'expected' });
    expect(wrongIn(reply)).toBe(0);
    // A layer between those that are stored can be looked at as well.
    expect(pictureOf(keeping, order('conv2'))).toMatchObject({ shows: 'expected' });
  });

  test('an output is the one that was graded, by its number and by its name; an input is an input', async () => {
    const keeping = await keepingOf(L09, kernel('L09'));
    expect(pictureOf(keeping, order('y'))).toEqual(pictureOf(keeping, order(0)));
    expect(pictureOf(keeping, order('x'))).toMatchObject({ tensors: ['x'], shows: 'input' });
  });

  test('that are not there, and runs that are gone, have no picture', async () => {
    const keeping = await keepingOf(L09, kernel('L09'));
    expect(pictureOf(keeping, order('relu9'))).toBeUndefined();
    expect(pictureOf(keeping, { ...order('relu1'), run: 2 })).toBeUndefined();
    expect(pictureOf(keeping, order('relu1', 7))).toBeUndefined();
  });
});

describe('what is expected before any run', () => {
  test('is what the layers give one after the other', () => {
    const family = 'integers';
    const at = (name: string): Float64Array =>
      knownTensor(L09, 0, family, name)?.expected ?? new Float64Array();
    const inputs = Object.fromEntries(['x', 'wd', 'bn1'].map((name) => [name, at(name)]));
    const built = buildGraph((g) => {
      const x = g.input('x', [2, 6, 9, 7]);
      const filtered = g.depthwise(x, { weight: 'wd', kernel: 3, stride: 2, padding: 1 });
      return { t: g.relu(g.batchNorm(filtered, { statistics: 'bn1' })) };
    });
    if (!built.ok) throw new Error(built.problem);
    expect(at('relu1')).toEqual(forward(built.graph, inputs, exact)['t']);
    expect(at('relu1').some((value) => value > 0)).toBe(true);
  });

  const all = folders.map(({ exercise: one }) => [one.id, one] as const);
  test.each(all)('%s: its outputs, with nothing wrong in them', (_, one) => {
    const block = blocks.get(one.reference);
    for (const tensor of block?.outputs ?? []) {
      const reply = expectedPicture(one, { caseIndex: 0, tensor, plane: 0, ...room });
      expect(reply).toMatchObject({ tensors: [tensor], shows: 'expected' });
      expect(wrongIn(reply)).toBe(0);
    }
    for (const { name: tensor } of one.bindings.filter(({ role }) => role === 'in'))
      expect(expectedPicture(one, { caseIndex: 0, tensor, plane: 0, ...room })?.shows).toBe(
        'input',
      );
  });
});
