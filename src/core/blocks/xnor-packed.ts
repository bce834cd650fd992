import { bitsAt, someZeros } from './arrange';
import type { Block, Misreading, Parameters, Tensors } from './block';
import { conv2d } from './conv2d';
import { need, tensor, unfit } from './need';
import { oneGroup, oneGroupExample, oneGroupNames, outputSize, window } from './one-group';
import { countOneBits, lastMask } from './packing';
import { byPixel } from './pixels';
import { count } from '../tensor/shape';
import { peakBytes } from './traffic';

/** Words of 32 channels for each pixel or tap. */
function wordsOf(channels: number): number {
  return Math.ceil(channels / 32);
}

/**
 * Signs in bits, 32 channels a word: x [N, C, H, W] to words [N, H, W, ceil(C/32)]. A bit is 1 where x
 * is 0 or more; channel c is bit c mod 32, from the lowest. Bits of channels that do not exist are 0.
 * Weights [Co, Ci, Kh, Kw] are packed in the same way.
 */
export const signPack: Block = {
  id: 'sign-pack',
  name: 'Packing of signs',
  paper: 'https://arxiv.org/abs/1603.05279',
  example: { N: 8, C: 256, H: 28, W: 28 },
  equation:
    'words_{n,h,w,k} = \\sum_{c=32k}^{\\min(32k+31,\\,C-1)} [x_{n,c,h,w} \\ge 0] \\; 2^{c-32k}',
  source: 'Rastegari et al. 2016, XNOR-Net, section 3.2 (the layout is the lab’s)',
  parameters: ['N', 'C', 'H', 'W'],
  inputs: ['x'],
  outputs: ['words'],
  steps: {
    words: { says: '32 signs a word', from: ['x'] },
  },
  illegal: (p) => unfit(p, { N: 1, C: 1, H: 1, W: 1 }),
  shapes: (p) => {
    const [N, C, H, W] = [need(p, 'N'), need(p, 'C'), need(p, 'H'), need(p, 'W')];
    return { x: [N, C, H, W], words: [N, H, W, wordsOf(C)] };
  },
  arrange: (_, free) => ({ x: someZeros(tensor(free, 'x')) }),
  forward: (p, inputs) => ({ words: packSigns(p, tensor(inputs, 'x'), (value) => value >= 0) }),
  terms: () => 1,
  cost: (p) => {
    const { x = [], words = [] } = signPack.shapes(p);
    const bytes = 4 * (count(x) + count(words));
    const peakActivationBytes = peakBytes(signPack.shapes(p), ['x', 'words']);
    return { parameters: 0, multiplyAdds: 0, flops: count(x), bytes, peakActivationBytes };
  },
  misreadings: [
    {
      id: 'zero-is-negative',
      forward: (p, inputs) => ({ words: packSigns(p, tensor(inputs, 'x'), (value) => value > 0) }),
    },
    {
      id: 'tail-is-one',
      forward: (p, inputs) => {
        const words = packSigns(p, tensor(inputs, 'x'), (value) => value >= 0);
        const each = wordsOf(need(p, 'C'));
        const tail = 2 ** 32 - 1 - lastMask(need(p, 'C'));
        return { words: words.map((word, i) => (i % each === each - 1 ? word + tail : word)) };
      },
    },
  ],
};

function packSigns(
  p: Parameters,
  x: Float64Array,
  isOne: (value: number) => boolean,
): Float64Array {
  const [C, plane] = [need(p, 'C'), need(p, 'H') * need(p, 'W')];
  const each = wordsOf(C);
  const words = new Uint32Array(need(p, 'N') * plane * each);
  x.forEach((value, at) => {
    if (!isOne(value)) return;
    const [row, pixel] = [Math.floor(at / plane), at % plane];
    const [n, c] = [Math.floor(row / C), row % C];
    const to = (n * plane + pixel) * each + Math.floor(c / 32);
    words[to] = (words[to] ?? 0) | (1 << (c % 32));
  });
  return Float64Array.from(words);
}

/** How packed signs are multiplied; an empty reading is the definition, each entry is a mistake. */
interface DotReading {
  /** Channels that one tap is thought to have, in K. */
  readonly channels?: (Ci: number) => number;
  /** Counts equal bits without a mask: the tail's bits are equal, and count as agreement. */
  readonly unmasked?: boolean;
}

/** Bits that differ between one tap of x and of w; outside the image every channel that exists is +1. */
function differingBits(
  x: Float64Array,
  w: Float64Array,
  [xAt, wAt]: readonly [number, number],
  Ci: number,
): number {
  const each = wordsOf(Ci);
  let differing = 0;
  for (let k = 0; k < each; k++) {
    const ones = k === each - 1 ? lastMask(Ci) : 0xffffffff;
    const bits = xAt < 0 ? ones : (x[xAt + k] ?? 0);
    differing += countOneBits(bits ^ (w[wAt + k] ?? 0));
  }
  return differing;
}

/** Where each tap of the window at output (r, q) of sample n starts in xb; -1 outside the image. */
function tapsAt(p: Parameters, [n, r, q]: readonly [number, number, number]): number[] {
  const [H, W, Kw] = [need(p, 'H'), need(p, 'W'), need(p, 'Kw')];
  const [top, left] = [r * need(p, 'sh') - need(p, 'ph'), q * need(p, 'sw') - need(p, 'pw')];
  return Array.from({ length: need(p, 'Kh') * Kw }, (_, tap) => {
    const row = top + Math.floor(tap / Kw) * need(p, 'dh');
    const col = left + (tap % Kw) * need(p, 'dw');
    const inside = row >= 0 && row < H && col >= 0 && col < W;
    return inside ? ((n * H + row) * W + col) * wordsOf(need(p, 'Ci')) : -1;
  });
}

/** All output channels at one pixel. */
function dotsAt(
  p: Parameters,
  inputs: Tensors,
  pixel: readonly [number, number, number],
  reading: DotReading = {},
): Float64Array {
  const [x, w] = [tensor(inputs, 'xb'), tensor(inputs, 'wb')];
  const Ci = need(p, 'Ci');
  const taps = need(p, 'Kh') * need(p, 'Kw');
  const K = taps * (reading.channels?.(Ci) ?? Ci);
  const tail = reading.unmasked === true ? taps * (32 * wordsOf(Ci) - Ci) : 0;
  const starts = tapsAt(p, pixel);
  return Float64Array.from({ length: need(p, 'Co') }, (_, o) => {
    let differing = 0;
    for (let tap = 0; tap < taps; tap++) {
      const wAt = (o * taps + tap) * wordsOf(Ci);
      differing += differingBits(x, w, [starts[tap] ?? -1, wAt], Ci);
    }
    return K - 2 * differing + 2 * tail;
  });
}

function packedDot(p: Parameters, inputs: Tensors, reading?: DotReading): Tensors {
  const [N, Co, [Ho, Wo]] = [need(p, 'N'), need(p, 'Co'), outputSize(p)];
  const dot = new Float64Array(N * Co * Ho * Wo);
  for (let pixel = 0; pixel < N * Ho * Wo; pixel++) {
    const [n, at] = [Math.floor(pixel / (Ho * Wo)), pixel % (Ho * Wo)];
    const dots = dotsAt(p, inputs, [n, Math.floor(at / Wo), at % Wo], reading);
    dots.forEach((value, o) => (dot[(n * Co + o) * Ho * Wo + at] = value));
  }
  return { dot };
}

function misreadDot(id: string, reading: DotReading): Misreading {
  return { id, forward: (p, inputs) => packedDot(p, inputs, reading) };
}

/**
 * The binary convolution on packed signs: xb [N, H, W, ceil(Ci/32)] and wb [Co, Kh, Kw, ceil(Ci/32)],
 * as `sign-pack` makes them, to dot [N, Co, Ho, Wo], the sum of products of signs. Padding is +1.
 * Legal words have 0 in the bits of channels that do not exist.
 */
export const xnorDot: Block = {
  id: 'xnor-dot',
  name: 'Dot products of packed signs',
  paper: 'https://arxiv.org/abs/1603.05279',
  example: { ...oneGroupExample, Ci: 256, H: 28, W: 28, Co: 256 },
  equation: 'dot = K - 2 \\sum_{i,j,k} \\mathrm{popcount}(x^b \\oplus w^b), \\quad K = C_i K_h K_w',
  source: 'Rastegari et al. 2016, XNOR-Net, section 3.2',
  parameters: oneGroupNames,
  inputs: ['xb', 'wb'],
  outputs: ['dot'],
  steps: {
    dot: { says: 'K − 2 popcount(x xor w)', from: ['xb', 'wb'] },
  },
  illegal: (p) => conv2d.illegal(oneGroup(p)),
  shapes: (p) => {
    const each = wordsOf(need(p, 'Ci'));
    return {
      xb: [need(p, 'N'), need(p, 'H'), need(p, 'W'), each],
      wb: [need(p, 'Co'), need(p, 'Kh'), need(p, 'Kw'), each],
      dot: conv2d.shapes(oneGroup(p))['y'] ?? [],
    };
  },
  arrange: (p, free) => {
    const each = wordsOf(need(p, 'Ci'));
    const last = lastMask(need(p, 'Ci'));
    const legal = (words: Float64Array): Float64Array =>
      words.map((_, i) => (bitsAt(words, i) & (i % each === each - 1 ? last : -1)) >>> 0);
    return { xb: legal(tensor(free, 'xb')), wb: legal(tensor(free, 'wb')) };
  },
  forward: (p, inputs) => packedDot(p, inputs),
  terms: () => 0,
  cost: (p) => {
    const { xb = [], wb = [], dot = [] } = xnorDot.shapes(p);
    const flops = 3 * count(dot) * wordsOf(need(p, 'Ci')) * need(p, 'Kh') * need(p, 'Kw');
    const multiplyAdds = count(dot) * window(p);
    const bytes = 4 * (count(xb) + count(wb) + count(dot));
    const parameters = need(p, 'Co') * window(p);
    const peakActivationBytes = peakBytes(xnorDot.shapes(p), ['xb', 'dot']);
    return { parameters, multiplyAdds, flops, bytes, peakActivationBytes };
  },
  misreadings: [
    misreadDot('padded-bits-in-k', { channels: (Ci) => 32 * wordsOf(Ci) }),
    misreadDot('xnor-without-mask', { unmasked: true }),
  ],
  elementsAt: (p, inputs, _output, at) =>
    byPixel(xnorDot.shapes(p)['dot'] ?? [], at, (n, r, q) => dotsAt(p, inputs, [n, r, q])),
};
