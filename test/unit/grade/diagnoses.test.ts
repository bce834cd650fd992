import { describe, expect, test } from 'vitest';
import { exact, type Rounding } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import type { Exercise } from '../../../src/core/exercise/schema';
import { gradeSchema } from '../../../src/core/grade/report';
import {
  failure,
  fakeRunner,
  fromReference,
  gradeFake,
  type Mistake,
} from '../../support/fake-runner';
import { exercise, kernel } from '../../support/kernels';

const E01 = exercise('E01', { cases: [{ n: 997 }] });
const E06 = exercise('E06', { cases: [{ rows: 37, cols: 70 }], misreadings: [] });
const E10 = exercise('E10');
/** An exercise with its control case only. */
const first = (id: string, change: Partial<Exercise> = {}): Exercise =>
  exercise(id, { cases: exercise(id).cases.slice(0, 1), ...change });
const L06 = first('L06', { misreadings: [] });

/** Wants this diagnosis first for a right result spoilt by `mistake`, and these words in it. */
function check(
  title: string,
  of: Exercise,
  mistake: Mistake,
  id: string,
  says: RegExp,
  round?: Rounding,
): void {
  test(title, async () => {
    const { diagnoses } = await failure(of, fromReference(of, mistake, round));
    expect(diagnoses.map((diagnosis) => diagnosis.id)[0]).toBe(id);
    expect(`${diagnoses[0]?.title ?? ''} ${diagnoses[0]?.says ?? ''}`).toMatch(says);
  });
}

const W = (run: {
  job: { passes: readonly { constants: Readonly<Record<string, number>> }[] };
}): number => run.job.passes[0]?.constants['W'] ?? 0;
const half: Rounding = (value) => {
  if (value === 0 || !Number.isFinite(value)) return value;
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10);
  return Math.round(value / step) * step;
};

test('a right kernel passes', async () => {
  for (const of of [
    exercise('E01', { cases: [{ n: 65 }, { n: 0 }, { n: 1000 }] }),
    E06,
    E10,
    first('E07'),
    first('L06'),
    first('L07'),
    first('L09'),
  ]) {
    const { grade } = await gradeFake(
      of,
      fakeRunner(fromReference(of, () => undefined, Math.fround)),
    );
    expect(grade).toMatchObject({ verdict: 'passed', diagnoses: [], problems: [] });
    expect(grade.cases.map((one) => one.verdict)).toEqual(of.cases.map(() => 'passed'));
    expect(gradeSchema.parse(JSON.parse(JSON.stringify(grade)))).toEqual(grade);
  }
});

describe('what is written', () => {
  check(
    'nothing',
    E01,
    () => false,
    'not-written',
    /Nothing has been written to “c”.*All 997 elements still hold the pattern/,
  );
  check('only zeros', E01, ({ values }) => values.fill(0), 'all-zero', /All of “c” is zero/);
  check(
    'behind the end',
    E01,
    ({ bound, values }) => bound.fill(0, values.length, values.length + 27),
    'written-out-of-bounds',
    /Element 997 was written, and “c” has 997 elements/,
  );
  check(
    'one element behind the end',
    E01,
    ({ bound, values }) => bound.fill(0, values.length, values.length + 1),
    'written-out-of-bounds',
    /behind the end of “c”/,
  );
  check(
    'behind the end with one workgroup more only',
    E01,
    ({ bound, values, run }) => {
      if ((run.job.passes[0]?.workgroups[0] ?? 0) > Math.ceil(997 / W(run)))
        bound.fill(0, values.length, values.length + 9);
    },
    'written-out-of-bounds',
    /with one workgroup more than the data needs/,
  );
  check(
    'only the reach of the first workgroup',
    E01,
    ({ bound, values, run }) => {
      bound.set(values.subarray(0, W(run)));
      return false;
    },
    'first-workgroup-only',
    /no more than one workgroup of 64 invocations/,
  );
  check(
    'only a corner of a matrix',
    E06,
    ({ bound, values, shape }) => {
      const [, columns = 0] = shape;
      for (let r = 0; r < 16; r++)
        for (let c = 0; c < 16; c++) bound[r * columns + c] = values[r * columns + c] ?? 0;
      return false;
    },
    'first-workgroup-only',
    /256 of 2,590 elements are written, no more than one workgroup of 256/,
  );
  check(
    'every other element',
    E01,
    ({ bound, values }) => {
      values.forEach((value, i) => (bound[i] = i % 2 === 0 ? value : (bound[i] ?? 0)));
      return false;
    },
    'partly-written',
    /498 of 997 elements of “c” were never written The first is c\[1\]/,
  );
  check(
    'added to what was there',
    E01,
    ({ bound, values }) => {
      values.forEach((value, i) => (bound[i] = (bound[i] ?? 0) + value));
      return false;
    },
    'accumulated-into-output',
    /“c” is read before it is written/,
  );
});

describe('what is read', () => {
  check(
    'one too far',
    E01,
    ({ values, inputs }) =>
      values.forEach(
        (_, i) => (values[i] = (inputs['a']?.[i + 1] ?? 0) + (inputs['b']?.[i + 1] ?? 0)),
      ),
    'read-out-of-bounds',
    /c\[996\] is made from memory that lies after the data/,
  );
  check(
    'the loop runs one too far',
    E10,
    ({ values, inputs, names }) =>
      (values[0] = (values[0] ?? 0) + (inputs['x']?.[names['n'] ?? 0] ?? 0)),
    'read-out-of-bounds',
    /s\[0\] is made from memory/,
  );
});

describe('what the values tell', () => {
  check(
    'not a number',
    E01,
    ({ values }) => (values[5] = NaN),
    'not-a-number',
    /c\[5\] is not a number/,
  );
  check(
    'infinite',
    E01,
    ({ values }) => (values[6] = -Infinity),
    'not-a-number',
    /c\[6\] is infinite/,
  );
  check(
    'transposed',
    E06,
    ({ values, shape: [rows = 0, cols = 0] }) => {
      const right = values.slice();
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < cols; c++) values[r * cols + c] = right[c * rows + r] ?? 0;
    },
    'transposed',
    /“t” is right, but transposed/,
  );
  check(
    'shifted',
    E01,
    ({ values }) => values.set([...values.subarray(1), 0]),
    'shifted',
    /its next neighbour's value along dimension 0/,
  );
  check(
    'shifted the other way',
    E01,
    ({ values }) => values.set([0, ...values.subarray(0, -1)]),
    'shifted',
    /its previous neighbour's value/,
  );
  check(
    'shifted by a row',
    E06,
    ({ values, shape: [, cols = 0] }) =>
      values.set([...values.subarray(cols), ...new Float64Array(cols)]),
    'shifted',
    /along dimension 0 \(of 70 × 37\)/,
  );
  check(
    'twice',
    E01,
    ({ values }) => values.forEach((value, i) => (values[i] = 2 * value)),
    'off-by-factor',
    /Every element is 2 times what it should be/,
  );
  check(
    'a third',
    E06,
    ({ values }) => values.forEach((value, i) => (values[i] = value / 3)),
    'off-by-factor',
    /1\/3 of/,
  );
  check(
    'negative',
    E01,
    ({ values }) => values.forEach((value, i) => (values[i] = -value)),
    'off-by-factor',
    /-1 times/,
  );
  check(
    'the last partial tile',
    E01,
    ({ values, run }) => values.fill(7, 997 - (997 % W(run))),
    'last-partial-tile',
    /37 wrong elements all lie where a tile of 64 sticks out/,
  );
  check(
    'along the border',
    L06,
    ({ values, shape }) => {
      const [rows = 0, cols = 0] = shape.slice(-2);
      values.forEach((value, i) => {
        const [r, c] = [Math.floor(i / cols) % rows, i % cols];
        if (r === 0 || c === 0) values[i] = value + 100;
      });
    },
    'border-only',
    /right inside and wrong along the border/,
  );
  check(
    'here and there',
    E01,
    ({ values }) => [10, 500].forEach((i) => (values[i] = 1e6)),
    'wrong-values',
    /2 of 997 elements are wrong 995 are right\. The first wrong one is c\[10\]/,
  );
  check(
    'everywhere',
    E01,
    ({ values }) => values.forEach((value, i) => (values[i] = value + 1 + (i % 7))),
    'wrong-values',
    /None is right/,
  );
});

describe('precision', () => {
  check(
    'a little off',
    L06,
    ({ values }) => values.forEach((value, i) => (values[i] = value + 1e-3)),
    'lost-precision',
    /Close, but outside the bound/,
  );
  check(
    'errors of 10 roundings everywhere, which no bound of one element shows',
    first('L06', { families: ['uniform'] }),
    ({ values, shape, names, inputs }) => {
      if (values.length < 256)
        throw new Error(`the rms test wants 256 elements, not ${shape.join()}`);
      const magnitude = blocks
        .get('conv2d')
        ?.forward(
          names,
          Object.fromEntries(
            Object.entries(inputs).map(([name, list]) => [name, Float64Array.from(list, Math.abs)]),
          ),
          exact,
        )['y'];
      values.forEach(
        (value, i) =>
          (values[i] = value + (i % 2 === 0 ? 10 : -10) * 2 ** -24 * (magnitude?.[i] ?? 0)),
      );
    },
    'lost-precision',
    /too rough.*On average the error is 9\.\d+ roundings of the sum's size|10\.?\d* roundings/,
  );
  check(
    'all of it in half precision',
    L06,
    () => undefined,
    'lost-precision',
    /Close, but outside the bound/,
    half,
  );
});

describe('several runs', () => {
  check(
    'right for one set of overrides only',
    E01,
    ({ values, run }) => W(run) === 64 || values.fill(3, 500),
    'fixed-workgroup-size',
    /It works with W = 64, and not with W = 32; W = 100; W = 128; W = 256/,
  );
  check(
    'wrong for some inputs, each of which meets a workgroup size of its own',
    E01,
    ({ values, inputs }) => {
      const whole = inputs['a']?.slice(0, values.length).every(Number.isInteger) ?? true;
      return whole || values.fill(3, 500);
    },
    'wrong-values',
    /elements are wrong/,
  );
  check(
    'other bits in a repeat',
    E10,
    ({ values, run }) => {
      if (run.repeat === 17)
        values[0] = (values[0] ?? 0) === 0 ? 2 ** -100 : (values[0] ?? 0) * (1 + 2 ** -23);
    },
    'race-suspected',
    /Run 18 differs from the first in at least one bit/,
    Math.fround,
  );
  test('the repeated case has enough elements for a race', async () => {
    const { grade } = await gradeFake(
      E10,
      fakeRunner(fromReference(E10, () => undefined, Math.fround)),
    );
    const repeated = grade.cases.filter((one) => one.trials >= 50);
    expect(repeated).toHaveLength(1);
    expect(repeated[0]?.parameters['n']).toBeGreaterThanOrEqual(256);
    expect(repeated[0]?.index).not.toBe(0);
  });
});

describe('places of the output', () => {
  const E13 = first('E13');
  const E16 = first('E16', { misreadings: [] });
  check(
    'what was there before is still there',
    E13,
    ({ values }) => values.fill(0),
    'left-as-it-was',
    /“h” is as it was before the kernel ran.*none of its 1,000 elements has changed/,
  );
  check(
    'written behind the result',
    E16,
    ({ name, values }) => {
      if (name === 'kept') values.set(values.map((v) => (Number.isNaN(v) ? 0 : v)));
    },
    'written-past-the-result',
    /“kept” is written where nothing belongs.*kept\[\d+\] was written too/,
  );
  check(
    'another order',
    E16,
    ({ name, values }) => {
      const end = values.findIndex(Number.isNaN);
      if (name === 'kept') values.subarray(0, end).reverse();
    },
    'right-in-another-order',
    /“kept” has the right numbers in another order/,
  );
});

describe('pow', () => {
  const calling = kernel('E01').replace('a[i] + b[i]', 'pow(a[i], 2) + b[i]');
  test('is named where the values are wrong', async () => {
    const { diagnoses } = await failure(
      E01,
      fromReference(E01, ({ values }) => (values[3] = (values[3] ?? 0) + 5)),
      calling,
    );
    expect(diagnoses[0]).toMatchObject({ id: 'pow-without-a-value' });
    expect(diagnoses[0]?.says).toMatch(/exp2\(y \* log2\(x\)\)/);
    expect(calling.split('\n')[diagnoses[0]?.range?.start.line ?? -1]).toContain('pow(a[i], 2)');
  });
  test('and not where they are right, or never written', async () => {
    const right = fakeRunner(fromReference(E01, () => undefined));
    expect((await gradeFake(E01, right, { source: calling })).grade.verdict).toBe('passed');
    const { diagnoses } = await failure(
      E01,
      fromReference(E01, () => false),
      calling,
    );
    expect(diagnoses[0]?.id).toBe('not-written');
  });
});

describe('a missing barrier is named where the text shows one', () => {
  const source = kernel('E10', 'mutants/no-barrier-before-the-tree.wgsl');
  test('with both lines, at the load', async () => {
    const { diagnoses } = await failure(
      E10,
      fromReference(E10, ({ values }) => (values[0] = (values[0] ?? 0) + 5)),
      source,
    );
    const at = diagnoses[0]?.range?.start.line ?? -1;
    expect(diagnoses[0]?.id).toBe('missing-barrier');
    expect(diagnoses[0]?.says).toMatch(
      new RegExp(`^Line \\d+ stores to “partial” and line ${at + 1} reads another element`),
    );
    expect(source.split('\n')[at]).toContain('partial[lid + adders]');
  });
  test('and not when the result is right', async () => {
    const { grade } = await gradeFake(
      E10,
      fakeRunner(fromReference(E10, () => undefined, Math.fround)),
      { source },
    );
    expect(grade.verdict).toBe('passed');
  });
});
