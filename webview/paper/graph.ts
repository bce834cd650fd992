import type { Lineage } from '../../src/core/syllabus/lineage';
import { el } from '../panel/dom';

const svg = 'http://www.w3.org/2000/svg';

/**
 * What the paper builds on and what builds on it, as columns of buttons with lines between them. The browser lays
 * the buttons out, so that long names and narrow panels look after themselves; the lines follow.
 */
export function lineageGraph({ nodes, edges }: Lineage, open: (id: string) => void): HTMLElement {
  const lines = document.createElementNS(svg, 'svg');
  lines.setAttribute('class', 'lines');
  lines.setAttribute('aria-hidden', 'true');
  const buttons = new Map(nodes.map((node) => [node.id, nodeButton(node, open)]));
  const layers = [...new Set(nodes.map(({ layer }) => layer))];
  const columns = layers.map((layer) =>
    el(
      'div',
      { class: 'column' },
      ...nodes.filter((node) => node.layer === layer).map(({ id }) => buttons.get(id)),
    ),
  );
  const stage = el('div', { class: 'lineage', role: 'group', 'aria-label': 'Papers around it' });
  stage.append(lines, ...columns);
  const draw = (): void => {
    const paths = edges.flatMap(({ from, to }) => {
      const [one, other] = [buttons.get(from), buttons.get(to)];
      return one === undefined || other === undefined ? [] : [lineBetween(one, other, stage)];
    });
    lines.replaceChildren(...paths);
  };
  new ResizeObserver(draw).observe(stage);
  return stage;
}

function nodeButton(
  { id, name, title, year, layer }: Lineage['nodes'][number],
  open: (id: string) => void,
): HTMLElement {
  if (layer === 0) return el('span', { class: 'node here', title, dir: 'auto' }, name);
  const relation = layer < 0 ? 'read before' : 'builds on it';
  const button = el(
    'button',
    { type: 'button', class: 'node', dir: 'auto', title: `${title} (${year})` },
    name,
    el('span', { class: 'unseen' }, `, ${year}, ${relation}`),
  );
  button.addEventListener('click', () => {
    open(id);
  });
  return button;
}

/** From the right edge of one button to the left edge of the other. */
function lineBetween(from: HTMLElement, to: HTMLElement, stage: HTMLElement): SVGElement {
  const zero = stage.getBoundingClientRect();
  const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  const [x1, y1] = [a.right - zero.left + stage.scrollLeft, a.top + a.height / 2 - zero.top];
  const [x2, y2] = [b.left - zero.left + stage.scrollLeft, b.top + b.height / 2 - zero.top];
  const bend = Math.max(12, (x2 - x1) / 2);
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
  return path;
}

/** The same in words: a graph cannot be listened to. */
export function lineageList({ nodes }: Lineage): HTMLElement {
  const named = (isWanted: (layer: number) => boolean): string =>
    nodes
      .filter(({ layer }) => isWanted(layer))
      .map(({ name, year }) => `${name} (${year})`)
      .join(', ');
  const before = named((layer) => layer < 0);
  const after = named((layer) => layer > 0);
  return el(
    'dl',
    { class: 'unseen' },
    el('dt', {}, 'It builds on'),
    el('dd', {}, before === '' ? 'none of the papers here' : before),
    el('dt', {}, 'What builds on it'),
    el('dd', {}, after === '' ? 'none of the papers here' : after),
  );
}
