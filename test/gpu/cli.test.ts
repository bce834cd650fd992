import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costSchema } from '../../src/core/cost/report';
import { type Grade, gradeSchema } from '../../src/core/grade/report';
import { figuresOf } from '../../src/core/measure/figures';
import { measurementSchema } from '../../src/core/measure/measurement';
import { paperListSchema } from '../../src/core/syllabus/paper-list';
import { type BuiltCli, buildCli, type Ended } from '../support/dawn';
import { changed, folders, kernel, root } from '../support/kernels';

let cli: BuiltCli;
let work = '';
beforeAll(async () => {
  cli = await buildCli();
  work = await mkdtemp(join(tmpdir(), 'tilework-cli-'));
  await mkdir(join(work, 'tilework'));
}, 60_000);
afterAll(async () => {
  await cli.remove();
  await rm(work, { recursive: true });
});

const tilework = (...args: readonly string[]): Promise<Ended> => cli.run(args, { cwd: work });
/** Grades a text by `check`, as a learner would: on SwiftShader, so that every machine says the same. */
async function checked(id: string, source: string, ...flags: readonly string[]): Promise<Ended> {
  const file = join(work, 'kernel.wgsl');
  await writeFile(file, source);
  return await tilework('check', id, '--kernel', file, '--software', ...flags);
}

describe('list', () => {
  test('names every exercise', async () => {
    const { code, out, err } = await tilework('list');
    expect([code, err]).toEqual([0, '']);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(folders.map(({ exercise }) => exercise.id).toSorted());
  });
  test('--json: the catalogue', async () => {
    const { code, out } = await tilework('list', '--json');
    const { formatVersion, exercises } = JSON.parse(out) as {
      formatVersion: number;
      exercises: { id: string; folder: string; caseCount: number }[];
    };
    expect([code, formatVersion]).toEqual([0, 1]);
    expect(exercises.find(({ id }) => id === 'E07')).toMatchObject({
      folder: 'exercises/E07-transpose-through-workgroup-memory',
      title: 'Transpose through workgroup memory',
    });
    expect(exercises.map(({ caseCount }) => caseCount).every((count) => count > 0)).toBe(true);
  });
});

describe('papers', () => {
  test('each with id, title, topics, address, and how far its facts are checked', async () => {
    const { code, out, err } = await tilework('papers', '--topic', 'Grouped-Convolutions');
    expect([code, err]).toEqual([0, '']);
    const [, resnext] = out.split('\n\n');
    expect(resnext?.split('\n')).toEqual([
      'resnext  Aggregated Residual Transformations for Deep Neural Networks (2017)',
      '    topic  Grouped convolutions; ResNeXt: aggregated transformations',
      '    url    https://arxiv.org/abs/1611.05431',
      '    facts  10 rows of results, 4 with values from memory',
    ]);
  });
  test('--json keeps to its schema, each paper once', async () => {
    const { code, out } = await tilework('papers', '--json');
    expect(code).toBe(0);
    const { papers } = paperListSchema.parse(JSON.parse(out));
    expect(papers).toHaveLength(38);
    expect(new Set(papers.map(({ id }) => id)).size).toBe(38);
  });
  test('a topic has the papers of what stands under it', async () => {
    const { out } = await tilework('papers', '--topic', 'explicit-compression', '--json');
    const { papers } = paperListSchema.parse(JSON.parse(out));
    expect(papers.map(({ id }) => id)).toEqual(['deep-compression', 'low-rank-sparse', 'xnor-net']);
  });
  test('--bibtex', async () => {
    const { code, out } = await tilework('papers', '--topic', 'dense-connections', '--bibtex');
    expect(code).toBe(0);
    expect(out).toMatch(/^@inproceedings\{densenet,\n/);
    expect(out).toMatch(/author = \{Huang, Gao and Liu, Zhuang and van der Maaten, Laurens and /);
  });
  test('a topic without papers', async () => {
    const none = ['papers', '--topic', 'adaptive-and-warped'] as const;
    expect((await tilework(...none)).out).toBe('This topic has no papers.\n');
    expect(await tilework(...none, '--bibtex')).toMatchObject({ code: 0, out: '' });
  });
  test.each([
    [
      ['--topic', 'fractal-network'],
      /no topic “fractal-network”\. Did you mean “fractal-networks”\?/,
    ],
    [['--topic', 'fractal-network'], /\n {2}block-sparse-kernels +Block-sparse GPU kernels\n/],
    [['--json', '--bibtex'], /say --json or --bibtex, not both/],
    [['fourier'], /a topic is named by --topic: --topic fourier/],
  ])('%s: other trouble, and what to say instead', async (args, words) => {
    const { code, out, err } = await tilework('papers', ...args);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(words);
  });
});

describe('check', () => {
  const wrong = changed(kernel('E01'), 'i >= p.n', 'i > p.n');
  const broken = changed(kernel('E01'), 'c[i] = a[i]', 'c[i] = ;');
  test.each([
    ['passed', kernel('E01'), 0, /^E01 {2}PASSED\nPassed: right on every case\n/],
    ['failed', wrong, 1, /^E01 {2}FAILED\nThe kernel writes behind the end of “c”\n/],
    [
      'rejected',
      broken,
      2,
      /^E01 {2}REJECTED\nThe kernel does not compile\n[^]*kernel\.wgsl:\d+:\d+: /,
    ],
  ])('%s', async (_, source, code, text) => {
    const ended = await checked('E01', source);
    expect([ended.code, ended.err]).toEqual([code, '']);
    expect(ended.out).toMatch(text);
  });
  test('no adapter is other trouble, and nothing is graded wrong', async () => {
    const file = join(work, 'right.wgsl');
    await writeFile(file, kernel('E01'));
    const ended = await cli.run(['check', 'E01', '--kernel', file, '--software'], {
      env: { TILEWORK_SWIFTSHADER: '/nowhere/icd.json' },
    });
    expect(ended.code).toBe(3);
    expect(ended.out).toMatch(
      /^E01 {2}INCONCLUSIVE\nThe kernel could not be run here\nNothing was graded: WebGPU is here, but it offers no adapter\./,
    );
  });
  test('longer than the limit is other trouble too', async () => {
    const ended = await checked('E01', kernel('E01'), '--limit', '0.001');
    expect([ended.code, ended.out]).toEqual([
      3,
      expect.stringMatching(/still running after 0\.001 s and was stopped/),
    ]);
  });

  test.each([
    ['passed', kernel('E01'), 0],
    ['failed', changed(kernel('E01'), 'a[i] + b[i]', 'sqrt(-1.0 - a[i] * a[i])'), 1],
    ['rejected', broken, 2],
  ])('--json: a grade that %s has its published form', async (verdict, source, code) => {
    const ended = await checked('e1', source, '--json');
    const grade: Grade = gradeSchema.parse(JSON.parse(ended.out));
    expect(ended.code).toBe(code);
    expect(grade).toMatchObject({ formatVersion: 1, exercise: 'E01', verdict, caseCount: 11 });
    if (verdict === 'failed')
      expect(grade.cases[0]).toMatchObject({
        first: { tensor: 'c', index: [0], got: 'NaN' },
        diagnoses: [{ id: 'not-a-number' }],
      });
    if (verdict !== 'rejected') expect(grade.adapter?.software).toBe(true);
  });
  test.each(['E10-tree-sum-in-one-workgroup', 'e10', 'E010'])(
    'an exercise answers to %s; a byte order mark does no harm',
    async (name) => {
      const source = kernel('E10', 'starter.wgsl');
      const { code, out } = await checked(name, `\uFEFF${source}`, '--json');
      expect([
        code,
        (JSON.parse(out) as Grade).exercise,
        (JSON.parse(out) as Grade).diagnoses[0]?.id,
      ]).toEqual([1, 'E10', 'not-written']);
    },
  );
  test('without --kernel: the file of the workspace', async () => {
    await writeFile(join(work, 'tilework/E10.wgsl'), kernel('E10', 'starter.wgsl'));
    const { code, out } = await tilework('check', 'E10', '--software');
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^E10 {2}FAILED\nNothing has been written to “s”/),
    ]);
  });
  test('a kernel that never ends', async () => {
    const { code, out } = await checked(
      'E01',
      changed(kernel('E01'), '  c[i] =', '  loop { if (a[i] > 1e35) { break; } }\n  c[i] ='),
    );
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^E01 {2}FAILED\nA loop did not come to its end\nThe loop at line \d+/),
    ]);
  });
  test('a plan of the learner’s own, and one that is none', async () => {
    const plan = join(work, 'plan.json');
    await writeFile(
      plan,
      '{ "temps": [], "passes": [{ "entry": "main", "workgroups": ["ceil(n/W)", 1, 1] }] }',
    );
    expect((await checked('E01', kernel('E01'), '--plan', plan)).code).toBe(0);
    await writeFile(plan, '{ "temps": [],\n  "passes": [{ "entri": "main" }] }');
    const ended = await checked('E01', kernel('E01'), '--plan', plan);
    expect([ended.code, ended.out]).toEqual([3, '']);
    expect(ended.err).toMatch(/plan\.json:2:\d+: unknown key “entri”: did you mean “entry”\?/);
  });
});

describe('measure', () => {
  const measured = async (id: string, source: string, ...flags: string[]): Promise<Ended> => {
    const file = join(work, 'timed.wgsl');
    await writeFile(file, source);
    return await tilework('measure', id, '--kernel', file, '--software', ...flags);
  };
  test('a kernel beside the naive and the tuned one, as shares of the device', async () => {
    const { code, out } = await measured('E03', kernel('E03'), '--json');
    expect(code).toBe(0);
    const result = measurementSchema.parse(JSON.parse(out));
    expect(result.kernels.map(({ who }) => who)).toEqual(['yours', 'naive', 'tuned']);
    expect(result.adapter.software).toBe(true);
    // The same kernel twice, in turn on one device: whatever the machine, far from twice as fast as itself.
    const [yours, naive] = result.kernels.map((one) => one.milliseconds) as [number, number];
    expect(yours / naive).toBeGreaterThan(0.5);
    expect(yours / naive).toBeLessThan(2);
    for (const one of result.kernels) {
      expect(figuresOf(result, one).shareOfCopy).toBeGreaterThan(0);
      expect(figuresOf(result, one).shareOfRoof).toBeLessThan(1);
    }
  }, 60_000);
  test('at another shape of the exercise, or says which there are', async () => {
    const some = await measured('E13', kernel('E13'), '--shape', '2', '--json');
    const result = measurementSchema.parse(JSON.parse(some.out));
    expect([some.code, result.label]).toEqual([
      0,
      'n 2,097,152 · 256 bins · 100 % in one · 64 workgroups',
    ]);
    const none = await measured('E13', kernel('E13'), '--shape', '7');
    expect(none.code).toBe(3);
    expect(none.out).toContain(
      'There are 0 (40 of 100 values the same), 1 (values spread evenly), 2',
    );
  });

  test('what changes its inputs begins each time with the same', async () => {
    // Each run adds to what is there: were it not put back, only the first would be right, and twenty would be counted.
    const { code, out } = await measured('E12', kernel('E12'));
    expect([code, out]).toEqual([0, expect.stringContaining('3 of 3 elements')]);
    expect(out).toMatch(/yours +[\d.]+ (ms|µs)/);
  }, 60_000);
  test('a kernel that is wrong at that shape is not timed', async () => {
    const wrong = changed(kernel('E01'), 'a[', '(1.0 + f32(gid.x > 1500000u)) * a[');
    const { code, out } = await measured('E01', wrong);
    expect(code).toBe(3);
    expect(out).toMatch(/^E01: Wrong at the shape that is timed\n +c\[1[5-9]\d+\] is /);
  }, 60_000);
  test('nor one that does not compile', async () => {
    const { code, out } = await measured('E01', changed(kernel('E01'), 'a[', 'nothing['));
    expect([code, out]).toEqual([3, expect.stringContaining('E01: It does not compile')]);
  });
});

describe('cost', () => {
  test('a network: its table, totals with units, and what was published', async () => {
    const { code, out, err } = await tilework('cost', 'resnet50', '--strides', 'v1');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ResNet-50 {2}\(resnet50: resolution 224, strides v1, classes 1000\)$/m);
    expect(out).toMatch(/^stage 2: 4 units, .* {2}512 × 28 × 28 +1,219,584 +950\.53$/m);
    expect(out).toMatch(/^total +25,557,032 +3,857\.97$/m);
    expect(out).toMatch(/^parameters +25,557,032$/m);
    expect(out).toMatch(/^multiply-adds +3,857,973,248$/m);
    expect(out).toMatch(/^weights +102,440,608 bytes \(97\.69 MiB\) at f32$/m);
    expect(out).toMatch(/^activations +7,225,344 bytes \(6\.89 MiB\) at most at one time/m);
    expect(out).toMatch(/^receptive field +483 × 483, every 32 pixels/m);
    expect(out).toMatch(/^energy, estimated .* mJ: 17\.7 arithmetic/m);
    expect(out).toMatch(/^ {2}3\.8G operations, He et al\. 2016, table 1: the same$/m);
  });
  test('--layers: every layer', async () => {
    const { out } = await tilework('cost', 'vgg16', '--layers');
    expect(out).toMatch(/^conv13 {2}conv 3 × 3 +512 × 14 × 14 +2,359,808 +462\.42$/m);
  });
  test('--json has its published form, with whole numbers', async () => {
    const args = ['mobilenet_v2', '--width', '1.4', '--resolution', '160', '--json', '--layers'];
    const { code, out } = await tilework('cost', ...args);
    const cost = costSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(cost).toMatchObject({
      ...{ formatVersion: 1, network: 'mobilenet_v2', parameters: 6_108_776 },
      options: { width: 1.4, resolution: 160, classes: 1000 },
    });
    expect(cost.layers?.length).toBeGreaterThan(100);
  });
  test('alone: the networks', async () => {
    const { code, out } = await tilework('cost');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^densenet201 +DenseNet-201, k = 32 {2}\(--resolution 224 --classes 1000\)$/m,
    );
    expect(out).toMatch(
      /^resnet50 +ResNet-50 {2}\(--resolution 224 --strides v1\.5\|v1 --classes 1000\)$/m,
    );
    const list = JSON.parse((await tilework('cost', '--json')).out) as {
      formatVersion: number;
      networks: { name: string }[];
    };
    expect(list.formatVersion).toBe(1);
    expect(list.networks.map(({ name }) => name)).toContain('condensenet74');
  });
  test('an unknown network: the nearest name, and the list', async () => {
    const { code, out, err } = await tilework('cost', 'resnet5O');
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/^tilework: there is no network “resnet5O”: did you mean “resnet50”\?$/m);
    expect(err).toMatch(/^vgg16 /m);
  });
  test.each([
    [['--width', '0.5'], /resnet50 has no option “width”: write it without --width; it has/],
    [['--resolution', 'big'], /“resolution” of resnet50 is a whole number from 1 to 4096/],
    [['--classes', ''], /“classes” of resnet50 is a whole number from 1 to 100000/],
  ])('resnet50 %j', async (flags, says) => {
    const { code, out, err } = await tilework('cost', 'resnet50', ...flags);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(says);
  });
});

describe('what is asked in the wrong way', () => {
  test.each([
    [['check', 'E99'], /there is no exercise “E99”; `tilework list` shows them all/],
    [['check'], /name an exercise, or say --all/],
    [
      ['check', 'E01', '--kernel', '/nowhere/x.wgsl'],
      /cannot read \/nowhere\/x\.wgsl: there is no such file; name the kernel with --kernel FILE/,
    ],
    [
      ['check', 'E01', '--kernel', 'tilework', '--plan', 'none.json'],
      /cannot read tilework: (it is a folder|there is no such file)/,
    ],
    [['check', 'E01', 'E02'], /“E02” is more than check takes/],
    [['check', 'E01', '--limit', 'soon'], /--limit wants a number of seconds/],
    [['frobnicate'], /there is no command “frobnicate”/],
    [['constructor'], /there is no command “constructor”/],
    [['list', '--colour'], /--colour/],
    [[], /what shall I do\?/],
    [['validate', '/nowhere'], /there is no folder “\/nowhere” to validate/],
  ])('%j', async (args, says) => {
    const { code, out, err } = await tilework(...args);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(says);
  });
  test('--help helps', async () => {
    const { code, out } = await tilework('--help');
    expect([code, out]).toEqual([0, expect.stringMatching(/tilework check ID/)]);
  });
});

describe('validate', () => {
  const own = join(
    root,
    'syllabus/exercises',
    folders.find(({ exercise }) => exercise.id === 'E01')?.folder.split('/')[1] ?? '',
  );
  /** A copy of E01 whose exercise.json is changed, in a folder that has nothing else. */
  async function copy(name: string, change: (text: string) => string): Promise<string> {
    const folder = join(work, name);
    await cp(own, join(folder, 'mine'), { recursive: true });
    const file = join(folder, 'mine/exercise.json');
    await writeFile(file, change(await readFile(file, 'utf8')));
    return folder;
  }
  test.each([
    [
      'an unknown key',
      'key',
      (text: string) => changed(text, '"concept"', '"consept"'),
      /^mine\/exercise\.json:\d+:3: unknown key “consept”: did you mean “concept”\?$/m,
    ],
    [
      'a wrong type',
      'type',
      (text: string) => changed(text, '"title": "Add two vectors"', '"title": 5'),
      /^mine\/exercise\.json:5:12: “title”: .*expected string/m,
    ],
    [
      'a path that leaves its folder',
      'path',
      (text: string) => changed(text, '"mutants/no-guard.wgsl"', '"../../../secret"'),
      /^mine\/exercise\.json:\d+:15: “\.\.\/\.\.\/\.\.\/secret” is not a file of this folder/m,
    ],
    [
      'a dispatch that divides by zero',
      'zero',
      (text: string) => changed(text, '"ceil(n/W)"', '"ceil(n/0)"'),
      /^mine\/exercise\.json:\d+:\d+: the dispatch of “main”: .*division by zero/m,
    ],
    [
      'a dispatch of 10^9 workgroups',
      'huge',
      (text: string) => changed(text, '"ceil(n/W)"', '1000000000'),
      /^mine\/exercise\.json:\d+:\d+: the dispatch of “main”: .*at most 65,534/m,
    ],
    [
      'no JSON',
      'json',
      (text: string) => text.slice(0, 40),
      /^mine\/exercise\.json:\d+:\d+: not JSON/m,
    ],
  ])('%s: file, line and column', async (_, name, change, says) => {
    const { code, out } = await tilework('validate', await copy(name, change), '--software');
    expect(code).toBe(1);
    expect(out).toMatch(says);
    expect(out).toMatch(/; no kernel was run\n$/);
  });
  test('a folder without exercises', async () => {
    const { code, out } = await tilework('validate', join(work, 'tilework'));
    expect([code, out]).toEqual([1, expect.stringMatching(/^no exercise could be loaded in/)]);
  });
  test('a mutant that passes, and one with another diagnosis, are WRONG', async () => {
    const folder = await copy('mutant', (text) =>
      changed(text, '"diagnosis": "first-workgroup-only"', '"diagnosis": "all-zero"'),
    );
    await writeFile(join(folder, 'mine/mutants/no-guard.wgsl'), kernel('E01'));
    const { code, out } = await tilework('validate', folder, '--software');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^WRONG mine\/mutants\/no-guard\.wgsl +passed .* WANTED failed written-out-of-bounds/m,
    );
    expect(out).toMatch(
      /^WRONG mine\/mutants\/local-id\.wgsl +failed first-workgroup-only.* WANTED failed all-zero/m,
    );
    expect(out).toMatch(/^ok {4}mine\/solution\.wgsl +passed/m);
    expect(out).toMatch(/\ncontent: 7 passed, 2 failed\n$/);
  });
  test('a missing barrier whose values come right by luck is told by the race that is seen', async () => {
    const folder = join(work, 'luck');
    const E10 = folders.find(({ exercise }) => exercise.id === 'E10')?.folder ?? '';
    await cp(join(root, 'syllabus', E10), join(folder, 'tree'), { recursive: true });
    // SwiftShader runs four invocations in step, which the last two steps of a tree fit into.
    const lucky = changed(
      kernel('E10'),
      'reads what this one has stored.\n    workgroupBarrier();',
      'reads what this one has stored.\n    if (adders > 2) { workgroupBarrier(); }',
    );
    await writeFile(join(folder, 'tree/mutants/no-barrier-in-the-tree.wgsl'), lucky);
    const { out } = await tilework('validate', folder, '--software');
    expect(out).toMatch(/^ok {4}tree\/mutants\/no-barrier-in-the-tree\.wgsl +failed race /m);
    expect(out).toMatch(/, 0 failed\n$/);
  });
  test('an exercise’s own folder', async () => {
    const { code, out } = await tilework('validate', own, '--software');
    expect(out).toMatch(/\ncontent: 9 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });
});
