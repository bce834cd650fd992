import { graphBlock } from './graph-block';

/** Channels one after the other, a [N, Ca, H, W] and b [N, Cb, H, W] to y [N, Ca + Cb, H, W]. */
export const concat = graphBlock({
  id: 'concat',
  name: 'Concatenation',
  paper: 'https://arxiv.org/abs/1409.4842',
  example: { N: 8, Ca: 256, Cb: 32, H: 28, W: 28 },
  equation: 'y_{n,c} = a_{n,c} \\;(c < C_a), \\qquad y_{n,c} = b_{n,c-C_a} \\;(c \\ge C_a)',
  source: 'Szegedy et al. 2015, GoogLeNet, section 4; Huang et al. 2017, DenseNet, equation 2',
  parameters: { N: 1, Ca: 1, Cb: 1, H: 1, W: 1 },
  inputs: ['a', 'b'],
  build: (g, { N, Ca, Cb, H, W }, { swapped = false }: { swapped?: boolean }) => {
    const [a, b] = [g.input('a', [N, Ca, H, W]), g.input('b', [N, Cb, H, W])];
    return { y: swapped ? g.concat(b, a) : g.concat(a, b) };
  },
  terms: () => 1,
  misreadings: { 'inputs-swapped': { swapped: true } },
});

/** Bilinear resize with half-pixel centres, x [N, C, H, W] to y [N, C, Ho, Wo]. */
export const resize = graphBlock({
  id: 'resize',
  name: 'Bilinear resize',
  paper: 'https://arxiv.org/abs/1612.01105',
  example: { N: 2, C: 128, H: 6, W: 6, Ho: 60, Wo: 60 },
  equation:
    'y_{n,c,r,q} = \\sum_{i,j} \\max(0, 1 - |\\hat r - i|) \\max(0, 1 - |\\hat q - j|) \\, x_{n,c,i,j}, \\quad' +
    '\\hat r = \\mathrm{clamp}(\\tfrac{(r + 1/2) H}{H_o} - \\tfrac12, 0, H - 1)',
  source: 'Zhao et al. 2017, PSPNet, section 3.2; Chen et al. 2017, DeepLab v3, section 4.1',
  parameters: { N: 1, C: 1, H: 1, W: 1, Ho: 1, Wo: 1 },
  inputs: ['x'],
  build: (g, { N, C, H, W, Ho, Wo }, { alignCorners = false }: { alignCorners?: boolean }) => ({
    y: g.resize(g.input('x', [N, C, H, W]), [Ho, Wo], alignCorners),
  }),
  misreadings: { 'corners-aligned': { alignCorners: true } },
});
