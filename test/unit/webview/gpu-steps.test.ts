import { describe, expect, it } from 'vitest';
import type { GpuReport } from '../../../src/core/grade/gpu-report';
import { reportText, stepsOf } from '../../../webview/gpu/steps';

const adapter = {
  ...{ vendor: 'google', architecture: 'swiftshader', device: '', description: '' },
  ...{ software: true, features: ['subgroups'] },
};
const report = (rest: Partial<GpuReport>): GpuReport => ({
  advice: [],
  facts: [['browser', 'B']],
  ...rest,
});
const states = (hasWebGpu: boolean, rest: Partial<GpuReport>): string[] =>
  stepsOf(hasWebGpu, report(rest)).map(({ state }) => state);

describe('the steps to a kernel that has run', () => {
  it('are all done when there is no failed step', () => {
    expect(states(true, { adapter })).toEqual(['done', 'done', 'done', 'done']);
  });

  it.each([
    [false, { failedStep: 'this browser has no WebGPU (navigator.gpu is missing)' }, 0],
    [true, { failedStep: 'WebGPU is here, but it offers no adapter' }, 1],
    [true, { failedStep: 'asking for an adapter failed: x' }, 1],
    [true, { failedStep: 'the adapter gave no device: x' }, 2],
    [true, { adapter, failedStep: 'a kernel of one line did not run' }, 3],
  ] as const)('end at the one that failed (%s, %j)', (hasWebGpu, rest, at) => {
    const found = states(hasWebGpu, rest);
    expect(found.indexOf('failed')).toBe(at);
    expect(found.slice(0, at).every((state) => state === 'done')).toBe(true);
    expect(found.slice(at + 1).every((state) => state === 'not reached')).toBe(true);
  });

  it('make a text for a bug report', () => {
    const found = report({ adapter });
    expect(reportText(stepsOf(true, found), found)).toBe(
      [
        'Tilework: Check My GPU',
        '✓ WebGPU is here (navigator.gpu)',
        '✓ An adapter: a GPU that may be used: google swiftshader (the processor plays the GPU)',
        '✓ A device on it',
        '✓ A kernel of one line has run',
        'vendor: google',
        'architecture: swiftshader',
        'kind: software: right results, no meaningful times',
        'features: subgroups',
        'browser: B',
      ].join('\n'),
    );
  });
});
