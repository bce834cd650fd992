import type { ConvReading } from '../graph/layers/conv';
import { firstOfGroup } from '../graph/layers/conv';
import type { Block, Parameters, Rounding, Tensors } from './block';
import { tooLarge } from './conv-sizes';
import { graphBlock } from './graph-block';
import { need, tensor } from './need';

/** Direct, grouped (g > 1) and depthwise (g = Ci) convolution: they are one definition. */
export const conv2d = graphBlock({
  id: 'conv2d',
  name: 'Convolution: direct, grouped, depthwise',
  paper: 'https://arxiv.org/abs/1603.07285',
  example: {
    N: 8,
    Ci: 64,
    H: 56,
    W: 56,
    Co: 64,
    Kh: 3,
    Kw: 3,
    sh: 1,
    sw: 1,
    ph: 1,
    pw: 1,
    dh: 1,
    dw: 1,
    g: 1,
  },
  equation:
    'y_{n,o,r,q} = b_o + \\sum_{c=0}^{C_i/g-1} \\sum_{i,j} w_{o,c,i,j} \\; ' +
    'x_{n,\\; \\lfloor o g / C_o \\rfloor C_i/g + c,\\; r s_h - p_h + i d_h,\\; q s_w - p_w + j d_w}',
  source:
    'Dumoulin and Visin 2016, sections 2 and 5.1; groups: Krizhevsky et al. 2012, section 3.5',
  parameters: {
    ...{ N: 1, Ci: 1, H: 1, W: 1, Co: 1, Kh: 1, Kw: 1, sh: 1, sw: 1 },
    ...{ ph: 0, pw: 0, dh: 1, dw: 1, g: 1 },
  },
  inputs: ['x', 'w', 'bias'],
  illegal: ({ Ci, Co, g, ...p }) => {
    if (Ci % g !== 0) return `Ci = ${Ci} is not a multiple of g = ${g}`;
    if (Co % g !== 0) return `Co = ${Co} is not a multiple of g = ${g}`;
    const down = { kernel: p.Kh, dilation: p.dh, input: p.H, padding: p.ph };
    const across = { kernel: p.Kw, dilation: p.dw, input: p.W, padding: p.pw };
    return tooLarge('Kh', down, 'rows') ?? tooLarge('Kw', across, 'columns');
  },
  build: (g, p, reading: ConvReading) => ({
    y: g.conv(g.input('x', [p.N, p.Ci, p.H, p.W]), {
      ...{ weight: 'w', bias: 'bias', to: p.Co, groups: p.g, reading },
      kernel: [p.Kh, p.Kw],
      stride: [p.sh, p.sw],
      padding: [p.ph, p.pw],
      dilation: [p.dh, p.dw],
    }),
  }),
  terms: (p) => (p.Ci / p.g) * p.Kh * p.Kw + 1,
  misreadings: {
    'group-modulo': { firstChannel: (o, { Ci, g }) => (o % g) * (Ci / g) },
    'channels-not-grouped': { firstChannel: () => 0 },
    'weights-dense-stride': { dense: true },
    'flipped-kernel': { flipped: true },
    'bias-skipped': { withoutBias: true },
    'padding-ignored': { axis: { padding: 0 } },
    'stride-ignored': { axis: { stride: 1 } },
    'dilation-ignored': { axis: { dilation: 1 } },
    // Output o = c·m + k is taken for k·Ci + c. Without a multiplier, or with wider groups, there
    // is no such order.
    'multiplier-order': {
      firstChannel: (o, of) => (of.g === of.Ci ? o % of.Ci : firstOfGroup(o, of)),
    },
  },
});

/**
 * The convolution inside another block, with a bias only where `inputs` has one: y [N, Co, Ho, Wo].
 * @param as the definition, or one of its misreadings
 */
export function convolve(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  as: Pick<Block, 'forward'> = conv2d,
): Float64Array {
  const bias = inputs['bias'] ?? new Float64Array(need(p, 'Co'));
  return tensor(as.forward(p, { ...inputs, bias }, round), 'y');
}
