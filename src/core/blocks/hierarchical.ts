import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import {
  byRole,
  convNorm,
  convolved,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';

/** Primitive operations by their code. */
export const primitives = [
  ...['none', 'identity', '1 × 1', '3 × 3 depthwise', '3 × 3 separable'],
  ...['3 × 3 max pool', '3 × 3 average pool'],
] as const;

/**
 * The edges of a motif as data: `edges[i - 1][j]` is the code of the edge from node j to node i, j < i. Node 0 is the
 * input, the last node the output. Code 0 is no edge.
 */
export type Edges = readonly (readonly number[])[];

/** A cell whose edges are motifs: code m of `cell` is `motifs[m - 1]`, whose own codes are primitives. */
export interface HierarchicalCell {
  readonly motifs: readonly Edges[];
  readonly cell: Edges;
}

/** How a cell is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly noneIsIdentity?: boolean;
  /** The codes of a motif are taken column by column: by the node that an edge leaves. */
  readonly indicesSwapped?: boolean;
}

export interface HierarchicalOptions {
  /** Sum in the labs' form; in the paper's form concat, and a 1 × 1 (wm) back to C channels. */
  readonly merge?: 'sum' | 'concat';
  /** Batch norm and ReLU after each convolution, as in the paper. */
  readonly norm?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/** Why a graph has no output, in words. */
function unreached(edges: Edges): string | undefined {
  const reached = [true];
  for (const row of edges) {
    reached.push(row.some((code, from) => code !== 0 && reached[from] === true));
  }
  return reached.at(-1) === true
    ? undefined
    : `no path leads to node ${edges.length}, the output: every edge into it is none, or comes from a node without input`;
}

/** One level: each node merges what its edges make of earlier nodes. */
function assemble(
  g: Builder,
  x: Value,
  edges: Edges,
  along: (code: number, from: Value) => Value | undefined,
  options: HierarchicalOptions,
): Value {
  const nodes: (Value | undefined)[] = [x];
  for (const row of options.reading?.indicesSwapped === true ? byColumns(edges) : edges) {
    const incoming = row.flatMap((code, from) => {
      const node = nodes[from];
      return node === undefined ? [] : (along(code, node) ?? []);
    });
    nodes.push(merged(g, incoming, options));
  }
  return nodes.at(-1) ?? x;
}

function byColumns(edges: Edges): Edges {
  const flat = edges.flat();
  const nodes = edges.length + 1;
  const before = (from: number): number => from * nodes - (from * (from + 1)) / 2;
  return edges.map((row, at) => row.map((_, from) => flat[before(from) + at - from] ?? 0));
}

function merged(
  g: Builder,
  incoming: readonly Value[],
  options: HierarchicalOptions,
): Value | undefined {
  const [only] = incoming;
  if (only === undefined || incoming.length === 1) return only;
  if (options.merge !== 'concat') return g.add(...incoming);
  const window = { to: extent(only.shape).C, kernel: 1, role: 'wm' };
  return convolution(g, g.concat(...incoming), window, options);
}

interface Window {
  readonly role: string;
  readonly to: number;
  readonly kernel: number;
  readonly groups?: number;
}

function convolution(
  g: Builder,
  x: Value,
  { role, ...window }: Window,
  { norm = false, tensors = unnamed, reading = {} }: HierarchicalOptions,
): Value {
  const unit = { ...window, padding: (window.kernel - 1) / 2, weight: tensors(role) };
  if (!norm) return convolved(g, x, unit);
  const { batchNorm } = reading;
  return g.relu(convNorm(g, x, { ...unit, statistics: tensors('bn'), batchNorm }));
}

/** What a primitive makes of x; nothing for “none”. Weights: 1 × 1 packed in wp, depthwise in wd. */
function primitive(
  g: Builder,
  code: number,
  x: Value,
  options: HierarchicalOptions,
): Value | undefined {
  const { C } = extent(x.shape);
  const point = { role: 'wp', to: C, kernel: 1 };
  const depthwise = { role: 'wd', to: C, groups: C, kernel: 3 };
  const window = { kernel: 3, stride: 1, padding: 1 };
  switch (primitives[code]) {
    case 'identity':
      return x;
    case '1 × 1':
      return convolution(g, x, point, options);
    case '3 × 3 depthwise':
      return convolution(g, x, depthwise, options);
    case '3 × 3 separable': {
      // Batch norm and ReLU follow the pair.
      const filtered = convolution(g, x, depthwise, { ...options, norm: false });
      return convolution(g, filtered, point, options);
    }
    case '3 × 3 max pool':
      return g.maxPool(x, window);
    case '3 × 3 average pool':
      return g.averagePool(x, window);
    default:
      return options.reading?.noneIsIdentity === true ? x : undefined;
  }
}

/** A motif of level 2: its edges are primitives. */
export function motif(
  g: Builder,
  x: Value,
  edges: Edges,
  options: HierarchicalOptions = {},
): Value {
  return assemble(g, x, edges, (code, from) => primitive(g, code, from, options), options);
}

/** A cell of level 3: its edges are motifs, each with weights of its own, in the order of the edges. */
export function hierarchicalCell(
  g: Builder,
  x: Value,
  { motifs, cell }: HierarchicalCell,
  options: HierarchicalOptions = {},
): Value {
  const along = (code: number, from: Value): Value | undefined => {
    const edges = motifs[code - 1];
    return edges === undefined ? undefined : motif(g, from, edges, options);
  };
  // A swap concerns the codes inside the motifs; the cell itself is read as it is.
  const reading = { ...options.reading, indicesSwapped: false };
  return assemble(g, x, cell, along, { ...options, reading });
}

/** A cell for the lab, of our own: three motifs of 4 nodes with absent edges and skips, and 5 nodes above them. */
export const labCell: HierarchicalCell = {
  motifs: [
    [[4], [0, 1], [1, 3, 2]],
    [[2], [5, 0], [0, 4, 1]],
    [[3], [1, 6], [2, 0, 1]],
  ],
  cell: [[1], [2, 0], [0, 3, 1], [1, 0, 2, 3]],
};

const source = 'Liu et al. 2018, Hierarchical Representations, sections 2.1 and 2.2, equation 1';
const sizes = { N: 1, C: 1, H: 1, W: 1 };
const motifEquation =
  'x_i = \\mathrm{merge}(\\{ o_{G_{ij}}(x_j) : j < i, \\; G_{ij} \\ne 0 \\}), \\quad x_0 = x, \\; y = x_{n-1}';
const misreadings = {
  'none-is-identity': { noneIsIdentity: true },
  'indices-swapped': { indicesSwapped: true },
};

type Codes = Readonly<Record<'e10' | 'e20' | 'e21' | 'e30' | 'e31' | 'e32', number>>;

function edgesOf({ e10, e20, e21, e30, e31, e32 }: Codes): Edges {
  return [[e10], [e20, e21], [e30, e31, e32]];
}

function codeProblem(codes: Codes): string | undefined {
  const most = primitives.length - 1;
  const { e10, e20, e21, e30, e31, e32 } = codes;
  const wrong = Object.entries({ e10, e20, e21, e30, e31, e32 }).find(([, code]) => code > most);
  return wrong === undefined
    ? undefined
    : `${wrong[0]} = ${wrong[1]} is no operation: codes are 0 to ${most} (${primitives.join(', ')})`;
}

/** A motif of 4 nodes whose edges are parameters (eij leads from node j to node i), x [N, C, H, W] to y of the same shape. */
export const hierarchicalMotif = architecture({
  id: 'hierarchical-motif',
  name: 'Hierarchical cell: a motif',
  paper: 'https://arxiv.org/abs/1711.00436',
  example: { N: 8, C: 32, H: 28, W: 28, e10: 4, e20: 0, e21: 1, e30: 1, e31: 3, e32: 2 },
  equation: `${motifEquation}, \\; \\mathrm{merge} = \\textstyle\\sum`,
  source: `${source}; nodes sum, convolutions are linear`,
  parameters: { ...sizes, e10: 0, e20: 0, e21: 0, e30: 0, e31: 0, e32: 0 },
  inputs: ['x', 'wd', 'wp'],
  illegal: (p) => codeProblem(p) ?? unreached(edgesOf(p)),
  build: (g, { N, C, H, W, ...codes }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: motif(g, x, edgesOf(codes), { tensors: byRole, reading }) };
  },
  misreadings,
});

/** The lab's cell, x [N, C, H, W] to y of the same shape: nodes sum, convolutions are linear. */
export const hierarchicalSum = architecture({
  id: 'hierarchical-cell',
  name: 'Hierarchical cell, nodes sum',
  paper: 'https://arxiv.org/abs/1711.00436',
  example: { N: 8, C: 32, H: 28, W: 28 },
  equation: `${motifEquation}, \\; \\mathrm{merge} = \\textstyle\\sum, \\text{ on both levels}`,
  source: `${source}; nodes sum, convolutions are linear, the table is our own`,
  parameters: sizes,
  inputs: ['x', 'wd', 'wp'],
  build: (g, { N, C, H, W }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: hierarchicalCell(g, x, labCell, { tensors: byRole, reading }) };
  },
  misreadings,
});

/** The same table in the paper's form: nodes concat and mix by a 1 × 1, batch norm and ReLU follow each convolution. */
export const hierarchicalConcat = architecture({
  id: 'hierarchical-cell-original',
  name: 'Hierarchical cell, nodes concatenate',
  paper: 'https://arxiv.org/abs/1711.00436',
  example: { N: 8, C: 32, H: 28, W: 28 },
  equation: `${motifEquation}, \\; \\mathrm{merge} = \\mathrm{relu}(\\mathrm{bn}(w_m * \\mathrm{concat})), \\text{ on both levels}`,
  source: `${source}; nodes concat, the table is our own`,
  parameters: sizes,
  inputs: ['x', 'wd', 'wp', 'wm', 'bn'],
  build: (g, { N, C, H, W }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    const options = { merge: 'concat', norm: true, tensors: byRole, reading } as const;
    return { y: hierarchicalCell(g, x, labCell, options) };
  },
  misreadings: { ...normMisreadings, ...misreadings },
});
