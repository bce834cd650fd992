import type { AdapterFacts } from '../core/grade/report';

/** A device with the facts of its adapter, or why there is none. */
export type Acquired =
  | { readonly ok: true; readonly device: GPUDevice; readonly facts: AdapterFacts }
  | { readonly ok: false; readonly step: string };

/** How to wait for a GPU promise; Dawn in Node wants another way than the browser. */
export type Wait = <T>(promise: Promise<T>) => Promise<T>;

const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

/** Asks for an adapter and a device; says at which step it failed. */
export async function acquire(gpu: GPU | undefined, wait: Wait): Promise<Acquired> {
  if (gpu === undefined)
    return { ok: false, step: 'this browser has no WebGPU (navigator.gpu is missing)' };
  const adapter = await attempt(wait(gpu.requestAdapter({ powerPreference: 'high-performance' })));
  if (adapter instanceof Error)
    return { ok: false, step: `asking for an adapter failed: ${adapter.message}` };
  if (adapter === null) return { ok: false, step: 'WebGPU is here, but it offers no adapter' };
  const device = await attempt(wait(adapter.requestDevice(descriptor(adapter))));
  if (device instanceof Error)
    return { ok: false, step: `the adapter gave no device: ${device.message}` };
  return { ok: true, device, facts: factsOf(adapter) };
}

async function attempt<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Contracts keep to WebGPU's default limits; one more storage buffer is asked for where there is one, since
 * the loop guard needs its own beside the contract's eight.
 */
function descriptor(adapter: GPUAdapter): GPUDeviceDescriptor {
  const name = 'maxStorageBuffersPerShaderStage';
  return {
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { [name]: Math.max(8, Math.min(10, adapter.limits[name])) },
  };
}

function factsOf(adapter: GPUAdapter): AdapterFacts {
  const { vendor, architecture, device, description } = adapter.info;
  const text = `${vendor} ${architecture} ${device} ${description}`;
  const known = /swiftshader|llvmpipe|lavapipe|basic render/i.test(text);
  return {
    ...{ vendor, architecture, device, description },
    software: adapter.info.isFallbackAdapter || known,
    features: [...adapter.features].map(String).sort(),
  };
}
