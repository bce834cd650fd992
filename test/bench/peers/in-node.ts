// Our kernels and TensorFlow.js on Dawn in Node, for a machine without a browser. ONNX Runtime Web needs one.
import { dawn, dawnRunner, sleepingWait } from '../../../src/cli/dawn';
import { type Host, measureLab } from './measure-lab';
import type { Opened } from './opened';
import { inTensorFlow, openTensorFlow } from './tensorflow';

export async function openNode(): Promise<Opened | string> {
  const runner = dawnRunner();
  const facts = await runner.adapter();
  const adapter = await dawn().requestAdapter({ powerPreference: 'high-performance' });
  if (facts === undefined || adapter === null) return (await runner.missing()) ?? 'no adapter';
  // The library looks for WebGPU where a browser has it.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: dawn() }, configurable: true });
  const backend = await openTensorFlow(adapter);
  const host: Host = {
    ...{ adapter: facts, meter: runner, now: () => performance.now() },
    peers: [
      {
        who: 'TensorFlow.js',
        enter: ({ operations, x }) => inTensorFlow(backend, sleepingWait, operations, x),
      },
    ],
  };
  return {
    where: `Dawn in Node ${process.versions.node}`,
    adapter: facts,
    measure: (lab, rounds) => measureLab(host, lab, rounds),
    close: () => Promise.resolve(),
  };
}
