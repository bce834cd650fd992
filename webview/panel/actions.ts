import { adapterName } from '../../src/core/grade/adapter-name';
import { isCpuModel } from '../../src/core/grade/cpu-model';
import type { AdapterFacts } from '../../src/core/grade/report';
import { button } from '../controls';
import type { Deeds } from './deeds';
import { type Child, drawn, el } from './dom';
import { type PanelState, picturedRun } from './state';

/** What can be done, and the state of things in a few words. */
export function createActions(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const run = button('▷ Run', deeds.run, {
    appearance: 'primary',
    title: 'Grade the file as it stands',
  });
  const hint = button('Hint', deeds.hint, { appearance: 'secondary' });
  const reset = button('Reset', deeds.reset, {
    appearance: 'secondary',
    title: 'Put the starter back; your file is kept beside it',
  });
  const solution = button('Solution', deeds.solution, {
    appearance: 'secondary',
    title: 'Open the solution beside your file',
  });
  const buttons = [run, hint, reset, solution].map((control) => control.element);
  const chips = el('div', { class: 'chips' });
  const drawChips = drawn<PanelState>(
    chips,
    (state) => [state.learner, adapterOf(state), state.gpu],
    (state) => chipsOf(state),
  );
  const group = el('div', { class: 'buttons', role: 'group', 'aria-label': 'Actions' }, ...buttons);
  const element = el('div', { class: 'bar' }, group, chips);
  return {
    element,
    update(state) {
      element.hidden = state.exercise === undefined;
      hint.label(hintLabel(state.exercise?.hints.length ?? 0, state.learner?.hintsShown ?? 0));
      hint.element.hidden = state.exercise?.hints.length === 0;
      drawChips(state);
    },
  };
}

function hintLabel(of: number, shown: number): string {
  return shown < of ? `Hint ${shown + 1} of ${of}` : `All ${of} hints`;
}

/** The adapter that the verdict on show was made with, else the one that would be used. */
function adapterOf(state: PanelState): AdapterFacts | undefined {
  return picturedRun(state.run)?.grade.adapter ?? state.gpu?.adapter;
}

function chipsOf(state: PanelState): Child[] {
  const { learner, gpu } = state;
  const adapter = adapterOf(state);
  const chips: Child[] = [];
  if (learner?.passed === true) {
    const text = learner.editedSince ? 'passed, edited since' : 'passed';
    chips.push(chip(`✓ ${text}`, 'passed'));
  }
  if (learner?.runOnSave === true) chips.push(chip('runs on save'));
  if (adapter !== undefined) chips.push(adapterChip(adapter));
  else if (gpu?.failedStep !== undefined) chips.push(chip('no GPU'));
  return chips;
}

function adapterChip(adapter: AdapterFacts): HTMLElement {
  const note = adapter.software && !isCpuModel(adapter) ? ', software' : '';
  const facts = chip(`${adapterName(adapter)}${note}`);
  facts.title = adapter.software
    ? 'A processor plays the GPU: the values are right, the times would mean nothing.'
    : [adapter.vendor, adapter.architecture, adapter.device, adapter.description]
        .filter((part) => part !== '')
        .join(' · ');
  return facts;
}

function chip(text: string, kind = ''): HTMLElement {
  return el('span', { class: `chip ${kind}` }, text);
}
