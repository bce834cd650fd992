// ONNX Runtime's CPU provider, for scale: its WebAssembly form on one thread.
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { type ConvSizes } from '../../src/core/blocks/conv-sizes';
import { convModel } from './onnx-model';

interface Convolution {
  /** Gives y. */
  run(): Promise<Float32Array>;
  release(): Promise<void>;
}

/** The version that is installed. */
export const onnxRuntimeVersion = env.versions.web ?? '';

/** A model of one input x and one output y, ready to run on the processor. */
export async function onProcessor(
  model: Uint8Array,
  x: Float32Array,
  shape: readonly number[],
): Promise<Convolution> {
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(model, {
    ...{ executionProviders: ['wasm'], logSeverityLevel: 3 },
  });
  const feeds = { x: new Tensor('float32', x, shape) };
  return {
    run: async () => {
      const { y } = await session.run(feeds);
      return (await y?.getData()) as Float32Array;
    },
    release: () => session.release(),
  };
}

/** One convolution with its weights in place. */
export async function convolution(
  of: ConvSizes,
  x: Float64Array,
  w: Float64Array,
): Promise<Convolution> {
  const shape = [of.N, of.Ci, of.H, of.W];
  return await onProcessor(convModel(of, Float32Array.from(w)), Float32Array.from(x), shape);
}
