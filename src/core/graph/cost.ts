import type { Cost } from '../blocks/block';
import { count, type Shape } from '../tensor/shape';
import { type Convention, conventions, counted } from './conventions';
import { type Graph, inputShapes, type Node } from './graph';
import type { Operations } from './layer';
import { peakElements } from './memory';

/** Bytes of an f32. */
const wide = 4;

/** What one layer costs: a line of a layer table. */
export interface LayerCost {
  readonly name: string;
  readonly kind: string;
  readonly label: string;
  readonly section?: string;
  readonly shape: Shape;
  readonly parameters: number;
  readonly operations: Operations;
}

/** What a row of a layer table costs: all layers of a section, and the shape that the last of them makes. */
export interface SectionCost {
  readonly label: string;
  readonly shape: Shape;
  readonly parameters: number;
  readonly operations: Operations;
}

/** Each layer's cost, in the graph's order, without the inputs. */
export function layerCosts(graph: Graph): LayerCost[] {
  return graph.nodes
    .filter(({ layer }) => layer.kind !== 'input')
    .map((node) => ({
      ...{ name: node.name, kind: node.layer.kind, label: node.layer.label, shape: node.shape },
      ...(node.section === undefined ? {} : { section: node.section }),
      parameters: parametersOf(node),
      operations: node.layer.operations(inputShapes(graph, node), node.shape),
    }));
}

/** The rows of the layer table; layers outside all sections are rows of their own. */
export function sectionCosts(graph: Graph): SectionCost[] {
  const rows: SectionCost[] = [];
  let current: string | undefined;
  for (const { section, label, ...cost } of layerCosts(graph)) {
    const before = section !== undefined && section === current ? rows.pop() : undefined;
    current = section;
    rows.push({
      label: section ?? label,
      shape: cost.shape,
      parameters: cost.parameters + (before?.parameters ?? 0),
      operations: sum([before?.operations ?? {}, cost.operations]),
    });
  }
  return rows;
}

/** All operations of a graph, by kind. */
export function operationsOf(graph: Graph): Operations {
  return sum(layerCosts(graph).map(({ operations }) => operations));
}

/** Operations of one forward pass, as a source counts them (`conventions.ts`). */
export function countBy(graph: Graph, convention: Convention): number {
  return counted(operationsOf(graph), convention);
}

/** What a forward pass of the whole graph costs. */
export function costOf(graph: Graph): Cost {
  const operations = operationsOf(graph);
  const flops = conventions.find(({ id }) => id === 'flops');
  return {
    parameters: graph.nodes.reduce((total, node) => total + parametersOf(node), 0),
    multiplyAdds: operations.multiplyAdds ?? 0,
    flops: flops === undefined ? NaN : counted(operations, flops),
    bytes: wide * (activationElements(graph) + weightElements(graph)),
    peakActivationBytes: wide * peakElements(graph),
  };
}

/** Bytes of all weights at f32, running statistics and indices included. */
export function weightBytes(graph: Graph): number {
  return wide * weightElements(graph);
}

function weightElements(graph: Graph): number {
  return Object.values(graph.weights).reduce((total, shape) => total + count(shape), 0);
}

/** Elements of the inputs and outputs, each once. */
function activationElements(graph: Graph): number {
  const places = [...Object.values(graph.inputs), ...Object.values(graph.outputs)];
  return places.reduce((total, place) => total + count(graph.nodes[place]?.shape ?? []), 0);
}

function parametersOf(node: Node): number {
  return node.weights.reduce((total, { learned }) => total + learned, 0);
}

function sum(all: readonly Operations[]): Operations {
  const total: Partial<Record<keyof Operations, number>> = {};
  for (const operations of all) {
    for (const [kind, times] of Object.entries(operations) as [keyof Operations, number][]) {
      total[kind] = (total[kind] ?? 0) + times;
    }
  }
  return total;
}
