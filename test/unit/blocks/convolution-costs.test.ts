import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { conv2d } from '../../../src/core/blocks/conv2d';
import { partialSumBytes } from '../../../src/core/blocks/conv2d-backward-weights';
import { spectrumBytes } from '../../../src/core/blocks/fft-convolution';
import { columnBytes } from '../../../src/core/blocks/im2col';
import { interleavedBytes } from '../../../src/core/blocks/interleaved-group';
import { loweredBytes } from '../../../src/core/blocks/mec';
import { shiftedBytes } from '../../../src/core/blocks/shift';
import { winogradBytes } from '../../../src/core/blocks/winograd';
import { blockNamed, conv } from './stored';

const exampleOf = (id: string): Parameters => blockNamed(id).example;
const [bench, large] = [exampleOf('conv2d'), exampleOf('fft-convolution')];

interface Bench {
  readonly lab: string;
  readonly id: string;
  readonly megaflops: number;
  readonly megabytes: number;
  /** FLOPs a byte; 0 where the course gives none. */
  readonly ratio: number;
  /** Bytes that are not compulsory and are in the course's figure. */
  readonly besides?: number;
}

const benches: Bench[] = [
  { lab: 'L02', id: 'im2col', megaflops: 1850, megabytes: 129, ratio: 14.4 },
  { lab: 'L03', id: 'mec', megaflops: 1850, megabytes: 52.9, ratio: 35 },
  { lab: 'L04', id: 'winograd', megaflops: 845, megabytes: 116, ratio: 7.26 },
  { lab: 'L05', id: 'fft-convolution', megaflops: 1560, megabytes: 587, ratio: 2.66 },
  {
    ...{ lab: 'L08', id: 'pointwise' },
    ...{ megaflops: 822, megabytes: 13.1, ratio: 62.7 },
  },
  {
    ...{ lab: 'L16', id: 'channel-shuffle' },
    ...{ megaflops: 0, megabytes: 12.04, ratio: 0 },
  },
  {
    ...{ lab: 'L18', id: 'interleaved-group' },
    ...{ megaflops: 94.4, megabytes: 12.6, ratio: 7.5 },
  },
  {
    ...{ lab: 'L19', id: 'expander' },
    ...{ megaflops: 925, megabytes: 13.2, ratio: 70.2 },
  },
  {
    ...{ lab: 'L20', id: 'shift-pointwise' },
    ...{ megaflops: 822, megabytes: 13.1, ratio: 62.7 },
  },
  { lab: 'L39', id: 'conv2d-backward-data', megaflops: 1850, megabytes: 13, ratio: 142 },
  {
    // Sixteen partial sums of dw, each written and read; the last of the writes is dw itself.
    ...{ lab: 'L40', id: 'conv2d-backward-weights', besides: 31 * 4 * 36_864 },
    ...{ megaflops: 1850, megabytes: 17.6, ratio: 105 },
  },
];

describe('costs against the bench numbers of the course', () => {
  test.each(benches)('$lab', ({ id, megaflops, megabytes, ratio, besides = 0 }) => {
    const block = blockNamed(id);
    const p = block.example;
    expect(block.illegal(p)).toBeUndefined();
    const { flops, bytes } = block.cost(p);
    const all = bytes + besides;
    // The course gives three figures.
    expect(Math.abs(flops - megaflops * 1e6)).toBeLessThanOrEqual(0.005 * megaflops * 1e6);
    expect(Math.abs(all / 1e6 / megabytes - 1)).toBeLessThan(0.005);
    expect(Math.abs(flops / all - ratio)).toBeLessThanOrEqual(0.005 * ratio);
  });

  test('one and the same convolution has the multiply-adds of its algorithm', () => {
    const direct = conv2d.cost(bench).multiplyAdds;
    for (const id of ['im2col', 'mec', 'conv2d-backward-data', 'conv2d-backward-weights']) {
      expect(blockNamed(id).cost(bench).multiplyAdds).toBe(direct);
    }
    // 16 products instead of 36 for four outputs.
    expect(direct / blockNamed('winograd').cost(bench).multiplyAdds).toBe(2.25);
    const spectral = blockNamed('fft-convolution').cost(large).multiplyAdds;
    expect(spectral).toBe(4 * 8 * 16 * 32 * 128 ** 2);
  });

  test('learned numbers are the weights', () => {
    const ids = ['im2col', 'mec', 'winograd', 'conv2d-backward-data'];
    expect(ids.map((id) => blockNamed(id).cost(bench).parameters)).toEqual(
      ids.map(() => 64 * 64 * 9),
    );
    expect(blockNamed('conv2d-backward-weights').cost(bench).parameters).toBe(64 * 64 * 9 + 64);
    expect(blockNamed('fft-convolution').cost(large).parameters).toBe(16 * 32 * 121);
    expect(blockNamed('shift').cost({ N: 1, C: 9, H: 2, W: 2 })).toEqual({
      ...{ parameters: 0, multiplyAdds: 0, flops: 0 },
      bytes: 4 * (36 + 18 + 36),
      peakActivationBytes: 4 * (36 + 36),
    });
  });
});

describe('temporaries', () => {
  test('MEC’s matrix against im2col’s, at the awkward shape of the course', () => {
    const p = conv({ Ci: 5, H: 13, W: 11, Co: 7, Kh: 3, Kw: 3, sh: 2, sw: 2, ph: 1, pw: 1 });
    const two = { ...p, N: 2 };
    // The course counts in elements: 2 × 6 × 15 × 3 × 5 for MEC, 2 × 45 × 7 × 6 for im2col.
    expect([loweredBytes(two), columnBytes(two)]).toEqual([4 * 2700, 4 * 3780]);
  });

  test('the others', () => {
    // 6272 tiles: 16 × (64 · 64 + 2 · 64 · 6272) numbers.
    expect(winogradBytes(bench)).toBe(4 * 16 * (64 * 64 + 2 * 64 * 6272));
    // The filters' spectra alone: 67 MB.
    expect(spectrumBytes(large)).toBe(8 * 128 ** 2 * (8 * 32 + 16 * 32 + 8 * 16));
    expect((8 * 128 ** 2 * 16 * 32) / 1e6).toBeCloseTo(67.1, 1);
    expect(interleavedBytes(exampleOf('interleaved-group'))).toBe(4 * 8 * 96 * 1024);
    expect(shiftedBytes(exampleOf('shift'))).toBe(4 * 8 * 256 * 784);
    expect(partialSumBytes(bench, 16)).toBe(4 * 16 * 36_864);
  });
});

test('terms of one output element', () => {
  const p = conv({ N: 2, Ci: 4, H: 7, W: 6, Co: 6, Kh: 3, Kw: 2, g: 2 });
  expect(blockNamed('im2col').terms(p)).toBe(24);
  expect(blockNamed('mec').terms(p)).toBe(24);
  expect(blockNamed('pointwise').terms({ N: 1, Ci: 5, HW: 2, Co: 3 })).toBe(5);
  expect(blockNamed('expander').terms({ ...p, D: 3 })).toBe(18);
  expect(blockNamed('conv2d-backward-data').terms(p)).toBe(3 * 3 * 2);
  expect(blockNamed('conv2d-backward-weights').terms(p)).toBe(2 * 5 * 5);
  for (const id of ['winograd', 'fft-convolution', 'interleaved-group']) {
    expect(blockNamed(id).terms(p)).toBe(0);
  }
});
