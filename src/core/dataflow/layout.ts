import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre';
import type { Box, Dataflow, FlowEdge } from './dataflow';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its centre. */
export interface Placed extends Size, Point {}

export interface Layout {
  /** In the order of the boxes. */
  readonly boxes: readonly Placed[];
  readonly edges: readonly PlacedEdge[];
  /** What all of it takes, without a margin; edges may bend round all boxes. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends FlowEdge {
  readonly points: readonly Point[];
  /** Where its words stand, if it has any. */
  readonly label?: Placed;
}

/** How much room boxes take, and the words on an edge. */
export interface Sizes {
  readonly box: (box: Box) => Size;
  readonly edge?: (edge: FlowEdge) => Size;
}

/** Lays a dataflow out from top to bottom, in the unit of the sizes. Two edges between the same boxes are one. */
export function layoutOf({ boxes, edges }: Dataflow, sizes: Sizes): Layout {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'TB', nodesep: 8, ranksep: 28 });
  for (const box of boxes) graph.setNode(box.id, { ...sizes.box(box) });
  for (const edge of edges)
    graph.setEdge(edge.from, edge.to, { ...sizes.edge?.(edge), labelpos: 'c' });
  layout(graph);
  const placed = boxes.map(({ id }) => placeOf(graph.node(id)));
  const drawn = graph.edges().map(({ v, w }): PlacedEdge => {
    const { points = [], ...label } = graph.edge(v, w);
    const edge = { from: v, to: w, points };
    return sizes.edge === undefined ? edge : { ...edge, label: placeOf(label) };
  });
  return { boxes: placed, edges: drawn, ...extentOf(placed, drawn) };
}

function placeOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Placed>): Placed {
  return { x, y, width, height };
}

function extentOf(
  boxes: readonly Placed[],
  edges: readonly PlacedEdge[],
): Pick<Layout, 'left' | 'top' | 'width' | 'height'> {
  const rectangles = [...boxes, ...edges.flatMap(({ label }) => label ?? [])];
  const points = edges.flatMap((edge) => edge.points);
  const [left, width] = span([
    ...points.map(({ x }) => x),
    ...rectangles.flatMap(({ x, width: w }) => [x - w / 2, x + w / 2]),
  ]);
  const [top, height] = span([
    ...points.map(({ y }) => y),
    ...rectangles.flatMap(({ y, height: h }) => [y - h / 2, y + h / 2]),
  ]);
  return { left, top, width, height };
}

function span(positions: readonly number[]): [number, number] {
  const first = Math.floor(Math.min(...positions));
  return [first, Math.ceil(Math.max(...positions)) - first];
}

/** The points of an edge as the path of an SVG, rounded where it bends; empty without points. */
export function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = others.slice(0, -1).map((point, i) => {
    const next = others[i + 1] ?? last;
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    const end = next === last ? last : middle;
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)} ${bends.length === 0 ? `L${at(last)}` : bends.join(' ')}`;
}

function at({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

/** A length in a drawing, to a tenth. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
