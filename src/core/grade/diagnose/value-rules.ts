import { exact } from '../../blocks/block';
import { unflatten } from '../../tensor/shape';
import { indexText } from '../format';
import { tastesOfCanary } from '../inputs';
import { isUnwritten, isWrong, type Kept } from '../kept';
import { sameOverrides } from '../trials';
import { type Evidence, type Rule, wrongOutput } from './evidence';

/** Mistakes that show in the values: a pattern in which elements are wrong, and in how they are. */

const n = (value: number): string => value.toLocaleString('en');

export const notANumber: Rule = {
  id: 'not-a-number',
  find(evidence) {
    const found = wrongOutput(evidence);
    const first = found?.wrong.find((i) => !Number.isFinite(found.output.got[i] ?? 0));
    if (found === undefined || first === undefined) return undefined;
    const { tensor, shape, got } = found.output;
    // Products of what lies behind the data overflow: then that it was read says more.
    if (found.wrong.some((i) => tastesOfCanary(got[i] ?? 0))) return undefined;
    const value = Number.isNaN(got[first]) ? 'not a number' : 'infinite';
    return {
      title: `${indexText(tensor, unflatten(shape, first))} is ${value}`,
      says: 'Look for a division by zero, the root or logarithm of a negative number, or an overflow. WGSL lets a compiler assume that this never happens, so on another device the same line may give anything.',
    };
  },
};

export const misreading: Rule = {
  id: 'misreading',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined) return undefined;
    for (const words of evidence.exercise.misreadings ?? []) {
      const alternative = evidence.block.misreadings.find((candidate) => candidate.id === words.id);
      if (alternative === undefined) continue;
      const outputs = alternative.forward(evidence.parameters, evidence.inputs, exact);
      const fits = evidence.outputs.every((kept) => agrees(kept, outputs[kept.tensor]));
      if (fits) return { title: words.title, says: words.says };
    }
    return undefined;
  },
};

/**
 * Whether the kernel's output is the misreading's. The bounds of the truth serve, floored for values near zero.
 * Where a misreading leads behind the end of an input there is a canary in the result: such elements may differ,
 * as long as a quarter of all is left to compare.
 */
function agrees(kept: Kept, other: Float64Array | undefined): boolean {
  if (other?.length !== kept.expected.length) return false;
  let excused = 0;
  const all = other.every((value, i) => {
    const got = kept.got[i] ?? NaN;
    if (Number.isNaN(value)) return isUnwritten(kept, i);
    if (tastesOfCanary(got)) return ++excused <= (3 * other.length) / 4;
    const allowance = Math.max(kept.bound[i] ?? 0, 1e-6 * Math.abs(value));
    return Math.abs(got - value) <= allowance;
  });
  // An output without elements goes with every reading.
  return all && (excused < other.length || other.length === 0);
}

export const allZero: Rule = {
  id: 'all-zero',
  find(evidence) {
    const kept = evidence.outputs.find(
      (output) =>
        output.got.every((value) => value === 0) &&
        output.expected.some((_, i) => isWrong(output, i)),
    );
    if (kept === undefined) return undefined;
    return {
      title: `All of “${kept.tensor}” is zero`,
      says: 'The stores happen, the values do not. Workgroup memory and variables start as zero: is the result stored before it is computed, or is a loop never entered?',
    };
  },
};

export const transposed: Rule = {
  id: 'transposed',
  find(evidence) {
    const found = wrongOutput(evidence);
    const kept = found?.output;
    if (kept === undefined || kept.shape.length < 2) return undefined;
    const [rows = 0, cols = 0] = kept.shape.slice(-2);
    if (rows < 2 || cols < 2) return undefined;
    const plane = rows * cols;
    const fits = everyWritten(kept, (i) => {
      const base = Math.floor(i / plane) * plane;
      const r = Math.floor((i % plane) / cols);
      const c = i % cols;
      return base + c * rows + r;
    });
    if (!fits) return undefined;
    return {
      title: `“${kept.tensor}” is right, but transposed`,
      says: 'Rows and columns have changed places. In row-major order element (r, c) of a matrix with C columns stands at r·C + c: which of the two sizes does the store multiply by?',
    };
  },
};

export const shifted: Rule = {
  id: 'shifted',
  find(evidence) {
    const kept = wrongOutput(evidence)?.output;
    if (kept === undefined) return undefined;
    for (let d = kept.shape.length - 1; d >= 0; d--) {
      const stride = kept.shape.slice(d + 1).reduce((product, size) => product * size, 1);
      const size = kept.shape[d] ?? 1;
      if (size < 4) continue;
      for (const by of [1, -1]) {
        if (!shiftedAlong(kept, stride, size, by)) continue;
        return {
          title: `“${kept.tensor}” is right, but shifted by one`,
          says: `Each element holds its ${by > 0 ? 'next' : 'previous'} neighbour's value along dimension ${d} (of ${kept.shape.join(' × ')}). Does a loop or an index start at 1 instead of 0, or end one too early?`,
        };
      }
    }
    return undefined;
  },
};

function shiftedAlong(kept: Kept, stride: number, size: number, by: number): boolean {
  return everyWritten(kept, (i) => {
    const at = Math.floor(i / stride) % size;
    return at + by < 0 || at + by >= size ? undefined : i + by * stride;
  });
}

/**
 * Whether each element equals the expected value at `source(i)` (undefined: anything goes), and the expected
 * values differ enough for that to mean something.
 */
function everyWritten(kept: Kept, source: (i: number) => number | undefined): boolean {
  const values = new Set<number>();
  for (let i = 0; i < kept.expected.length; i++) {
    const from = source(i);
    if (from === undefined) continue;
    const want = kept.expected[from] ?? NaN;
    if (values.size < 3) values.add(want);
    const error = Math.abs((kept.got[i] ?? NaN) - want);
    if (!(error <= Math.max(kept.bound[from] ?? 0, 1e-6 * Math.abs(want)))) return false;
  }
  return values.size >= 3;
}

/** Sorting more than this would be felt. */
const mostSorted = 2 ** 20;

export const reordered: Rule = {
  id: 'right-in-another-order',
  find(evidence) {
    const kept = wrongOutput(evidence)?.output;
    if (kept === undefined || kept.expected.length > mostSorted) return undefined;
    const wanted = kept.expected.filter((value) => !Number.isNaN(value)).sort();
    const got = Float64Array.from(kept.got)
      .filter((_, i) => !isUnwritten(kept, i))
      .sort();
    if (wanted.length !== got.length || new Set(wanted).size < 3) return undefined;
    if (!wanted.every((value, i) => value === got[i])) return undefined;
    return {
      title: `“${kept.tensor}” has the right numbers in another order`,
      says: 'Nothing is lost and nothing is there twice, so the values are right and the places are not. What decides the index of the store: the element itself, or who came first?',
    };
  },
};

export const offByFactor: Rule = {
  id: 'off-by-factor',
  find(evidence) {
    const kept = wrongOutput(evidence)?.output;
    if (kept === undefined) return undefined;
    const ratio = steadyRatio(kept);
    if (ratio === undefined || Math.abs(ratio - 1) < 1e-3) return undefined;
    const shown = Math.abs(ratio) >= 1 ? `${trim(ratio)} times` : `1/${trim(1 / ratio)} of`;
    return {
      title: `Every element is ${shown} what it should be`,
      says: 'One constant factor is wrong everywhere: a sum that is taken twice, a mean that is not divided (or divided by the wrong count), a scale applied again.',
    };
  },
};

/** got / expected where it is the same everywhere, for three elements that are not zero at least. */
function steadyRatio({ expected, got }: Kept): number | undefined {
  let ratio: number | undefined;
  let seen = 0;
  for (const [i, want] of expected.entries()) {
    const value = got[i] ?? NaN;
    if (want === 0 && value === 0) continue;
    ratio ??= value / want;
    // A ratio of zero or infinity is steady for nobody: what comes out here is not a number.
    if (!(Math.abs(value / want / ratio - 1) < 1e-4)) return undefined;
    seen++;
  }
  return seen < 3 ? undefined : ratio;
}

function trim(value: number): string {
  return String(Number(value.toPrecision(5)));
}

export const lastPartialTile: Rule = {
  id: 'last-partial-tile',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined || found.wrong.length === found.output.expected.length)
      return undefined;
    const kept = found.output;
    const [x, y, z] = evidence.workgroup;
    for (const tile of new Set([x * y * z, x, y, z, 32, 16])) {
      if (tile < 2 || !found.wrong.every((i) => inPartialTile(kept, i, tile))) continue;
      return {
        title: 'Right, except in the last partial tile',
        says: `The ${n(found.wrong.length)} wrong elements all lie where a tile of ${tile} sticks out over the edge of ${kept.shape.join(' × ')}; all whole tiles agree. Look at what the invocations there load and store: each load and each store needs its own guard, in its own matrix's rows and columns.`,
      };
    }
    return undefined;
  },
};

function inPartialTile(kept: Kept, flat: number, tile: number): boolean {
  return unflatten(kept.shape, flat).some((at, d) => {
    const size = kept.shape[d] ?? 1;
    return size % tile !== 0 && size > tile && at >= size - (size % tile);
  });
}

export const fixedWorkgroupSize: Rule = {
  id: 'fixed-workgroup-size',
  find(evidence) {
    // The usual size is tried with the inputs that failed: a literal in place of it is right there.
    const usual = evidence.exercise.overrides?.[0] ?? {};
    if (evidence.results.some((one) => !one.passed && sameOverrides(one.trial.overrides, usual)))
      return undefined;
    const sets = new Map<string, boolean>();
    for (const { trial, passed } of evidence.results) {
      if (trial.purpose !== 'values') continue;
      const name = Object.entries(trial.overrides)
        .map(([key, value]) => `${key} = ${value}`)
        .join(', ');
      sets.set(name, (sets.get(name) ?? true) && passed);
    }
    const right = [...sets].filter(([, passed]) => passed).map(([name]) => name);
    const wrong = [...sets].filter(([, passed]) => !passed).map(([name]) => name);
    if (right.length === 0 || wrong.length === 0 || wrong.includes('')) return undefined;
    return {
      title: 'Right for some workgroup sizes, wrong for others',
      says: `It works with ${right.join('; ')}, and not with ${wrong.join('; ')}. A number in the kernel stands where the override's name belongs: search for literal sizes.`,
    };
  },
};

/**
 * How far off still counts as close, as a part of the largest value: sums of the labs' length come out of half
 * precision up to 2e-3 off. A few values may be near the right ones by chance, so there it is less.
 */
const nearly = (elements: number): number => (elements < 16 ? 1e-3 : 4e-3);

export const lostPrecision: Rule = {
  id: 'lost-precision',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined) {
      if (evidence.roughness === undefined) return undefined;
      return {
        title: 'Every element is close, but together they are too rough',
        says: `On average the error is ${trim(evidence.roughness)} roundings of the sum's size; a sum in f32 stays below 8. Is something rounded to half precision, or kept as an integer, on the way?`,
      };
    }
    const kept = found.output;
    const largest = kept.expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const close = found.wrong.every(
      (i) =>
        !isUnwritten(found.output, i) &&
        Math.abs((kept.got[i] ?? NaN) - (kept.expected[i] ?? NaN)) <
          nearly(kept.expected.length) * largest,
    );
    if (!close || largest === 0) return undefined;
    return {
      title: 'Close, but outside the bound',
      says: 'The values are nearly right, and further off than rounding in f32 can explain in any order of summation. Look for a small term that is left out (an epsilon, a bias, the last product), or for precision that is lost on the way.',
    };
  },
};

export const borderOnly: Rule = {
  id: 'border-only',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined) return undefined;
    const { shape, expected, tensor } = found.output;
    const [rows = 1, cols = 1] = shape.slice(-2);
    if (shape.length < 2 || rows < 4 || cols < 4) return undefined;
    const depth = Math.max(1, Math.floor(Math.min(rows, cols) / 4));
    const fromEdge = found.wrong.map((i) => {
      const [r = 0, c = 0] = unflatten(shape, i).slice(-2);
      return Math.min(r, rows - 1 - r, c, cols - 1 - c);
    });
    const inBorder = fromEdge.every((distance) => distance < depth) && fromEdge.includes(0);
    if (!inBorder || found.wrong.length === expected.length) return undefined;
    return {
      title: `“${tensor}” is right inside and wrong along the border`,
      says: 'At the border a window reaches outside the input, where the contract puts zeros. What does the kernel read there? An unsigned row or column cannot be negative: compute it as i32, compare with 0 and the size, and skip what lies outside.',
    };
  },
};

export const wrongValues: Rule = {
  id: 'wrong-values',
  find(evidence: Evidence) {
    const found = wrongOutput(evidence);
    const first = found?.wrong[0];
    if (found === undefined || first === undefined) return undefined;
    const kept = found.output;
    const right = kept.expected.length - found.wrong.length;
    const index = indexText(kept.tensor, unflatten(kept.shape, first));
    return {
      title: `${n(found.wrong.length)} of ${n(kept.expected.length)} elements are wrong`,
      says: `${right === 0 ? 'None is right.' : `${n(right)} are right.`} The first wrong one is ${index}. Work it out by hand from the inputs, and follow the kernel's indices for the invocation that writes it.`,
    };
  },
};
