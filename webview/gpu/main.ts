import type { GpuReport } from '../../src/core/grade/gpu-report';
import { gpuReport } from '../../src/gpu/report';
import { button, registerControls } from '../controls';
import { el, sentence } from '../panel/dom';
import { factsOf, reportText, type Step, stepsOf } from './steps';
import './gpu.css';

/** An adapter that says nothing for so long will not say anything. */
const patienceMs = 20_000;

registerControls();
void show();

async function show(): Promise<void> {
  const main = el(
    'main',
    {},
    el('h1', {}, 'Check My GPU'),
    el('p', { role: 'status' }, 'Looking …'),
  );
  document.body.append(main);
  // The types say that WebGPU is always there; on an old or restricted browser it is not.
  const gpu = (navigator as Partial<Navigator>).gpu;
  const facts: [string, string][] = [['browser', navigator.userAgent], ...hostFacts()];
  const report = await unlessSilent(gpuReport(gpu, facts), facts);
  const steps = stepsOf(gpu !== undefined, report);
  main.replaceChildren(el('h1', {}, 'Check My GPU'), ...page(steps, report));
}

function page(steps: readonly Step[], report: GpuReport): HTMLElement[] {
  return [
    el('p', { role: 'status', class: 'verdict' }, verdict(report)),
    el('ol', { class: 'steps' }, ...steps.map(stepItem)),
    ...advice(report),
    el('h2', {}, 'Facts'),
    factTable(factsOf(report)),
    copyButton(reportText(steps, report)),
  ];
}

function verdict({ failedStep, adapter }: GpuReport): string {
  if (failedStep !== undefined)
    return 'There is no GPU for this window yet, so exercises run on a CPU model: not timed, but a pass counts.';
  if (adapter?.software === true)
    return 'Kernels run here, on the processor: results are right, times mean nothing.';
  return 'All is well: kernels run here.';
}

const words = { done: 'done', failed: 'failed', 'not reached': 'not reached' } as const;
const signs = { done: '✓', failed: '✗', 'not reached': '–' } as const;

function stepItem({ title, state, says }: Step): HTMLElement {
  const sign = el('span', { class: 'sign', role: 'img', 'aria-label': words[state] }, signs[state]);
  const text = el('span', {}, title, says !== '' && el('span', { class: 'says' }, says));
  return el('li', { class: state.replace(' ', '-') }, sign, text);
}

function advice({ advice: lines, failedStep }: GpuReport): HTMLElement[] {
  if (lines.length === 0) return [];
  const heading = failedStep === undefined ? 'To know' : 'What you can do';
  return [
    el('h2', {}, heading),
    el('ol', { class: 'advice' }, ...lines.map((line) => el('li', {}, ...sentence(line)))),
  ];
}

function factTable(facts: readonly (readonly [string, string])[]): HTMLElement {
  const rows = facts.map(([name, value]) =>
    el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value)),
  );
  return el('table', {}, el('tbody', {}, ...rows));
}

function copyButton(text: string): HTMLElement {
  const said = el('span', { role: 'status', class: 'said' });
  const copy = button(
    'Copy report',
    () => {
      navigator.clipboard.writeText(text).then(
        () => (said.textContent = 'Copied.'),
        () =>
          (said.textContent = 'The clipboard is not to be had here: select the table and copy it.'),
      );
    },
    { appearance: 'primary', title: 'Copy the steps and the facts as text' },
  );
  return el('p', { class: 'actions' }, copy.element, said);
}

/** What only the extension host knows; it has written it into the page. */
function hostFacts(): [string, string][] {
  const content = document.querySelector<HTMLMetaElement>('meta[name="tilework-facts"]')?.content;
  return JSON.parse(content ?? '[]') as [string, string][];
}

/** The report, or one that says that none came: a driver that hangs must not leave the page looking for ever. */
function unlessSilent(report: Promise<GpuReport>, facts: [string, string][]): Promise<GpuReport> {
  const none = (failedStep: string): GpuReport => ({
    failedStep,
    advice: [
      'Close the window and open it again; if that does not help, update the graphics driver.',
    ],
    facts,
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(none(`the GPU did not answer within ${patienceMs / 1000} s`));
    }, patienceMs);
    const settle = (found: GpuReport): void => {
      clearTimeout(timer);
      resolve(found);
    };
    report.then(settle, (error: unknown) => {
      settle(none(error instanceof Error ? error.message : String(error)));
    });
  });
}
