import type { Box, Dataflow } from '../../src/core/dataflow/dataflow';
import {
  curve,
  type Layout,
  layoutOf,
  type Placed,
  type PlacedEdge,
} from '../../src/core/dataflow/layout';
import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Shape } from '../../src/core/tensor/shape';
import { svg, svgText } from './svg';

/** The picture of a block, whose edges can be pressed. */
export interface FlowDrawing {
  readonly element: SVGElement;
  /** Marks the edges of a tensor as pressed, and no others. */
  select(tensor: string | undefined): void;
  has(tensor: string): boolean;
  /** How a tensor is made, in one expression. */
  expression(tensor: string): string | undefined;
  /** The edge that has the keyboard, for another drawing of the same block. */
  focused(): string | undefined;
  focus(edge: string): void;
}

const lineHeight = 16;
const margin = 6;

/** Draws a dataflow with the shapes on its edges; one whose values are known is a button. */
export function flowDrawing(
  flow: Dataflow,
  plan: Plan,
  press: (tensor: string) => void,
): FlowDrawing {
  const boxes = new Map(flow.boxes.map((box) => [box.id, box]));
  const tagOf = (from: string): string => edgeTag(boxes.get(from), plan);
  const layout = layoutOf(flow, {
    box: (box) => ({ width: widest(box.lines) + 20, height: box.lines.length * lineHeight + 10 }),
    edge: ({ from }) => ({ width: widest([tagOf(from)]) + 12, height: lineHeight + 4 }),
  });
  const edges = layout.edges.map((edge) => {
    const box = boxes.get(edge.from);
    const tag = { text: tagOf(edge.from), spoken: spokenOf(box, plan) };
    return { tensor: box?.tensor, element: drawEdge(edge, tag, box?.tensor, press) };
  });
  const drawn = flow.boxes.flatMap((box, i) => {
    const place = layout.boxes[i];
    return place === undefined ? [] : [drawBox(box, place)];
  });
  const element = drawingOf(layout, [...edges.map((edge) => edge.element), ...drawn]);
  return {
    element,
    select(tensor) {
      for (const edge of edges) {
        if (edge.tensor === undefined) continue;
        edge.element.setAttribute('aria-pressed', String(edge.tensor === tensor));
      }
    },
    has: (tensor) => edges.some((edge) => edge.tensor === tensor),
    expression: (tensor) => flow.boxes.find((box) => box.tensor === tensor)?.expression,
    focused: () => (document.activeElement as SVGElement | null)?.dataset['edge'],
    focus: (name) => edges.find((edge) => edge.element.dataset['edge'] === name)?.element.focus(),
  };
}

function drawingOf({ left, top, width, height }: Layout, parts: readonly SVGElement[]): SVGElement {
  const [wide, high] = [width + 2 * margin, height + 2 * margin];
  const tip = svg('path', { d: 'M0 0 8 4 0 8z', class: 'tip' });
  const marker = svg(
    'marker',
    {
      ...{ id: 'flow-tip', viewBox: '0 0 8 8', refX: 7, refY: 4, orient: 'auto' },
      ...{ markerWidth: 7, markerHeight: 7, markerUnits: 'userSpaceOnUse' },
    },
    tip,
  );
  return svg(
    'svg',
    {
      ...{ class: 'flow-drawing', role: 'group', 'aria-label': 'Dataflow of the block' },
      ...{ width: wide, height: high },
      viewBox: `${left - margin} ${top - margin} ${wide} ${high}`,
    },
    svg('defs', {}, marker),
    ...parts,
  );
}

function drawBox({ id, role, lines }: Box, { x, y, width, height }: Placed): SVGElement {
  const [left, top] = [x - width / 2, y - height / 2];
  const rx = role === 'input' ? Math.min(14, height / 2) : 4;
  return svg(
    'g',
    { class: `box ${role}`, 'data-box': id },
    svg('rect', { x: left, y: top, width, height, rx }),
    ...lines.map((line, i) => svgText(line, { x, y: top + 17 + i * lineHeight })),
  );
}

interface Tag {
  readonly text: string;
  readonly spoken: string;
}

function drawEdge(
  { from, to, points, label }: PlacedEdge,
  tag: Tag,
  tensor: string | undefined,
  press: (tensor: string) => void,
): SVGElement {
  const path = curve(points);
  const parts = [
    svg('path', { d: path, class: 'wire', 'marker-end': 'url(#flow-tip)' }),
    ...(label === undefined || tag.text === '' ? [] : drawTag(tag.text, label)),
  ];
  if (tensor === undefined) return svg('g', { class: 'edge' }, ...parts);
  const element = svg(
    'g',
    {
      ...{ class: 'edge', role: 'button', tabindex: 0, 'aria-pressed': 'false' },
      ...{ 'aria-label': tag.spoken, 'data-edge': `${from} ${to}` },
    },
    // A line is too thin to be met.
    svg('path', { d: path, class: 'hit' }),
    ...parts,
  );
  element.addEventListener('click', () => press(tensor));
  element.addEventListener('keydown', (event) => {
    const { key } = event;
    if (key !== 'Enter' && key !== ' ') return;
    // The space bar scrolls too.
    event.preventDefault();
    press(tensor);
  });
  return element;
}

function drawTag(text: string, { x, y, width, height }: Placed): SVGElement[] {
  return [
    svg('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 3, class: 'tag' }),
    svgText(text, { x, y: y + 4 }),
  ];
}

function sizeText(shape: Shape): string {
  return shape.length === 0 ? 'a number' : shape.map(String).join(' × ');
}

/** The temporary in which the plan keeps what comes out of a box. */
function temporaryOf(tensor: string | undefined, { temps }: Plan): string | undefined {
  return tensor === undefined ? undefined : temps.find(({ is }) => is === tensor)?.name;
}

function edgeTag(box: Box | undefined, plan: Plan): string {
  if (box?.shape === undefined) return '';
  const temporary = temporaryOf(box.tensor, plan);
  return [...(temporary === undefined ? [] : [temporary]), sizeText(box.shape)].join(' · ');
}

function spokenOf(box: Box | undefined, plan: Plan): string {
  if (box === undefined) return '';
  const temporary = temporaryOf(box.tensor, plan);
  const names = [box.expression, ...(box.shape === undefined ? [] : [sizeText(box.shape)])];
  return [...names, ...(temporary === undefined ? [] : [`kept in ${temporary}`])].join(', ');
}

/** The widest of some lines, in the font that the style sheet gives them. */
function widest(lines: readonly string[]): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (pen === null) return 0;
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(Math.max(...lines.map((line) => pen?.measureText(line).width ?? 0)));
}

let pen: CanvasRenderingContext2D | null | undefined;
