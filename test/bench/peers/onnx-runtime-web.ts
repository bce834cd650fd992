// The operators in ONNX Runtime Web with its WebGPU provider. What goes in and comes out stays on the device.
import type * as Library from 'onnxruntime-web/webgpu';
import type { Contestant } from './contestant';
import { modelOf } from './onnx';
import type { Operations } from './operations';

export type OnnxRuntimeWeb = typeof Library;

/** How the provider keeps images inside; which is faster depends on the operator. */
export const layouts = ['NCHW', 'NHWC'] as const;
export type Layout = (typeof layouts)[number];

/** The library as the page's server has it: its bundle finds its WebAssembly beside itself. */
export async function openOnnxRuntime(folder: string): Promise<OnnxRuntimeWeb> {
  const file = `${folder}ort.webgpu.bundle.min.mjs`;
  const library = (await import(file)) as OnnxRuntimeWeb;
  library.env.wasm.wasmPaths = folder;
  library.env.wasm.numThreads = 1;
  library.env.logLevel = 'error';
  return library;
}

export async function inOnnxRuntime(
  library: OnnxRuntimeWeb,
  layout: Layout,
  operations: Operations,
  x: Float32Array,
): Promise<Contestant> {
  const session = await library.InferenceSession.create(modelOf(operations), {
    executionProviders: [{ name: 'webgpu', preferredLayout: layout }],
    ...{ preferredOutputLocation: 'gpu-buffer', logSeverityLevel: 3 },
  });
  const device = await library.env.webgpu.device;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: x.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, x as GPUAllowSharedBufferSource);
  const dims = operations.find(({ kind }) => kind === 'input')?.shape ?? [];
  const feeds = { x: library.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }) };
  let last: Library.Tensor | undefined;
  return {
    async run(times) {
      for (let i = 0; i < times; i++) {
        last?.dispose();
        last = (await session.run(feeds))['y'];
      }
      await device.queue.onSubmittedWorkDone();
    },
    output: async () => (await last?.getData()) as Float32Array,
    async release() {
      last?.dispose();
      await session.release();
      buffer.destroy();
    },
  };
}
