import { count, type Shape } from '../tensor/shape';
import type { Graph, Node, WeightUse } from './graph';
import type { Layer, WeightForm } from './layer';
import { input } from './layers/input';

/** What a layer made: the handle by which further layers read it. */
export interface Value {
  readonly node: number;
  readonly shape: Shape;
}

/** How a layer stands in its graph. */
export interface Place {
  /** Its name; by default its kind and a number. */
  readonly name?: string | undefined;
  /**
   * The tensor of each weight, by role; by default one of its own, `name.role`. Weights that name one tensor
   * are packed in it, layer after layer, as a lab's buffer holds them.
   */
  readonly weights?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A graph while it is being described. */
export interface Draft {
  input(name: string, shape: Shape): Value;
  layer(layer: Layer, inputs: readonly Value[], place?: Place): Value;
  /** All layers that `inside` describes belong to one row of the layer table. */
  section<T>(label: string, inside: () => T): T;
  finish(outputs: Readonly<Record<string, Value>>): Built;
}

export type Built =
  { readonly ok: true; readonly graph: Graph } | { readonly ok: false; readonly problem: string };

/**
 * Begins a graph. A layer that does not fit is a problem, of which the first is told at the end; until then
 * the description goes on with the input's shape, so that it needs no checks of its own.
 */
export function draft(): Draft {
  const nodes: Node[] = [];
  const inputs: Record<string, number> = {};
  const weights = new Map<string, Shape[]>();
  const kinds = new Map<string, number>();
  let problem: string | undefined;
  let section: string | undefined;

  const place = (
    layer: Layer,
    reads: readonly Value[],
    { name, weights: tensors }: Place,
  ): Value => {
    const number = (kinds.get(layer.kind) ?? 0) + 1;
    kinds.set(layer.kind, number);
    const own = name ?? `${layer.kind}${number}`;
    const shapes = reads.map(({ shape }) => shape);
    const shape = layer.shape(shapes);
    const fits = typeof shape !== 'string';
    if (!fits) problem ??= `${own}: ${shape}`;
    const node = {
      ...{ name: own, layer, inputs: reads.map(({ node: at }) => at) },
      shape: fits ? shape : (shapes[0] ?? [1, 1]),
      weights: fits ? (layer.weights?.(shapes) ?? []).map((form) => use(form, own, tensors)) : [],
      ...(section === undefined ? {} : { section }),
    };
    nodes.push(node);
    return { node: nodes.length - 1, shape: node.shape };
  };

  const use = (form: WeightForm, name: string, tensors: Place['weights']): WeightUse => {
    const tensor = tensors?.[form.role] ?? `${name}.${form.role}`;
    const parts = weights.get(tensor) ?? [];
    const offset = parts.reduce((sum, part) => sum + count(part), 0);
    weights.set(tensor, [...parts, form.shape]);
    return { ...form, tensor, offset };
  };

  return {
    input: (name, shape) => {
      const value = place(input(shape), [], { name });
      inputs[name] = value.node;
      return value;
    },
    layer: (layer, reads, where = {}) => place(layer, reads, where),
    section: (label, inside) => {
      const before = section;
      section = label;
      const result = inside();
      section = before;
      return result;
    },
    finish: (outputs) => {
      if (problem !== undefined) return { ok: false, problem };
      const places = Object.entries(outputs).map(([name, { node }]) => [name, node] as const);
      const tensors = [...weights].map(([name, parts]) => [name, packed(parts)] as const);
      const [named, read] = [Object.fromEntries(places), Object.fromEntries(tensors)];
      return { ok: true, graph: { nodes, inputs, weights: read, outputs: named } };
    },
  };
}

/** The shape of weights packed one after the other: stacked where all but the first size agree, else flat. */
function packed(parts: readonly Shape[]): Shape {
  const [first = [], ...others] = parts;
  if (others.length === 0) return first;
  const rest = first.slice(1);
  return parts.every((part) => part.slice(1).join() === rest.join())
    ? [parts.reduce((sum, [size = 1]) => sum + size, 0), ...rest]
    : [parts.reduce((sum, part) => sum + count(part), 0)];
}
