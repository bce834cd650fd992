import { isFinding } from '../../src/core/grade/check';
import type { Judged } from './campaign';
import type { Slip } from './mutate';

/** A campaign over one solution. */
export interface Campaign {
  readonly id: string;
  readonly judged: readonly Judged[];
}

const slips: readonly Slip[] = [
  ...(['barrier removed', 'barrier swapped', 'guard removed', 'index off by one'] as const),
];

const count = (all: readonly Judged[], kind: Judged['kind']): number =>
  all.filter((one) => one.kind === kind).length;

/** Of those that change something, how many in a hundred were found. */
export function share(all: readonly Judged[]): number {
  const [found, missed] = [count(all, 'found'), count(all, 'missed')];
  return (100 * found) / Math.max(1, found + missed);
}

function row(name: string, all: readonly Judged[]): string {
  const seen = all.filter(({ why }) => isFinding({ id: why, title: '', says: '' })).length;
  const numbers = [count(all, 'found'), seen, count(all, 'missed'), count(all, 'same')];
  return `| ${name} | ${numbers.join(' | ')} | ${share(all).toFixed(1)} |`;
}

/** The campaigns as a page of Markdown: a table by slip, one by exercise, and every mutant that was not found. */
export function page(campaigns: readonly Campaign[], day: string): string {
  const all = campaigns.flatMap(({ judged }) => judged);
  const head = (first: string): string[] => [
    `| ${first} | found | of these seen while running | missed | change nothing | found in 100 of those that change something |`,
    '| --- | --: | --: | --: | --: | --: |',
  ];
  const rest = campaigns.flatMap(({ id, judged }) =>
    judged
      .filter(({ kind }) => kind !== 'found')
      .map(
        ({ mutant: { line, was, is }, kind, why }) =>
          `- ${id}, line ${line}, ${kind === 'missed' ? '**missed**' : 'changes nothing'}: \`${was.replace(/\s+/g, ' ')}\` becomes \`${is === '' ? ' ' : is}\`: ${why}.`,
      ),
  );
  return [
    '# What the check finds when a solution is made wrong',
    '',
    `Written by \`npm run mutants -- --write\` on ${day}. In each solution every barrier is removed, every barrier swapped for the other kind, every guard or part of one removed, and every index made one too large and one too small.`,
    'Each of these mutants is checked on the control case and the next small ones. What passes there is run under every order of the invocations with subgroups of 4 and 64, and then on all other cases: what fails anywhere was missed, and the rest changes nothing.',
    '',
    ...head('slip'),
    ...slips.map((slip) =>
      row(
        slip,
        all.filter(({ mutant }) => mutant.slip === slip),
      ),
    ),
    row('all', all),
    '',
    ...head('exercise'),
    ...campaigns.map(({ id, judged }) => row(id, judged)),
    '',
    '## Those that were not found',
    '',
    ...rest,
    '',
  ].join('\n');
}
