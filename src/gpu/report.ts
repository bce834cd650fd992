import { adviceFor, type GpuReport } from '../core/grade/gpu-report';
import { acquire } from './device';
import { compileModule } from './compile';
import { makeKernel } from './kernel';

/**
 * Walks the steps from `navigator.gpu` to a kernel that has run, and says at which one it ended.
 * @param facts what the caller knows of the program and the platform; `browser` is the user agent
 */
export async function gpuReport(
  gpu: GPU | undefined,
  facts: readonly (readonly [string, string])[],
): Promise<GpuReport> {
  const known = facts.map(([name, value]): [string, string] => [name, value]);
  const userAgent = known.find(([name]) => name === 'browser')?.[1] ?? '';
  const found = await acquire(gpu, (promise) => promise);
  if (!found.ok) return { failedStep: found.step, advice: adviceFor(userAgent), facts: known };
  const { device, facts: adapter } = found;
  const fault = await tryKernel(device);
  known.push(...limitFacts(device.limits));
  device.destroy();
  if (fault !== undefined)
    return { adapter, failedStep: fault, advice: adviceFor(userAgent), facts: known };
  const advice = adapter.software
    ? [
        'This adapter is the processor playing a GPU: results are right, times mean nothing.',
        ...adviceFor(userAgent),
      ]
    : [];
  return { adapter, advice, facts: known };
}

const shown = [
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
] as const;

function limitFacts(limits: GPUSupportedLimits): [string, string][] {
  return shown.map((name) => [name, limits[name].toLocaleString('en')]);
}

const source = `@group(0) @binding(1) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) { out[id.x] = id.x * id.x; }`;

/** A kernel of one line: 64 squares. Gives what went wrong, or nothing. */
async function tryKernel(device: GPUDevice): Promise<string | undefined> {
  const compiled = await compileModule(device, source, (promise) => promise);
  if (!compiled.ok) return 'a kernel of one line did not compile';
  const outcome = await makeKernel(device, compiled.module, (promise) => promise).run({
    uniform: { binding: 0, bytes: new ArrayBuffer(16) },
    buffers: [{ name: 'out', contents: new Uint32Array(64), readBack: true }],
    passes: [
      {
        entry: 'main',
        workgroups: [1, 1, 1],
        constants: {},
        bindings: [{ binding: 1, buffer: 'out', access: 'read_write' }],
        barrierRounds: 1,
      },
    ],
    budget: { plain: 1, dispatch: 1 },
  });
  if (outcome.kind !== 'ran') return 'a kernel of one line did not run';
  const right = outcome.buffers.get('out')?.every((value, i) => value === i * i) ?? false;
  return right ? undefined : 'a kernel of one line gave wrong numbers';
}
