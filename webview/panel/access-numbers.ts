import { type AccessRow, excessOf } from '../../src/core/grade/access';
import { formatCount } from '../../src/core/grade/format';
import type {
  TrafficFrame,
  TrafficMemory,
  TrafficPass,
  TrafficSite,
} from '../../src/core/grade/traffic';
import { el } from './dom';

const deeds = { read: 'reads', write: 'stores to', atomic: 'changes' } as const;
const mean = (sum: number, { groups }: TrafficSite): string =>
  (sum / Math.max(1, groups)).toLocaleString('en', { maximumFractionDigits: 2 });

/** A place in a list: `line 12 · reads a[i] · 32 lines where 1 would do`. */
export function siteLabel(site: TrafficSite): string {
  const place = `line ${site.range.start.line + 1} · ${deeds[site.access]} ${site.text}`;
  const cost =
    site.degree > 0
      ? `bank degree ${mean(site.degree, site)}`
      : `${mean(site.lines, site)} ${site.lines === site.groups ? 'line' : 'lines'} at a time`;
  return `${place} · ${cost}${excessOf(site) > 1 ? ', more than needed' : ''}`;
}

/** What the access on show does, in a sentence. */
export function frameWords(
  { interval, group, offsets }: TrafficFrame,
  rows: readonly AccessRow[],
  space: TrafficMemory['space'],
): string {
  const first = group * offsets.length;
  const who = `invocations ${first} to ${first + offsets.length - 1}`;
  const when = interval === 0 ? 'before the first barrier' : `after barrier ${interval}`;
  const extra = rows.filter((row) => row.extra).length;
  if (space === 'workgroup') {
    const degree = Math.max(0, ...rows.map(({ words }) => words));
    const cost = degree > 1 ? `one bank is asked for ${degree} words` : 'no bank conflict';
    return `${who}, ${when}: ${cost}`;
  }
  const lines = `${rows.length} ${rows.length === 1 ? 'line' : 'lines'}`;
  return `${who}, ${when}: ${lines}${extra > 0 ? `, ${rows.length - extra} would do` : ''}`;
}

/** The drawing as a table: also its twin for those who do not see it. */
export function rowTable(rows: readonly AccessRow[], piece: 'line' | 'bank'): HTMLElement {
  const heads = [piece, 'lanes', 'words', 'extra'];
  const body = rows.map(({ number, lanes, words, extra }) =>
    el(
      'tr',
      { class: extra ? 'wrong' : '' },
      el('th', { scope: 'row' }, String(number)),
      ...[spans(lanes), String(words), extra ? '✗' : ''].map((cell) => el('td', {}, cell)),
    ),
  );
  return el(
    'table',
    { class: 'twin' },
    el('caption', {}, `This access, ${piece} by ${piece}`),
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, ...body),
  );
}

/** `0–3, 8`: neighbours together. */
function spans(lanes: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const lane of [...lanes].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last?.[1] === lane - 1) last[1] = lane;
    else parts.push([lane, lane]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** The counts of the place over the whole dispatch. */
export function siteTable(site: TrafficSite, { memories }: TrafficPass): HTMLElement {
  const rows = [
    ['accesses of 32 lanes', formatCount(site.groups)],
    ...(site.degree > 0 ? bankRows(site) : lineRows(site)),
    ...(site.access === 'atomic'
      ? [['lanes at one address, most', formatCount(site.mostSameAddress)]]
      : []),
    ...movedRows(memories[site.memory]),
  ];
  return numberTable('This place, over the whole dispatch', rows);
}

/** Names with a number for each. */
export function numberTable(caption: string, rows: readonly string[][]): HTMLElement {
  return el(
    'table',
    { class: 'twin' },
    el('caption', {}, caption),
    el(
      'tbody',
      {},
      ...rows.map(([name = '', value = '']) =>
        el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value)),
      ),
    ),
  );
}

/** Which barrier a step follows. */
export const afterBarrier = (interval: number): string =>
  interval === 0 ? 'before the first' : `after ${interval}`;

const bankRows = (site: TrafficSite): string[][] => [
  ['bank degree, mean', mean(site.degree, site)],
  ['highest bank degree', formatCount(site.mostDegree)],
];

const lineRows = (site: TrafficSite): string[][] => [
  ['lines of 128 bytes, mean', mean(site.lines, site)],
  ['fewest that hold the words, mean', mean(site.leastLines, site)],
  ['most lines at once', formatCount(site.mostLines)],
  ['sectors of 32 bytes, mean', mean(site.sectors, site)],
];

function movedRows(memory: TrafficPass['memories'][number] | undefined): string[][] {
  if (memory === undefined) return [];
  const moved = memory.read + memory.written + memory.atomic;
  return [
    [`words moved of ${memory.name} by the kernel`, formatCount(moved)],
    ['each of them, mean', `${(moved / Math.max(1, memory.distinct)).toFixed(2)} times`],
  ];
}
