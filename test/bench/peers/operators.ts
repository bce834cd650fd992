// The operator of each lab as the peers have it. A lab whose block is told as layers needs no word here.
import type { Block, Tensors } from '../../../src/core/blocks/block';
import { need, tensor } from '../../../src/core/blocks/need';
import { type Builder, buildGraph } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import type { Graph } from '../../../src/core/graph/graph';
import { type Operations, operationsOf } from './operations';

/** What a lab computes, for the peers: operators, and the input x [N, C, H, W]. */
export interface Operator {
  readonly operations: Operations;
  readonly x: Float32Array;
  /** The output that is compared, as the block names it. */
  readonly output: string;
}

type Sizes = Readonly<Record<string, number>>;

/** How a block that is not told as layers is put together from the peers' operators. */
interface Told {
  y(g: Builder, p: Sizes): Value;
  /** Weights in the order in which the peers take them. */
  readonly weights?: (p: Sizes, tensors: Tensors) => Tensors;
}

/** The labs on algorithms: what they compute is a convolution, whichever way. */
const convolution: Told = {
  y: (g, p) =>
    g.conv(image(g, p), {
      ...{ weight: 'w', to: need(p, 'Co') },
      kernel: [p['Kh'] ?? 3, p['Kw'] ?? 3],
      stride: [p['sh'] ?? 1, p['sw'] ?? 1],
      padding: [need(p, 'ph'), need(p, 'pw')],
      dilation: [p['dh'] ?? 1, p['dw'] ?? 1],
    }),
};

const told: Readonly<Record<string, Told>> = {
  im2col: convolution,
  mec: { ...convolution, weights: outputsFirst },
  winograd: convolution,
  'fft-convolution': convolution,
  pointwise: {
    y: (g, p) => {
      const x = g.input('x', [need(p, 'N'), need(p, 'Ci'), ...sides(need(p, 'HW'))]);
      return g.conv(x, { weight: 'w', to: need(p, 'Co'), kernel: 1 });
    },
  },
  'channel-shuffle': {
    y: (g, p) => {
      const x = g.input('x', [need(p, 'N'), need(p, 'C'), ...sides(need(p, 'HW'))]);
      return g.shuffle(x, need(p, 'g'));
    },
  },
  'interleaved-group': {
    y: (g, p) => {
      const [L, M] = [need(p, 'L'), need(p, 'M')];
      const [to, x] = [L * M, g.input('x', [need(p, 'N'), L * M, need(p, 'H'), need(p, 'W')])];
      const first = g.conv(x, { weight: 'wp', to, kernel: 3, padding: 1, groups: L });
      const second = g.conv(g.shuffle(first, L), { weight: 'ws', to, kernel: 1, groups: M });
      return g.shuffle(second, M);
    },
  },
};

/** Blocks that neither peer has, and why. */
const without: Readonly<Record<string, string>> = {
  'shift-pointwise': 'no operator moves each channel by its own step',
  expander: 'no convolution has a list of its own input channels for each output channel',
  'dense-layer': 'neither writes into a part of a tensor that is there',
};

/** The operator of a block for the peers, or in words why they have none. */
export function operatorOf(block: Block, p: Sizes, tensors: Tensors): Operator | string {
  const lacks = without[block.id];
  if (lacks !== undefined) return lacks;
  const own = told[block.id];
  const graph = own === undefined ? block.graph?.(p) : built((g) => own.y(g, p));
  if (graph === undefined) return 'it is not told to them yet';
  const weights = { ...tensors, ...own?.weights?.(p, tensors) };
  const x = Float32Array.from(tensor(tensors, 'x'));
  return { operations: operationsOf(graph, weights), x, output: 'y' };
}

function built(y: (g: Builder) => Value): Graph {
  const made = buildGraph((g) => ({ y: y(g) }));
  if (!made.ok) throw new RangeError(made.problem);
  return made.graph;
}

function image(g: Builder, p: Sizes): Value {
  return g.input('x', [need(p, 'N'), need(p, 'Ci'), need(p, 'H'), need(p, 'W')]);
}

/** A plane of so many pixels as the image that it is, where it is a square. */
function sides(pixels: number): readonly [number, number] {
  const side = Math.sqrt(pixels);
  return Number.isInteger(side) ? [side, side] : [pixels, 1];
}

/** w [Kh, Kw, Ci, Co] as [Co, Ci, Kh, Kw]. */
function outputsFirst(p: Sizes, tensors: Tensors): Tensors {
  const [Co, Ci, taps] = [need(p, 'Co'), need(p, 'Ci'), need(p, 'Kh') * need(p, 'Kw')];
  const from = tensor(tensors, 'w');
  const w = Float64Array.from({ length: from.length }, (_, at) => {
    const [o, c, tap] = [Math.floor(at / (Ci * taps)), Math.floor(at / taps) % Ci, at % taps];
    return from[(tap * Ci + c) * Co + o] ?? 0;
  });
  return { w };
}
