import { adapterName } from '../../src/core/grade/adapter-name';
import type { GpuReport } from '../../src/core/grade/gpu-report';

/** A step on the way from the browser to a kernel that has run. */
export interface Step {
  readonly title: string;
  readonly state: 'done' | 'failed' | 'not reached';
  /** What was found, or why it ended here. */
  readonly says: string;
}

const titles = [
  'WebGPU is here (navigator.gpu)',
  'An adapter: a GPU that may be used',
  'A device on it',
  'A kernel of one line has run',
] as const;

/** Lays a report out as the steps that led to it. */
export function stepsOf(hasWebGpu: boolean, report: GpuReport): Step[] {
  const failed = report.failedStep === undefined ? titles.length : failedAt(hasWebGpu, report);
  return titles.map((title, i) => {
    if (i === failed) return { title, state: 'failed', says: report.failedStep ?? '' };
    if (i > failed) return { title, state: 'not reached', says: '' };
    return { title, state: 'done', says: i === 1 ? adapterWords(report) : '' };
  });
}

function failedAt(hasWebGpu: boolean, { adapter, failedStep = '' }: GpuReport): number {
  if (!hasWebGpu) return 0;
  // An adapter's facts are known only after it has given a device.
  if (adapter !== undefined) return 3;
  return failedStep.startsWith('the adapter gave no device') ? 2 : 1;
}

function adapterWords({ adapter }: GpuReport): string {
  if (adapter === undefined) return '';
  const name = adapterName(adapter);
  return adapter.software ? `${name} (the processor plays the GPU)` : name;
}

/** All that is known, one fact a row. */
export function factsOf({ adapter, facts }: GpuReport): [string, string][] {
  if (adapter === undefined) return facts;
  const { vendor, architecture, device, description, software, features } = adapter;
  const known: [string, string][] = [
    ['vendor', vendor],
    ['architecture', architecture],
    ['device', device],
    ['description', description],
    ['kind', software ? 'software: right results, no meaningful times' : 'hardware'],
    ['features', features.join(', ')],
  ];
  return [...known.filter(([, value]) => value !== ''), ...facts];
}

const signs = { done: '✓', failed: '✗', 'not reached': '–' } as const;

/** The report as plain text, for a bug report. */
export function reportText(steps: readonly Step[], report: GpuReport): string {
  return [
    'Tilework: Check My GPU',
    ...steps.map(
      ({ title, state, says }) => `${signs[state]} ${title}${says === '' ? '' : `: ${says}`}`,
    ),
    ...factsOf(report).map(([name, value]) => `${name}: ${value}`),
  ].join('\n');
}
