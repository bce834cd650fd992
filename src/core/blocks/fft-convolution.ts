import type { Block, Misreading, Parameters, Rounding, Table, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes } from './conv-sizes';
import { rootsOfUnity, transformPlanes } from './fft';
import { need, tensor, unfit } from './need';
import { bytesMoved, peakBytes } from './traffic';

/** How the definition is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly notConjugated?: boolean;
  readonly cropFromZero?: boolean;
}

/** Sides are powers of two up to here, so that a spectrum stays below a hundred million numbers. */
const largestSide = 4096;

/** Planes [planes, rows, cols] in the corner of zeros [planes, P, P], as complex numbers, transformed. */
function spectra(
  planes: Float64Array,
  rows: number,
  cols: number,
  P: number,
  round: Rounding,
): Float64Array {
  const data = new Float64Array((planes.length / (rows * cols)) * 2 * P * P);
  planes.forEach((value, at) => {
    const [row, col] = [Math.floor(at / cols), at % cols];
    const [plane, r] = [Math.floor(row / rows), row % rows];
    data[2 * ((plane * P + r) * P + col)] = value;
  });
  transformPlanes(data, P, false, round);
  return data;
}

/** Adds x · conj(w) to y, element by element, for one plane of each; `sign` 1 does not conjugate. */
function addProducts(
  y: Float64Array,
  x: Float64Array,
  w: Float64Array,
  sign: number,
  round: Rounding,
): void {
  for (let k = 0; k < y.length; k += 2) {
    const [xr, xi] = [x[k] ?? 0, x[k + 1] ?? 0];
    const [wr, wi] = [w[k] ?? 0, sign * (w[k + 1] ?? 0)];
    y[k] = round((y[k] ?? 0) + round(round(xr * wr) - round(xi * wi)));
    y[k + 1] = round((y[k + 1] ?? 0) + round(round(xr * wi) + round(xi * wr)));
  }
}

/** FY [N, Co, P, P]: products of the spectra, summed over the input channels. */
function products(
  of: ConvSizes,
  FX: Float64Array,
  FW: Float64Array,
  plane: number,
  sign: number,
  round: Rounding,
): Float64Array {
  const FY = new Float64Array(of.N * of.Co * plane);
  const part = (data: Float64Array, k: number): Float64Array =>
    data.subarray(k * plane, (k + 1) * plane);
  for (let n = 0; n < of.N; n++) {
    for (let o = 0; o < of.Co; o++) {
      for (let c = 0; c < of.Ci; c++) {
        const [x, w] = [part(FX, n * of.Ci + c), part(FW, o * of.Ci + c)];
        addProducts(part(FY, n * of.Co + o), x, w, sign, round);
      }
    }
  }
  return FY;
}

/** Output (r, q) stands at (r - p, q - p) of the periodic plane, which begins anew behind its end. */
function crop(
  of: ConvSizes,
  full: Float64Array,
  P: number,
  [top, left]: readonly [number, number],
  round: Rounding,
): Float64Array {
  const { Ho, Wo } = of;
  return Float64Array.from({ length: of.N * of.Co * Ho * Wo }, (_, at) => {
    const [image, r, q] = [Math.floor(at / (Ho * Wo)), Math.floor(at / Wo) % Ho, at % Wo];
    const [row, col] = [(r - top + P) % P, (q - left + P) % P];
    return round((full[2 * ((image * P + row) * P + col)] ?? 0) / (P * P));
  });
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const of = convSizes(p);
  const P = need(p, 'P');
  const FX = spectra(tensor(inputs, 'x'), of.H, of.W, P, round);
  const FW = spectra(tensor(inputs, 'w'), of.Kh, of.Kw, P, round);
  const FY = products(of, FX, FW, 2 * P * P, reading.notConjugated === true ? 1 : -1, round);
  const full = FY.slice();
  transformPlanes(full, P, true, round);
  const corner = reading.cropFromZero === true ? ([0, 0] as const) : ([of.ph, of.pw] as const);
  return { FX, FW, FY, y: crop(of, full, P, corner, round) };
}

const lowest = { N: 1, Ci: 1, H: 1, W: 1, Co: 1, Kh: 1, Kw: 1, ph: 0, pw: 0, P: 2, logP: 1 };

function illegal(p: Parameters): string | undefined {
  const wrong = unfit(p, lowest) ?? conv2d.illegal({ ...p, sh: 1, sw: 1, dh: 1, dw: 1, g: 1 });
  if (wrong !== undefined) return wrong;
  const [P, logP, of] = [need(p, 'P'), need(p, 'logP'), convSizes(p)];
  if (P !== 2 ** logP) return `P must be 2 to the power of logP = ${logP}, and it is ${P}`;
  if (P > largestSide) return `P must be at most ${largestSide}, and it is ${P}`;
  const sides = [
    { side: of.H + of.Kh - 1, says: 'H + Kh - 1' },
    { side: of.H + of.ph, says: 'H + ph' },
    { side: of.W + of.Kw - 1, says: 'W + Kw - 1' },
    { side: of.W + of.pw, says: 'W + pw' },
  ];
  const short = sides.find(({ side }) => P < side);
  return short === undefined
    ? undefined
    : `P must be at least ${short.says} = ${short.side}, and it is ${P}: the end of a plane would wrap round to its start`;
}

/** The twiddle factors that a kernel gets from the host, since its own sine is too coarse. */
const twiddles: Table = {
  make: (p) => rootsOfUnity(need(p, 'P'), Math.fround),
  illegal: (p, values) => {
    const right = rootsOfUnity(need(p, 'P'), Math.fround);
    const wrong = right.findIndex((value, at) => Math.abs(value - (values[at] ?? NaN)) > 2 ** -24);
    return wrong < 0 ? undefined : `tw[${wrong >> 1}] must be exp(-2πi·${wrong >> 1}/P)`;
  },
};

/** Bytes of the three full spectra FX, FW and FY at f32. */
export function spectrumBytes(p: Parameters): number {
  return bytesMoved(fftConvolution.shapes(p), { FX: 1, FW: 1, FY: 1 });
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Convolution through the Fourier transform, stride 1. Planes of x [N, Ci, H, W] and w [Co, Ci, Kh, Kw] in
 * the corner of P × P zeros have the spectra FX [N, Ci, P, P, 2] and FW [Co, Ci, P, P, 2], real | imaginary;
 * FY [N, Co, P, P, 2] is their product, w conjugated because a CNN's convolution is a correlation; y
 * [N, Co, Ho, Wo] is cropped from its inverse. `tw` [P / 2, 2] is what kernels need; the reference has its
 * own factors in f64.
 */
export const fftConvolution: Block = {
  id: 'fft-convolution',
  name: 'FFT convolution',
  paper: 'https://arxiv.org/abs/1312.5851',
  example: { N: 8, Ci: 32, H: 56, W: 56, Co: 16, Kh: 11, Kw: 11, ph: 5, pw: 5, P: 128, logP: 7 },
  equation:
    'F^y_{n,o} = \\sum_c F^x_{n,c} \\odot \\overline{F^w_{o,c}}, \\quad ' +
    'y_{n,o,r,q} = \\mathrm{IDFT}(F^y_{n,o})_{(r - p_h) \\bmod P,\\, (q - p_w) \\bmod P}',
  source: 'Mathieu, Henaff and LeCun 2014, Fast Training of CNNs through FFTs, section 2',
  parameters: ['N', 'Ci', 'H', 'W', 'Co', 'Kh', 'Kw', 'ph', 'pw', 'P', 'logP'],
  inputs: ['x', 'w', 'tw'],
  outputs: ['FX', 'FW', 'FY', 'y'],
  steps: {
    FX: { says: '2-D DFT', from: ['x', 'tw'] },
    FW: { says: '2-D DFT', from: ['w', 'tw'] },
    FY: { says: 'product with the conjugate, sum over c', from: ['FX', 'FW'] },
    y: { says: 'inverse DFT, crop', from: ['FY', 'tw'] },
  },
  illegal,
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const P = need(p, 'P');
    const [x, w] = [
      [N, Ci, H, W],
      [Co, Ci, Kh, Kw],
    ];
    const [FX, FW, FY] = [
      [N, Ci, P, P, 2],
      [Co, Ci, P, P, 2],
      [N, Co, P, P, 2],
    ];
    return { x, w, tw: [P / 2, 2], FX, FW, FY, y: [N, Co, Ho, Wo] };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { N, Ci, Co, Kh, Kw } = convSizes(p);
    const [plane, logP] = [need(p, 'P') ** 2, need(p, 'logP')];
    const planes = N * Ci + Co * Ci + N * Co;
    // A complex product that is added to a sum has four multiply-adds.
    const multiplyAdds = 4 * N * Co * Ci * plane;
    return {
      parameters: Co * Ci * Kh * Kw,
      multiplyAdds,
      flops: 5 * plane * 2 * logP * planes + 2 * multiplyAdds,
      // Two passes a transform, rows and columns, each reads and writes; the products move each once.
      bytes: (2 * 16 + 8) * plane * planes,
      peakActivationBytes: peakBytes(
        fftConvolution.shapes(p),
        ['x', 'FX'],
        ['FX', 'FY'],
        ['FY', 'y'],
      ),
    };
  },
  misreadings: [
    misread('filter-not-conjugated', { notConjugated: true }),
    misread('crop-from-zero', { cropFromZero: true }),
  ],
  tables: { tw: twiddles },
};
