// The figures of `npm run bench -- blocks`, on one core: what grading waits for, exercise by exercise, and the reference
// blocks at the shapes of the labs' benchmarks.
import { exact, type Parameters, type Tensors } from '../../src/core/blocks/block';
import { type ConvSizes, convSizes } from '../../src/core/blocks/conv-sizes';
import { sample } from '../../src/core/blocks/sample';
import { filesOf, ownSyllabus, syllabusFiles } from '../../src/cli/content';
import { loadExercise } from '../../src/core/exercise/load';
import type { Exercise } from '../../src/core/exercise/schema';
import { blockNamed, only, seeded } from '../unit/blocks/stored';
import { sevenLoops } from '../unit/blocks/seven-loops';
import { convolution, onnxRuntimeVersion } from './onnx-runtime';
import { digits, median, spread } from './table';

/** Runs of each block after one that warms up, fewer where they are long. */
const rounds = 5;
const patience = 4000;

interface Bench {
  readonly lab: string;
  readonly id: string;
  /** What differs from the block's own example. */
  readonly change?: Parameters;
}

const wide = { Ci: 256, H: 28, W: 28, Co: 256 };

/** The labs with a block, in the course's order; L24's dilated convolution stands for itself. */
const benches: readonly Bench[] = [
  { lab: 'L01 dense', id: 'conv2d' },
  { lab: 'L02', id: 'im2col' },
  { lab: 'L03', id: 'mec' },
  { lab: 'L04', id: 'winograd' },
  { lab: 'L05', id: 'fft-convolution' },
  { lab: 'L06 grouped', id: 'conv2d', change: { ...wide, g: 32 } },
  { lab: 'L07 depthwise', id: 'conv2d', change: { Ci: 144, Co: 144, g: 144 } },
  { lab: 'L08', id: 'pointwise' },
  ...['depthwise-separable', 'inverted-residual', 'inception', 'xception-middle'].map((id, i) => ({
    lab: `L${String(i + 9).padStart(2, '0')}`,
    id,
  })),
  ...['resnet-bottleneck', 'resnext', 'dense-layer', 'channel-shuffle', 'shufflenet-unit'].map(
    (id, i) => ({ lab: `L${i + 13}`, id }),
  ),
  ...['interleaved-group', 'expander', 'shift-pointwise', 'capsules', 'fractal-join'].map(
    (id, i) => ({ lab: `L${i + 18}`, id }),
  ),
  { lab: 'L23', id: 'squeeze-excitation' },
  {
    ...{ lab: 'L24 dilated', id: 'conv2d' },
    change: { N: 2, Ci: 256, H: 33, W: 33, ph: 12, pw: 12, dh: 12, dw: 12 },
  },
  ...['aspp', 'pyramid-pooling', 'nasnet-a-normal', 'hierarchical-cell', 'pnasnet-5'].map(
    (id, i) => ({ lab: `L${i + 24}`, id }),
  ),
  ...['learned-group-conv', 'magnitude-prune', 'csr-matmul', 'block-sparse-matmul'].map(
    (id, i) => ({ lab: `L${i + 29}`, id }),
  ),
  ...['codebook-conv2d', 'int8-conv2d', 'low-rank-conv2d', 'low-rank-sparse-conv2d'].map(
    (id, i) => ({ lab: `L${i + 33}`, id }),
  ),
  ...['xnor-conv2d', 'softmax-cross-entropy', 'conv2d-backward-data'].map((id, i) => ({
    lab: `L${i + 37}`,
    id,
  })),
  ...['conv2d-backward-weights', 'sgd', 'batch-norm-training', 'pool-backward'].map((id, i) => ({
    lab: `L${i + 40}`,
    id,
  })),
];

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** Milliseconds of each run after the first. */
function often(act: () => unknown): number[] {
  const first = timed(act);
  const times = Math.max(1, Math.min(rounds, Math.floor(patience / first)));
  return Array.from({ length: times }, () => timed(act));
}

/** One image suffices to tell how fast the plain definition is. */
function naive(p: Parameters, inputs: Tensors): number {
  const one = { ...p, N: 1 };
  const of = convSizes(one);
  const x = only(inputs, 'x').subarray(0, of.Ci * of.H * of.W);
  const took = timed(() => sevenLoops(one, x, only(inputs, 'w')));
  return (2 * multiplyAdds(of)) / took / 1e6;
}

function multiplyAdds({ N, Co, Ho, Wo, Ci, g, Kh, Kw }: ConvSizes): number {
  return (N * Co * Ho * Wo * Ci * Kh * Kw) / g;
}

/** Milliseconds of ONNX Runtime, in f32; it must agree with us, else the figure would mean nothing. */
async function byOnnxRuntime(
  p: Parameters,
  inputs: Tensors,
  truth: Float64Array,
): Promise<number[]> {
  const session = await convolution(convSizes(p), only(inputs, 'x'), only(inputs, 'w'));
  const y = await session.run();
  const wrong = truth.findIndex((value, i) => !(Math.abs(value - (y[i] ?? NaN)) < 1e-3));
  if (wrong >= 0) throw new Error(`ONNX Runtime and the block differ at element ${wrong}.`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await session.run();
    times.push(performance.now() - start);
  }
  await session.release();
  return times;
}

async function lineOf({ lab, id, change }: Bench): Promise<string> {
  const block = blockNamed(id);
  const p = { ...block.example, ...change };
  const problem = block.illegal(p);
  if (problem !== undefined) throw new Error(`${lab}: ${problem}`);
  const made = seeded(block, p, 1);
  const inputs =
    id === 'conv2d' ? { ...made, bias: new Float64Array(only(made, 'bias').length) } : made;
  const { flops } = block.cost(p);
  const times = often(() => block.forward(p, inputs, exact));
  const samples = often(() => sample(block, p, inputs, exact, 1));
  const rate = (ms: number): string => (flops === 0 ? '–' : digits(flops / ms / 1e6));
  const cells = [lab, id, digits(flops / 1e6), digits(median(times)), spread(times)];
  cells.push(rate(median(times)), digits(median(samples)));
  if (id === 'conv2d') {
    cells.push(digits(naive(p, inputs)));
    const truth = only(block.forward(p, inputs, exact), 'y');
    cells.push(rate(median(await byOnnxRuntime(p, inputs, truth))));
  } else cells.push('', '');
  return `| ${cells.join(' | ')} |`;
}

/** The exercise's case with the most arithmetic and traffic, and the whole reference run on it. */
function gradingLine(exercise: Exercise): string {
  const block = blockNamed(exercise.reference);
  const size = (p: Parameters): number => block.cost(p).flops + block.cost(p).bytes;
  const largest = exercise.cases.reduce((most, p) => (size(p) > size(most) ? p : most));
  const inputs = seeded(block, largest, 1);
  const times = often(() => block.forward(largest, inputs, exact));
  const label = Object.entries(largest).map(([name, value]) => `${name} ${value}`);
  const { flops } = block.cost(largest);
  const cells = [exercise.id, block.id, label.join(', '), digits(flops / 1e6)];
  return `| ${[...cells, digits(median(times)), spread(times)].join(' | ')} |`;
}

/** What grading waits for: it computes every case whole, so the largest one says how long. */
async function gradingCases(): Promise<void> {
  const root = ownSyllabus();
  const files = filesOf(root);
  const heads = ['exercise', 'block', 'largest grading case', 'MFLOP', 'whole, ms', 'spread'];
  process.stdout.write(`\n| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}\n`);
  for (const path of await syllabusFiles(root)) {
    if (!path.endsWith('/exercise.json')) continue;
    const loaded = await loadExercise(files, path.slice(0, -'/exercise.json'.length));
    if (loaded.ok) process.stdout.write(`${gradingLine(loaded.value.exercise)}\n`);
  }
  process.stdout.write('\nAim: 100 ms for the largest grading case.\n');
}

async function main(): Promise<void> {
  await gradingCases();
  const heads = ['lab', 'block', 'MFLOP', 'whole, ms', 'spread', 'GFLOP/s', '4,096 elements, ms'];
  heads.push('seven loops, GFLOP/s', 'ONNX Runtime, GFLOP/s');
  process.stdout.write(`\n| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}\n`);
  for (const bench of benches) process.stdout.write(`${await lineOf(bench)}\n`);
  process.stdout.write(
    `\nBlocks in f64 on one core of ${process.arch}, Node ${process.version}. Aims: 1.5 GFLOP/s for L01; 100 ms for a sample.\n` +
      `ONNX Runtime ${onnxRuntimeVersion}: its CPU provider in WebAssembly, f32 with SIMD, one thread.\n`,
  );
}

await main();
