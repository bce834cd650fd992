import type { Rounding, Tensors } from '../blocks/block';
import { count } from '../tensor/shape';
import { type Graph, inputShapes, nodeAt, type Node } from './graph';
import { crop, elements, hull, length, type Patch, type Region, whole } from './region';

/** The outputs of a graph from its inputs and weights, by name. */
export function forward(graph: Graph, tensors: Tensors, round: Rounding): Tensors {
  const places = Object.values(graph.outputs);
  const wanted = new Map(places.map((place) => [place, whole(nodeAt(graph, place).shape)]));
  const made = evaluate(graph, tensors, wanted, round);
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, place]) => [name, made.get(place)?.data ?? nothing]),
  );
}

const nothing = new Float64Array();

/** All values of one node, whether it is an output or not. */
export function valuesOf(
  graph: Graph,
  tensors: Tensors,
  place: number,
  round: Rounding,
): Float64Array {
  const wanted = new Map([[place, whole(nodeAt(graph, place).shape)]]);
  return evaluate(graph, tensors, wanted, round).get(place)?.data ?? nothing;
}

/** A region of one output, computed from no more of the inputs and of the maps between than it depends on. */
export function forwardWindow(
  graph: Graph,
  tensors: Tensors,
  output: string,
  region: Region,
  round: Rounding,
): Float64Array {
  const place = graph.outputs[output];
  if (place === undefined) throw new RangeError(`The graph has no output “${output}”.`);
  const patch = evaluate(graph, tensors, new Map([[place, region]]), round).get(place);
  return patch === undefined ? nothing : crop(patch, region);
}

/** How many numbers are made for a region of an output, in all layers between the inputs and it. */
export function windowWork(graph: Graph, output: string, region: Region): number {
  const needed = neededRegions(graph, new Map([[graph.outputs[output] ?? 0, region]]));
  return [...needed].reduce((sum, [place, own]) => {
    const { layer, shape } = nodeAt(graph, place);
    return sum + (layer.kind === 'input' ? 0 : elements(own, shape[1] ?? 1));
  }, 0);
}

/** For each node that the wanted regions depend on, the region that is needed of it. */
function neededRegions(graph: Graph, wanted: ReadonlyMap<number, Region>): Map<number, Region> {
  const needed = new Map(wanted);
  for (let place = graph.nodes.length - 1; place >= 0; place--) {
    const region = needed.get(place);
    if (region === undefined) continue;
    const node = nodeAt(graph, place);
    const shapes = inputShapes(graph, node);
    node.inputs.forEach((from, which) => {
      const own = node.layer.needs?.(region, shapes, which) ?? region;
      const others = needed.get(from);
      needed.set(from, others === undefined ? own : hull(others, own));
    });
  }
  return needed;
}

/** The wanted patches; those between are let go after their last reader. */
function evaluate(
  graph: Graph,
  tensors: Tensors,
  wanted: ReadonlyMap<number, Region>,
  round: Rounding,
): ReadonlyMap<number, Patch> {
  const needed = neededRegions(graph, wanted);
  const lastReader = new Map<number, number>();
  for (const place of [...needed.keys()].sort((a, b) => a - b)) {
    for (const from of nodeAt(graph, place).inputs) lastReader.set(from, place);
  }
  const made = new Map<number, Patch>();
  graph.nodes.forEach((node, place) => {
    const region = needed.get(place);
    if (region === undefined) return;
    const inputs =
      node.layer.kind === 'input'
        ? [wholeInput(node, tensors)]
        : node.inputs.flatMap((from) => made.get(from) ?? []);
    made.set(place, compute(graph, node, inputs, tensors, region, round));
    for (const from of node.inputs) {
      if (lastReader.get(from) === place && !wanted.has(from)) made.delete(from);
    }
  });
  return made;
}

function wholeInput(node: Node, tensors: Tensors): Patch {
  const [, channels = 1] = node.shape;
  return { region: whole(node.shape), channels, data: numbers(tensors, node.name) };
}

function compute(
  graph: Graph,
  node: Node,
  inputs: readonly Patch[],
  tensors: Tensors,
  region: Region,
  round: Rounding,
): Patch {
  const shapes = inputShapes(graph, node);
  const data = node.layer.forward({
    inputs: inputs.map((patch) => withImages(patch, region)),
    shapes,
    weights: node.weights.map(({ tensor, offset, shape }) =>
      numbers(tensors, tensor).subarray(offset, offset + count(shape)),
    ),
    region,
    round,
  });
  return { region, channels: node.shape[1] ?? 1, data };
}

/** The images of a region out of a patch: no layer looks from one image to another. */
function withImages(patch: Patch, { images }: Region): Patch {
  const own = patch.region.images;
  const image = patch.data.length / Math.max(1, length(own));
  const data = patch.data.subarray(
    (images.from - own.from) * image,
    (images.to - own.from) * image,
  );
  return { ...patch, region: { ...patch.region, images }, data };
}

function numbers(tensors: Tensors, name: string): Float64Array {
  const values = tensors[name];
  if (values === undefined) throw new RangeError(`The tensor “${name}” is missing.`);
  return values;
}
