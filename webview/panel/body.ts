import { Access, type AccessDeeds } from './access';
import { createActions } from './actions';
import { createCases } from './cases';
import { createContract } from './contract';
import { el } from './dom';
import { createHeader } from './header';
import { Flow, type FlowDeeds } from './flow';
import { Maps } from './maps';
import { Measure, type MeasureDeeds } from './measure';
import { createNotice } from './notice';
import { createPrediction } from './prediction';
import type { PanelState } from './state';
import { createHints, createStatement } from './statement';
import { createVerdict } from './verdict';

/** What all the parts of the panel ask for. */
export type PanelDeeds = FlowDeeds & AccessDeeds & MeasureDeeds;

/** The parts of the panel from top to bottom, each drawing the state that it is given. */
export function createBody(deeds: PanelDeeds) {
  const header = createHeader(deeds);
  const actions = createActions(deeds);
  const prediction = createPrediction(deeds);
  const verdict = createVerdict(deeds);
  const notice = createNotice(deeds);
  const cases = createCases(deeds);
  const maps = new Maps(deeds);
  const flow = new Flow(deeds);
  const access = new Access(deeds);
  const measure = new Measure(deeds);
  const texts = [createHints(deeds), createStatement(deeds), createContract()];
  const evidence = el('section', { class: 'evidence-grid', 'aria-label': 'Cases and pictures' });
  evidence.append(cases.element, maps.element);
  const all = [
    header,
    actions,
    prediction,
    verdict,
    notice,
    cases,
    maps,
    flow,
    access,
    measure,
    ...texts,
  ];
  return {
    elements: [
      ...[header.element, actions.element, verdict.element, prediction.element],
      ...[notice.element, measure.element, evidence, flow.element, access.element],
      ...texts.map((part) => part.element),
    ],
    update(state: PanelState): void {
      evidence.hidden = !hasEvidence(state);
      for (const part of all) part.update(state);
    },
  };
}

/** Pictures only after there is something to show. */
function hasEvidence({ run }: PanelState): boolean {
  if (run.kind === 'none') return false;
  if (run.kind === 'graded') return run.grade.cases.length > 0;
  return run.noticeable ? run.compiled : (run.before?.grade.cases.length ?? 0) > 0;
}
