// ONNX Runtime's CPU provider, for scale: its WebAssembly form, since that is half the size of the native one, needs no
// install script, and is the same code. It is no dependency: who measures gets it once, into `build/`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type ConvSizes } from '../../src/core/blocks/conv-sizes';
import { convModel } from './onnx-model';

const version = '1.30.0';
const folder = `build/onnxruntime-web-${version}`;
const entry = `${folder}/node_modules/onnxruntime-web/dist/ort.node.min.mjs`;

/** What is used of the library. */
interface Session {
  run(feeds: Readonly<Record<string, unknown>>): Promise<Record<string, { data: Float32Array }>>;
  release(): Promise<void>;
}

interface Library {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown;
}

export interface OnnxRuntime {
  readonly version: string;
  /** One convolution with its weights in place; `run` gives y. */
  convolution(of: ConvSizes, x: Float64Array, w: Float64Array): Promise<Convolution>;
}

interface Convolution {
  run(): Promise<Float32Array>;
  release(): Promise<void>;
}

/** The runtime on one thread, or in words why it is not to be had. */
export async function onnxRuntime(): Promise<OnnxRuntime | string> {
  if (!existsSync(entry)) {
    const wanted = `onnxruntime-web@${version}`;
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
    const got = spawnSync('npm', ['install', ...flags, wanted], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (got.status !== 0) return `npm could not get ${wanted} (${reason(got.stderr)})`;
  }
  const library = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as Library;
  library.env.wasm.numThreads = 1;
  return {
    version,
    convolution: async (of, x, w) => {
      const model = convModel(of, Float32Array.from(w));
      const options = { executionProviders: ['wasm'], logSeverityLevel: 3 };
      const session = await library.InferenceSession.create(model, options);
      const shape = [of.N, of.Ci, of.H, of.W];
      const feeds = { x: new library.Tensor('float32', Float32Array.from(x), shape) };
      return {
        run: async () => (await session.run(feeds))['y']?.data ?? new Float32Array(),
        release: () => session.release(),
      };
    },
  };
}

/** npm's own first word on what went wrong. */
function reason(stderr: string | null): string {
  const code = /npm error code (\w+)/.exec(stderr ?? '')?.[1];
  return code ?? 'npm itself did not start';
}
