import type { Block } from '../core/blocks/block';
import { type Picture, type PictureNode, pictureOf } from '../core/graph/picture';
import type { Shape } from '../core/tensor/shape';

/** What a box does, which is what its colour tells. */
export type Role = 'input' | 'weighs' | 'pools' | 'joins' | 'changes';

export interface Box {
  readonly id: string;
  readonly role: Role;
  /** What is done, one thing after the other. */
  readonly lines: readonly string[];
  /** The shape of what comes out; absent for a value that is nowhere stored. */
  readonly shape?: Shape;
  /** The name of the output that it makes. */
  readonly output?: string;
}

export interface Dataflow {
  readonly boxes: readonly Box[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** The dataflow of a block at its example: its layers, where it is told as layers, else its steps. */
export function dataflowOf(block: Block): Dataflow {
  const graph = block.graph?.(block.example);
  return graph === undefined ? ofSteps(block) : ofLayers(pictureOf(graph));
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
function ofLayers({ nodes, edges }: Picture): Dataflow {
  const boxOf = new Map<string, string>();
  const boxes = new Map<string, Box>();
  const idOf = (node: string): string => boxOf.get(node) ?? node;
  for (const node of nodes) {
    const [source, ...others] = edges.filter(({ to }) => to === node.id);
    const alone =
      others.length === 0 && edges.filter(({ from }) => from === source?.from).length === 1;
    const before = alone && source !== undefined ? boxes.get(idOf(source.from)) : undefined;
    const box = boxWith(node, before);
    boxOf.set(node.id, box.id);
    boxes.set(box.id, box);
  }
  const between = edges.map(({ from, to }) => ({ from: idOf(from), to: idOf(to) }));
  return { boxes: [...boxes.values()], edges: between.filter(({ from, to }) => from !== to) };
}

/** A box with a layer: that of the only layer before it where they go together, else one of its own. */
function boxWith({ id, kind, label, weights, shape, output }: PictureNode, before?: Box): Box {
  const role = roleOf(kind);
  const line = [label, ...new Set(weights)].join(' · ');
  const made = output === undefined ? {} : { output };
  if (before === undefined || before.output !== undefined || !goesOn(before.role, role)) {
    return { id, role, lines: [line], shape, ...made };
  }
  const joined = { ...before, lines: [...before.lines, line], shape, ...made };
  return role === 'weighs' ? { ...joined, role } : joined;
}

function goesOn(before: Role, role: Role): boolean {
  return role === 'changes' ? before !== 'input' : role === 'weighs' && before === 'changes';
}

function ofSteps(block: Block): Dataflow {
  const shapes = block.shapes(block.example);
  const shapeOf = (name: string): { shape?: Shape } => {
    const shape = shapes[name];
    return shape === undefined ? {} : { shape };
  };
  const boxes = new Map<string, Box>();
  const edges: { from: string; to: string }[] = [];
  for (const [name, { says, from }] of Object.entries(block.steps ?? {})) {
    const id = `step ${name}`;
    for (const source of from) {
      const step = `step ${source}`;
      const input = { id: source, role: 'input', lines: [source], ...shapeOf(source) } as const;
      if (!boxes.has(step)) boxes.set(source, input);
      edges.push({ from: boxes.has(step) ? step : source, to: id });
    }
    const output = block.outputs.includes(name) ? { output: name } : {};
    const line = block.outputs.includes(name) ? says : `${name}: ${says}`;
    boxes.set(id, { id, role: 'weighs', lines: [line], ...shapeOf(name), ...output });
  }
  return { boxes: [...boxes.values()], edges };
}
