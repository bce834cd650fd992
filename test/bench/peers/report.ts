import { ratioText, timeText } from '../../../src/core/measure/text';
import type { LabResult } from './measure-lab';

/** What the tuned kernels are held to on a processor that plays a GPU. */
const aim = 3;

/** The peers' columns: the better of their forms counts. */
const peers = [
  { name: 'TensorFlow.js', forms: { 'TensorFlow.js': '' } },
  {
    name: 'ONNX Runtime Web',
    forms: { 'ONNX Runtime Web NCHW': ' (NCHW)', 'ONNX Runtime Web NHWC': ' (NHWC)' },
  },
] as const;

interface Best {
  readonly milliseconds: number;
  readonly form: string;
}

function bestOf({ times }: LabResult, forms: Readonly<Record<string, string>>): Best | undefined {
  const found = Object.entries(forms).flatMap(([who, form]) => {
    const milliseconds = times[who];
    return milliseconds === undefined ? [] : [{ milliseconds, form }];
  });
  return found.sort((a, b) => a.milliseconds - b.milliseconds)[0];
}

/** How many times as fast as each peer the tuned kernel is, by the peer's name. */
export function ratiosOf(result: LabResult): Readonly<Record<string, number>> {
  const own = result.times['tuned'];
  if (own === undefined) return {};
  return Object.fromEntries(
    peers.flatMap(({ name, forms }) => {
      const best = bestOf(result, forms);
      return best === undefined ? [] : [[name, best.milliseconds / own]];
    }),
  );
}

/** The table, and in words what it does not show. */
export function reportOf(results: readonly LabResult[]): string {
  const raced = results.filter(({ times }) => times['tuned'] !== undefined);
  const there = peers.filter(({ forms }) => raced.some((one) => bestOf(one, forms) !== undefined));
  const heads = ['lab', 'shape', 'naive', 'tuned', ...there.map(({ name }) => name)];
  heads.push(...there.map(({ name }) => `tuned over ${name}`));
  const lines = raced.map((result) => {
    const ratios = ratiosOf(result);
    const cells = there.map(({ forms }) => {
      const best = bestOf(result, forms);
      return best === undefined ? '–' : `${timeText(best.milliseconds)}${best.form}`;
    });
    const over = there.map(({ name }) => {
      const ratio = ratios[name];
      return ratio === undefined ? '–' : ratioText(ratio);
    });
    const { id, title, label, times } = result;
    const own = [times['naive'], times['tuned']].map((ms) =>
      ms === undefined ? '–' : timeText(ms),
    );
    return `| ${[`${id} ${title}`, label, ...own, ...cells, ...over].join(' | ')} |`;
  });
  const rule = heads.map((_, at) => (at < 2 ? '---' : '--:')).join(' | ');
  const table = [`| ${heads.join(' | ')} |`, `| ${rule} |`, ...lines].join('\n');
  const aims = there.length === 0 ? [] : [belowAim(raced)];
  return [table, ...aims, ...without(results)].join('\n\n');
}

function belowAim(results: readonly LabResult[]): string {
  const below = results.flatMap((result) =>
    Object.entries(ratiosOf(result))
      .filter(([, ratio]) => ratio < aim)
      .map(([name, ratio]) => `${result.id} (${ratioText(ratio)} ${name})`),
  );
  if (below.length === 0)
    return `Every tuned kernel is at least ${aim} times as fast as each peer.`;
  return `Less than ${aim} times as fast: ${below.join(', ')}.`;
}

function without(results: readonly LabResult[]): string[] {
  const lines = results.flatMap(({ id, problems }) =>
    Object.entries(problems).map(([who, says]) =>
      who === 'all' ? `- ${id} has no peer: ${says}.` : `- ${id}: ${who} has no time: ${says}.`,
    ),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const end = '<!-- end of the tables -->';

/**
 * A page with the section of one adapter and host put in: in the place of the older one, else behind the others.
 * @throws where the page has no place for it
 */
export function withSection(page: string, heading: string, body: string): string {
  const key = `<!-- table: ${keyOf(heading)} -->`;
  const section = `${key}\n\n### ${heading}\n\n${body}\n\n`;
  const from = page.indexOf(key);
  const stop = page.indexOf(end);
  if (stop < 0) throw new Error(`the page has no line “${end}”`);
  if (from < 0) return page.slice(0, stop) + section + page.slice(stop);
  const next = page.indexOf('<!-- table: ', from + 1);
  return page.slice(0, from) + section + page.slice(next < 0 ? stop : next);
}

/** A heading without its numbers: a newer browser on another day is the same place. */
function keyOf(heading: string): string {
  return heading.replace(/, \d{4}-\d\d-\d\d$/, '').replace(/ \d+(\.\d+)*(?=$|[,)])/g, '');
}
