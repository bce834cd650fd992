import { graphBlock } from './graph-block';

const map = { N: 1, C: 1, H: 1, W: 1 };
/** A window that slides over a map; `ceil` is 1 where the number of outputs is rounded up, else 0. */
const window = { Kh: 1, Kw: 1, sh: 1, sw: 1, ph: 0, pw: 0, ceil: 0 };

type Window = Readonly<Record<keyof typeof window, number>>;

function slidingOf(p: Window): {
  kernel: [number, number];
  stride: [number, number];
  padding: [number, number];
  ceil: boolean;
} {
  return {
    kernel: [p.Kh, p.Kw],
    stride: [p.sh, p.sw],
    padding: [p.ph, p.pw],
    ceil: p.ceil === 1,
  };
}

function flagProblem(name: string, value: number): string | undefined {
  return value <= 1 ? undefined : `${name} must be 0 or 1, and it is ${value}`;
}

/** The largest value of each window, x [N, C, H, W] to y [N, C, Ho, Wo]; padding never wins. */
export const maxPool = graphBlock({
  id: 'max-pool',
  name: 'Max pooling',
  paper: 'https://arxiv.org/abs/1603.07285',
  example: { N: 8, C: 64, H: 112, W: 112, Kh: 3, Kw: 3, sh: 2, sw: 2, ph: 1, pw: 1, ceil: 0 },
  equation:
    'y_{n,c,r,q} = \\max_{i < K_h,\\, j < K_w} x_{n,c,\\, r s_h - p_h + i,\\, q s_w - p_w + j}',
  source: 'Dumoulin and Visin 2016, section 3; Szegedy et al. 2015, GoogLeNet, table 1',
  parameters: { ...map, ...window },
  inputs: ['x'],
  illegal: ({ ceil }) => flagProblem('ceil', ceil),
  build: (g, p, reading: { zeroPadding?: boolean }) => ({
    y: g.maxPool(g.input('x', [p.N, p.C, p.H, p.W]), { ...slidingOf(p), ...reading }),
  }),
  terms: () => 1,
  misreadings: { 'padding-as-zero': { zeroPadding: true } },
});

/**
 * The mean of each window, x [N, C, H, W] to y [N, C, Ho, Wo]. With `pad` = 1 the zeros of the padding count in the
 * divisor, with 0 only the positions inside the map do.
 */
export const averagePool = graphBlock({
  id: 'average-pool',
  name: 'Average pooling',
  paper: 'https://arxiv.org/abs/1603.07285',
  example: {
    N: 8,
    C: 64,
    H: 112,
    W: 112,
    Kh: 3,
    Kw: 3,
    sh: 2,
    sw: 2,
    ph: 1,
    pw: 1,
    ceil: 0,
    pad: 0,
  },
  equation:
    'y_{n,c,r,q} = \\frac{1}{|P|} \\sum_{(i,j) \\in P} x_{n,c,\\, r s_h - p_h + i,\\, q s_w - p_w + j}',
  source: 'Dumoulin and Visin 2016, section 3; Zhang et al. 2018, ShuffleNet, figure 2c',
  parameters: { ...map, ...window, pad: 0 },
  inputs: ['x'],
  illegal: ({ ceil, pad }) => flagProblem('ceil', ceil) ?? flagProblem('pad', pad),
  build: (g, p, { swapped = false }: { swapped?: boolean }) => ({
    y: g.averagePool(g.input('x', [p.N, p.C, p.H, p.W]), {
      ...slidingOf(p),
      countPadding: (p.pad === 1) !== swapped,
    }),
  }),
  misreadings: { 'divisor-of-the-other-kind': { swapped: true } },
});

/** The mean of each map, x [N, C, H, W] to y [N, C, 1, 1]. */
export const globalAveragePool = graphBlock({
  id: 'global-average-pool',
  name: 'Global average pooling',
  paper: 'https://arxiv.org/abs/1312.4400',
  example: { N: 8, C: 2048, H: 7, W: 7 },
  equation: 'y_{n,c} = \\frac{1}{H W} \\sum_{r,q} x_{n,c,r,q}',
  source: 'Lin et al. 2014, Network in Network, section 3.2',
  parameters: map,
  inputs: ['x'],
  build: (g, { N, C, H, W }) => ({ y: g.globalAveragePool(g.input('x', [N, C, H, W])) }),
});

/** Means of Bh × Bw bins that cover each map, x [N, C, H, W] to y [N, C, Bh, Bw]. */
export const adaptiveAveragePool = graphBlock({
  id: 'adaptive-average-pool',
  name: 'Adaptive average pooling',
  paper: 'https://arxiv.org/abs/1406.4729',
  example: { N: 2, C: 512, H: 60, W: 60, Bh: 6, Bw: 6 },
  equation:
    'y_{n,c,i,j} = \\mathrm{mean} \\{ x_{n,c,r,q} : \\lfloor i H / B_h \\rfloor \\le r < \\lceil (i+1) H / B_h \\rceil, \\;' +
    '\\lfloor j W / B_w \\rfloor \\le q < \\lceil (j+1) W / B_w \\rceil \\}',
  source: 'He et al. 2014, SPP-net, section 2.2; Zhao et al. 2017, PSPNet, section 3.2',
  parameters: { ...map, Bh: 1, Bw: 1 },
  inputs: ['x'],
  build: (g, { N, C, H, W, Bh, Bw }) => ({
    y: g.adaptiveAveragePool(g.input('x', [N, C, H, W]), [Bh, Bw]),
  }),
});
