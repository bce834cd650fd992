import { formatCount, notRunText, planText, trialText } from '../../src/core/grade/format';
import type { CaseGrade } from '../../src/core/grade/report';
import type { Deeds } from './deeds';
import { el, unbroken } from './dom';
import type { PanelState } from './state';
import { diagnosisLine, worstText } from './verdict';

/** One case in words: what came out, of which run, and what the verdict did not say already. */
export function caseFacts(
  state: PanelState,
  one: CaseGrade | undefined,
  deeds: Deeds,
): HTMLElement[] {
  if (one === undefined) return [];
  const headline = state.run.kind === 'graded' ? state.run.grade.diagnoses[0]?.id : undefined;
  const file = state.learner?.fileName ?? 'the file';
  const more = one.diagnoses.filter((diagnosis) => diagnosis.id !== headline);
  const facts = [
    el('h3', {}, one.label, el('span', { class: 'count' }, ` · ${countText(one)}`)),
    ...more.map((diagnosis) => diagnosisLine(diagnosis, file, deeds)),
  ];
  const small = [
    one.trial === undefined ? '' : trialText(one.trial),
    one.worst !== undefined && one.verdict === 'passed' && one.worst.error > 0
      ? worstText(one.worst)
      : '',
  ].filter((text) => text !== '');
  if (small.length > 0) facts.push(el('p', { class: 'small' }, unbroken(small.join(' · '))));
  const plan = planText(one);
  if (plan !== undefined) facts.push(el('p', { class: 'small plan' }, plan));
  return facts;
}

function countText(one: CaseGrade): string {
  if (one.notRun !== undefined) return notRunText(one.notRun);
  if (one.verdict === 'inconclusive') return 'not graded';
  if (one.verdict === 'passed') return `all ${formatCount(one.of)} elements right`;
  if (one.wrong === 0) return `${formatCount(one.of)} elements right, and yet not in order`;
  return `${formatCount(one.wrong)} of ${formatCount(one.of)} elements wrong`;
}
