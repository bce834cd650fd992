// What runs in Chromium's page: our kernels and both peers on the browser's adapter.
import { webgpuRunner } from '../../../src/gpu/runner';
import type { AdapterFacts } from '../../../src/core/grade/report';
import { type Entrant, type Host, type Lab, type LabResult, measureLab } from './measure-lab';
import { inOnnxRuntime, layouts, openOnnxRuntime } from './onnx-runtime-web';
import { inTensorFlow, openTensorFlow } from './tensorflow';

export interface Page {
  /** The adapter, or in words why there is none. */
  open(): Promise<AdapterFacts | string>;
  measure(lab: Lab, rounds: number): Promise<LabResult>;
}

let host: Host | undefined;

async function open(): Promise<AdapterFacts | string> {
  const now = (): number => performance.now();
  const runner = webgpuRunner(navigator.gpu, now);
  const facts = await runner.adapter();
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (facts === undefined || adapter === null) return (await runner.missing()) ?? 'no adapter';
  const backend = await openTensorFlow(adapter);
  const library = await openOnnxRuntime('/onnxruntime-web/');
  host = {
    ...{ adapter: facts, meter: runner, now },
    peers: [
      {
        who: 'TensorFlow.js',
        enter: ({ operations, x }) => inTensorFlow(backend, (promise) => promise, operations, x),
      },
      ...layouts.map((layout): Entrant => {
        return {
          who: `ONNX Runtime Web ${layout}`,
          enter: ({ operations, x }) => inOnnxRuntime(library, layout, operations, x),
        };
      }),
    ],
  };
  return facts;
}

const page: Page = {
  open,
  measure: (lab, rounds) => {
    if (host === undefined) throw new Error('open the page first');
    return measureLab(host, lab, rounds);
  },
};
Object.assign(globalThis, { peers: page });
