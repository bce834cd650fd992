import { formatCount } from '../../src/core/grade/format';
import type { TrafficPass } from '../../src/core/grade/traffic';
import { afterBarrier, numberTable } from './access-numbers';
import { el } from './dom';
import { svg, svgText } from './svg';

type Step = TrafficPass['steps'][number];

/** Steps between barriers that are drawn. */
const mostSteps = 16;

/** What an entry point does over the whole dispatch, and who is at work between its barriers. */
export function passParts(pass: TrafficPass, lanes: number): HTMLElement[] {
  const numbers = el('div', { class: 'table-place' }, passTable(pass, lanes));
  if (pass.barriers === 0) return [numbers];
  const steps = pass.steps.slice(0, mostSteps);
  const drawing = el('div', {}, stepDrawing(steps, lanes));
  const more = pass.barriers + 1 - steps.length;
  const says = `Filled: invocations that touch memory, in the first workgroup. Framed: the lanes of the groups of ${lanes} that run for them.${more > 0 ? ` ${formatCount(more)} more ${more === 1 ? 'step is' : 'steps are'} not drawn.` : ''}`;
  return [
    el('p', { class: 'small' }, says),
    el(
      'div',
      { class: 'access-grid' },
      drawing,
      el('div', {}, el('div', { class: 'table-place' }, stepTable(steps, lanes)), numbers),
    ),
  ];
}

function passTable(
  { entry, operations, ahead, barriers, branches }: TrafficPass,
  lanes: number,
): HTMLElement {
  const [parted, all] = branches.reduce(
    ([apart, sum], { divergent, groups }) => [apart + divergent, sum + groups],
    [0, 0],
  );
  const rows = [
    ['operations on floats', formatCount(operations.floats)],
    ['operations on whole numbers', formatCount(operations.wholes)],
    ['words of buffers loaded before a store, most', formatCount(ahead.words)],
    [`branches where ${lanes} neighbours part`, `${formatCount(parted)} of ${formatCount(all)}`],
    ['barriers of a workgroup', formatCount(barriers)],
  ];
  return numberTable(`${entry}, over the whole dispatch`, rows);
}

/** The drawing in numbers. */
function stepTable(steps: readonly Step[], lanes: number): HTMLElement {
  const heads = ['barrier', 'invocations', `groups of ${lanes}`];
  const body = steps.map(({ lanes: working, groups }, i) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, afterBarrier(i)),
      ...[working, groups].map((count) => el('td', {}, formatCount(count))),
    ),
  );
  return el(
    'table',
    { class: 'twin' },
    el('caption', {}, 'Who touches memory, from barrier to barrier'),
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, ...body),
  );
}

const left = 62;
const width = 320;
const row = 12;

/** A bar for each step: as many lanes as its groups have, and of these those that have something to do. */
function stepDrawing(steps: readonly Step[], lanes: number): SVGElement {
  const most = Math.max(1, ...steps.map(({ groups }) => groups * lanes));
  const image = svg('svg', {
    ...{ viewBox: `0 0 ${left + width + 4} ${steps.length * row + 2}`, class: 'access-drawing' },
    'aria-hidden': 'true',
  });
  steps.forEach(({ lanes: working, groups }, i) => {
    const y = i * row + 2;
    const bar = (count: number, look: string): SVGElement =>
      svg('rect', {
        ...{ x: left, y, width: (width * count) / most, height: row - 4, class: look },
      });
    image.append(
      svgText(afterBarrier(i), { x: left - 4, y: y + row - 5, 'text-anchor': 'end' }),
      bar(working, 'cell'),
      bar(groups * lanes, 'frame'),
    );
  });
  return image;
}
