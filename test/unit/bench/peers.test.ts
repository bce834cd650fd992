import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { onProcessor } from '../../bench/onnx-runtime';
import { channelsFirst, channelsLast } from '../../bench/peers/contestant';
import type { LabResult } from '../../bench/peers/measure-lab';
import { modelOf } from '../../bench/peers/onnx';
import { operatorOf } from '../../bench/peers/operators';
import { race, rotated } from '../../bench/peers/race';
import { ratiosOf, reportOf, withSection } from '../../bench/peers/report';
import { folders } from '../../support/kernels';
import { blockNamed, distance, only, seeded } from '../blocks/stored';

const convolution = { N: 2, Ci: 6, H: 7, W: 5, Co: 9, Kh: 3, Kw: 3, sh: 2, sw: 1 };
const padded = { ph: 1, pw: 1, dh: 1, dw: 2 };

describe('what the peers are given computes what the lab does', () => {
  test.each([
    ['conv2d', { ...convolution, ...padded, g: 3 }],
    ['conv2d', { ...convolution, ...padded, Co: 12, g: 6 }],
    ['im2col', { ...convolution, ...padded, g: 1 }],
    ['mec', { ...convolution, ph: 1, pw: 1, dh: 1, dw: 1, g: 1 }],
    ['winograd', { ...convolution, sh: 1, ph: 1, pw: 1, dh: 1, dw: 1, g: 1 }],
    ['pointwise', { N: 2, Ci: 5, HW: 9, Co: 4 }],
    ['pointwise', { N: 2, Ci: 5, HW: 7, Co: 4 }],
    ['channel-shuffle', { N: 2, C: 12, HW: 6, g: 3 }],
    ['interleaved-group', { N: 2, H: 5, W: 4, L: 3, M: 2 }],
    ['depthwise-separable', { N: 2, Ci: 4, H: 6, W: 5, Co: 6, s: 2 }],
    ['inverted-residual', { N: 1, Ci: 4, H: 6, W: 5, Co: 4, t: 6, s: 1 }],
    ['inverted-residual', { N: 1, Ci: 4, H: 6, W: 5, Co: 8, t: 6, s: 2 }],
    ['inception', { N: 2, Ci: 5, H: 6, W: 5, o1: 3, r2: 2, o2: 4, r3: 2, o3: 3, o4: 2 }],
    ['xception-middle', { N: 2, C: 4, H: 6, W: 5 }],
    ['resnet-bottleneck', { N: 2, Ci: 4, H: 6, W: 5, B: 3, Co: 8, s: 2 }],
    ['resnext', { N: 2, Ci: 4, H: 6, W: 5, B: 6, Co: 4, s: 1, g: 3 }],
  ])('%s %o', async (id, p) => {
    const block = blockNamed(id);
    expect(block.illegal(p)).toBeUndefined();
    const inputs = seeded(block, p, 3);
    const operator = operatorOf(block, p, inputs);
    if (typeof operator === 'string') throw new Error(operator);
    const { operations, x } = operator;
    const session = await onProcessor(modelOf(operations), x, operations[0]?.shape ?? []);
    const truth = only(block.forward(p, inputs, exact), operator.output);
    expect(distance(truth, await session.run())).toBeLessThan(1e-5);
    await session.release();
  });

  test('batch norms and activations are parts of the convolutions', () => {
    const p = { N: 1, Ci: 4, H: 6, W: 5, B: 3, Co: 8, s: 2 };
    const block = blockNamed('resnet-bottleneck');
    const operator = operatorOf(block, p, seeded(block, p, 3));
    if (typeof operator === 'string') throw new Error(operator);
    const kinds = operator.operations.map((one) => {
      return one.kind === 'conv' ? `conv ${one.activation ?? ''}`.trim() : one.kind;
    });
    expect(kinds.sort()).toEqual(
      ['input', 'conv relu', 'conv relu', 'conv', 'conv', 'add', 'relu'].sort(),
    );
  });

  test('every lab with a tuned kernel has peers, or words why not', () => {
    const tuned = folders.filter(({ exercise }) => {
      return exercise.id.startsWith('L') && exercise.measured?.tuned !== undefined;
    });
    expect(tuned.length).toBeGreaterThan(10);
    for (const { exercise } of tuned) {
      const block = blockNamed(exercise.reference);
      const p = exercise.cases[0] ?? {};
      const operator = operatorOf(block, p, seeded(block, p, 1));
      expect(operator, exercise.id).not.toBe('it is not told to them yet');
    }
  });

  test('channels go last and come back', () => {
    const x = Float32Array.from({ length: 2 * 3 * 4 }, (_, at) => at);
    const last = channelsLast(x, [2, 3, 2, 2]);
    expect([...last.subarray(0, 6)]).toEqual([0, 4, 8, 1, 5, 9]);
    expect([...channelsFirst(last, [2, 3, 2, 2])]).toEqual([...x]);
  });
});

describe('the race', () => {
  test('all take turns, who begins rotates, and the median counts', async () => {
    const clock = { ms: 0 };
    const turns: string[] = [];
    const contestant = (who: string, times: readonly number[]) => {
      let run = 0;
      return {
        who,
        contestant: {
          run: (together: number) => {
            turns.push(who);
            clock.ms += (times[run++] ?? 0) * together;
            return Promise.resolve();
          },
          output: () => Promise.reject(new Error('not asked')),
          release: () => undefined,
        },
      };
    };
    const entered = [contestant('a', [50, 50, 90, 40]), contestant('b', [60, 70, 80, 90])];
    const times = await race(entered, 3, () => clock.ms);
    expect(times).toEqual({ a: 50, b: 80 });
    expect(turns.join('')).toBe('abab' + 'ba' + 'ab');
  });

  test('what is short is run together until it lasts', async () => {
    const clock = { ms: 0 };
    const asked: number[] = [];
    const short = {
      run: (together: number) => {
        asked.push(together);
        // Waiting costs 2 ms whatever is run.
        clock.ms += 2 + 0.1 * together;
        return Promise.resolve();
      },
      output: () => Promise.reject(new Error('not asked')),
      release: () => undefined,
    };
    const times = await race([{ who: 'short', contestant: short }], 1, () => clock.ms);
    expect(asked[0]).toBe(1);
    expect(asked.at(-1)).toBeGreaterThan(50);
    expect(times['short']).toBeLessThan(0.15);
  });

  test('a list from another place on', () => {
    expect(rotated(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a']);
    expect(rotated([], 4)).toEqual([]);
  });
});

const result = (id: string, times: LabResult['times'], problems = {}): LabResult => {
  return { id, title: 'Convolution', label: '1×64', times, problems };
};

describe('the report', () => {
  const layouts = { 'ONNX Runtime Web NCHW': 90, 'ONNX Runtime Web NHWC': 45 };

  test('the better form of a peer is what the tuned kernel is compared with', () => {
    const one = result('L01', { naive: 200, tuned: 10, 'TensorFlow.js': 25, ...layouts });
    expect(ratiosOf(one)).toEqual({ 'TensorFlow.js': 2.5, 'ONNX Runtime Web': 4.5 });
    const report = reportOf([one]);
    expect(report).toContain('| L01 Convolution | 1×64 | 200 ms | 10 ms | 25 ms | 45 ms (NHWC) |');
    expect(report).toContain('Less than 3 times as fast: L01 (2.5× TensorFlow.js).');
  });

  test('a peer without a time is said, and no column is made for one that nobody has', () => {
    const problems = { 'TensorFlow.js': 'wrong at y[0]: 0, where 1 is right' };
    const report = reportOf([
      result('L01', { naive: 200, tuned: 10, ...layouts }, problems),
      result('L20', {}, { all: 'no operator moves channels' }),
    ]);
    expect(report.split('\n')[0]).not.toContain('TensorFlow.js');
    expect(report).toContain('- L01: TensorFlow.js has no time: wrong at y[0]');
    expect(report).toContain('- L20 has no peer: no operator moves channels.');
    expect(report).toContain('Every tuned kernel is at least 3 times as fast');
  });

  test('a kernel of ours without a time is said, and the rest is shown', () => {
    const naive = result('L01', { tuned: 10, ...layouts }, { naive: 'wrong at y[0]' });
    const tuned = result('L02', { naive: 10, ...layouts }, { tuned: 'it does not compile' });
    const report = reportOf([naive, tuned]);
    expect(report).toContain('| L01 Convolution | 1×64 | – | 10 ms |');
    expect(report).not.toContain('| L02');
    expect(report).toContain('- L02: tuned has no time: it does not compile.');
  });

  test('nothing is claimed where there was no peer', () => {
    expect(reportOf([result('L01', { naive: 200, tuned: 10 })])).not.toContain('times as fast');
  });

  test('a table takes the place of the older one of its adapter and host', () => {
    const empty = '# Performance\n\n<!-- end of the tables -->\n';
    const first = withSection(empty, 'SwiftShader, Chromium 155, 2026-01-02', 'old');
    const second = withSection(first, 'NVIDIA H100, Dawn in Node 20.1.0, 2026-01-02', 'gpu');
    const third = withSection(second, 'SwiftShader, Chromium 156, 2026-11-27', 'new');
    expect(third).toContain('### SwiftShader, Chromium 156, 2026-11-27\n\nnew\n');
    expect(third).not.toContain('old');
    expect(third).toContain('### NVIDIA H100, Dawn in Node 20.1.0, 2026-01-02\n\ngpu\n');
    expect(third.match(/<!-- table: /g)).toHaveLength(2);
    expect(third.endsWith('<!-- end of the tables -->\n')).toBe(true);
    expect(() => withSection('nothing', 'a, b', 'c')).toThrow('the page has no line');
  });
});
