import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre';
import type { Box, Dataflow, Role } from './dataflow';

/** A box with its size, and where the layout has put its centre. */
interface Placed {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const lineHeight = 16;
/** Wide enough for a letter of the fonts that `system-ui` stands for, at 12 px. */
const letterWidth = 6.2;
const margin = 12;

/** Fill and stroke. Pictures stand on paper of their own, so that they are the same in a light and in a dark page. */
const colours: Readonly<Record<Role, readonly [string, string]>> = {
  input: ['#eef2f7', '#64748b'],
  weighs: ['#dbe9fb', '#2f6db3'],
  pools: ['#fdebd0', '#a86a12'],
  joins: ['#e9e2f8', '#6a4ea8'],
  changes: ['#e6f2e6', '#4d7f4d'],
};

/** Draws a dataflow, from top to bottom. */
export function drawing(flow: Dataflow, title: string): string {
  const graph = placed(flow);
  const bends = graph.edges().map((edge) => graph.edge(edge).points ?? []);
  const places = flow.boxes.map((box) => place(graph.node(box.id)));
  const [left, width] = extentOf(
    bends.flat().flatMap(({ x }) => [x]),
    places.flatMap(({ x, width: w }) => [x - w / 2, x + w / 2]),
  );
  const [top, height] = extentOf(
    bends.flat().flatMap(({ y }) => [y]),
    places.flatMap(({ y, height: h }) => [y - h / 2, y + h / 2]),
  );
  const box = `x="${left + 0.5}" y="${top + 0.5}" width="${width - 1}" height="${height - 1}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" text-anchor="middle">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>',
    `<rect ${box} rx="6" fill="#fff" stroke="#d0d7de"/>`,
    ...bends.map(line),
    ...flow.boxes.map((each, i) => drawBox(each, places[i] ?? nowhere)),
    '</svg>\n',
  ].join('\n');
}

const nowhere: Placed = { x: 0, y: 0, width: 0, height: 0 };

/** Where the paper begins, and how far it goes, so that edges that bend round all boxes are on it. */
function extentOf(...positions: readonly (readonly number[])[]): [number, number] {
  const all = positions.flat();
  const first = Math.floor(Math.min(...all)) - margin;
  return [first, Math.ceil(Math.max(...all)) + margin - first];
}

type Layout = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function placed({ boxes, edges }: Dataflow): Layout {
  const graph: Layout = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 8, ranksep: 28 });
  for (const box of boxes) graph.setNode(box.id, sizeOf(box));
  for (const { from, to } of edges) graph.setEdge(from, to, {});
  layout(graph);
  return graph;
}

function sizeOf(box: Box): { width: number; height: number } {
  const texts = textsOf(box);
  const widest = Math.max(...texts.map((text) => text.length * letterWidth));
  return { width: Math.round(widest + 24), height: texts.length * lineHeight + 10 };
}

function place({ x = 0, y = 0, width, height }: Partial<Point> & Omit<Placed, 'x' | 'y'>): Placed {
  return { x, y, width, height };
}

function textsOf({ lines, shape, output }: Box): string[] {
  const made = output === undefined ? [] : [`= ${output}`];
  const size = shape === undefined ? [] : [shape.map(String).join(' × ')];
  return [...lines, ...made, ...size];
}

function drawBox(box: Box, { x, y, width, height }: Placed): string {
  const [fill, stroke] = colours[box.role];
  const [left, top] = [x - width / 2, y - height / 2];
  const rounding = box.role === 'input' ? Math.min(14, height / 2) : 4;
  const weight = box.output === undefined ? 1 : 2;
  const texts = textsOf(box).map((text, i) => {
    const lines = box.lines.length;
    const style = i < lines ? '' : i === lines && box.output !== undefined ? bold : faint;
    return `<text x="${n(x)}" y="${n(top + 17 + i * lineHeight)}"${style}>${escaped(text)}</text>`;
  });
  return `<g><rect x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="${n(rounding)}" fill="${fill}" stroke="${stroke}" stroke-width="${weight}"/>${texts.join('')}</g>`;
}

const bold = ' font-weight="bold"';
const faint = ' fill="#57606a" font-size="11"';

/** A path through the points of an edge, rounded where it bends. */
function line(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = others.slice(0, -1).map((point, i) => {
    const next = others[i + 1] ?? last;
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    const end = next === last ? last : middle;
    return `Q${at(point)} ${at(end)}`;
  });
  return `<path d="M${at(first)} ${bends.length === 0 ? `L${at(last)}` : bends.join(' ')}" fill="none" stroke="#57606a" marker-end="url(#tip)"/>`;
}

function at({ x, y }: Point): string {
  return `${n(x)} ${n(y)}`;
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
