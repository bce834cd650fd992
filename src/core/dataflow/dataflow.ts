import type { Block, Parameters } from '../blocks/block';
import { type Picture, type PictureNode, pictureOf } from '../graph/picture';
import type { Shape } from '../tensor/shape';

/** What a box does, which is what its colour tells. */
export type Role = 'input' | 'weighs' | 'pools' | 'joins' | 'changes';

export interface Box {
  readonly id: string;
  readonly role: Role;
  /** What is done, one thing after the other. */
  readonly lines: readonly string[];
  /** The same as one expression: `ReLU(batch norm(conv 3 × 3))`. */
  readonly expression: string;
  /** What its values are called: an input, an output or a layer; absent where they are not known apart. */
  readonly tensor?: string;
  /** The shape of what comes out; absent for a value that is nowhere stored. */
  readonly shape?: Shape;
  /** The name of the output that it makes. */
  readonly output?: string;
}

export interface Dataflow {
  readonly boxes: readonly Box[];
  readonly edges: readonly FlowEdge[];
}

/** From a box to one that reads what comes out of it. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
}

/**
 * The dataflow of a block: its layers, where it is told as layers, else its steps.
 * @param stored layers by name whose values are wanted apart, so that no box goes on behind them
 */
export function dataflowOf(
  block: Block,
  parameters: Parameters = block.example,
  stored: readonly string[] = [],
): Dataflow {
  const graph = block.graph?.(parameters);
  return graph === undefined ? ofSteps(block, parameters) : ofLayers(pictureOf(graph), stored);
}

const roles: Readonly<Record<string, Role>> = {
  ...{ input: 'input', conv: 'weighs', linear: 'weighs' },
  ...{ 'max-pool': 'pools', 'average-pool': 'pools', resize: 'pools' },
  ...{ 'global-average-pool': 'pools', 'adaptive-average-pool': 'pools' },
  ...{ add: 'joins', concat: 'joins', multiply: 'joins', mean: 'joins' },
};

function roleOf(kind: string): Role {
  return roles[kind] ?? 'changes';
}

/** Layers that follow one another without a branch, at most one that weighs, share a box: conv, batch norm, ReLU. */
function ofLayers({ nodes, edges }: Picture, stored: readonly string[]): Dataflow {
  const boxOf = new Map<string, string>();
  const boxes = new Map<string, Box>();
  const idOf = (node: string): string => boxOf.get(node) ?? node;
  for (const node of nodes) {
    const [source, ...others] = edges.filter(({ to }) => to === node.id);
    const alone =
      others.length === 0 && edges.filter(({ from }) => from === source?.from).length === 1;
    const before = alone && source !== undefined ? boxes.get(idOf(source.from)) : undefined;
    const ends = before?.output !== undefined || stored.includes(before?.tensor ?? '');
    const box = boxWith(node, ends ? undefined : before);
    boxOf.set(node.id, box.id);
    boxes.set(box.id, box);
  }
  const between = edges.map(({ from, to }) => ({ from: idOf(from), to: idOf(to) }));
  return { boxes: [...boxes.values()], edges: between.filter(({ from, to }) => from !== to) };
}

/** A box with a layer: that of the only layer before it where they go together, else one of its own. */
function boxWith(
  { id, kind, label, name, weights, shape, output }: PictureNode,
  before?: Box,
): Box {
  const role = roleOf(kind);
  const line = [label, ...new Set(weights)].join(' · ');
  const made = { tensor: output ?? name, shape, ...(output === undefined ? {} : { output }) };
  if (before === undefined || !goesOn(before.role, role)) {
    return { id, role, lines: [line], expression: label, ...made };
  }
  const expression = `${label}(${before.expression})`;
  const joined = { ...before, lines: [...before.lines, line], expression, ...made };
  return role === 'weighs' ? { ...joined, role } : joined;
}

function goesOn(before: Role, role: Role): boolean {
  return role === 'changes' ? before !== 'input' : role === 'weighs' && before === 'changes';
}

/** Steps are words: of their values only those of inputs and outputs are known. */
function ofSteps(block: Block, parameters: Parameters): Dataflow {
  const shapes = block.shapes(parameters);
  const known = (name: string): Pick<Box, 'tensor' | 'shape'> => {
    const shape = shapes[name];
    return shape === undefined ? {} : { shape, tensor: name };
  };
  const boxes = new Map<string, Box>();
  const edges: FlowEdge[] = [];
  for (const [name, { says, from }] of Object.entries(block.steps ?? {})) {
    const id = `step ${name}`;
    for (const source of from) {
      const step = `step ${source}`;
      const words = { lines: [source], expression: source };
      // A tensor that is read and written has one name, which is that of what it is in the end.
      const { tensor, ...given } = known(source);
      const own = block.outputs.includes(source) ? given : { ...given, ...(tensor && { tensor }) };
      const input = { id: source, role: 'input', ...words, ...own } as const;
      if (!boxes.has(step)) boxes.set(source, input);
      edges.push({ from: boxes.has(step) ? step : source, to: id });
    }
    const output = block.outputs.includes(name) ? { output: name } : {};
    const line = block.outputs.includes(name) ? says : `${name}: ${says}`;
    const made = { expression: says, ...known(name), ...output };
    boxes.set(id, { id, role: 'weighs', lines: [line], ...made });
  }
  return { boxes: [...boxes.values()], edges };
}
