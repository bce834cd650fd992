import type { Block } from '../core/blocks/block';
import { type Picture, pictureOf } from '../core/graph/picture';
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
  for (const node of nodes) {
    const role = roleOf(node.kind);
    const line = [node.label, ...new Set(node.weights)].join(' · ');
    const sources = edges.filter(({ to }) => to === node.id);
    const readers = edges.filter(({ from }) => from === sources[0]?.from);
    const before = boxes.get(boxOf.get(sources[0]?.from ?? '') ?? '');
    const alone = sources.length === 1 && readers.length === 1 && before?.output === undefined;
    const joined = alone && before !== undefined && goesOn(before.role, role) ? before : undefined;
    const id = joined?.id ?? node.id;
    boxOf.set(node.id, id);
    boxes.set(id, {
      id,
      role: joined === undefined || role === 'weighs' ? role : joined.role,
      lines: [...(joined?.lines ?? []), line],
      shape: node.shape,
      ...(node.output === undefined ? {} : { output: node.output }),
    });
  }
  const between = edges.map(({ from, to }) => ({
    from: boxOf.get(from) ?? from,
    to: boxOf.get(to) ?? to,
  }));
  return { boxes: [...boxes.values()], edges: between.filter(({ from, to }) => from !== to) };
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
