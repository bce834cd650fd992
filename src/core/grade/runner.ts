import type { AdapterFacts, Diagnosis, Problem } from './report';
import type { Elements } from './kept';

/** A buffer of a job: what it holds before the first pass, and whether it is read back. */
export interface JobBuffer {
  readonly name: string;
  /** Every byte that is bound, guard band included; length a multiple of 4, at least 4. */
  readonly contents: Elements;
  readonly readBack: boolean;
}

/** A buffer at a binding number, with the access that the file declares there. */
export interface JobBinding {
  readonly binding: number;
  readonly buffer: string;
  readonly access: 'read' | 'read_write';
}

export interface JobPass {
  readonly entry: string;
  readonly workgroups: readonly [number, number, number];
  /** Values of the file's overrides. */
  readonly constants: Readonly<Record<string, number>>;
  /** The bindings that the entry point uses. */
  readonly bindings: readonly JobBinding[];
}

/** One run of a compiled kernel: numbers only, nothing left to decide. */
export interface Job {
  readonly uniform: { readonly binding: number; readonly bytes: ArrayBuffer };
  readonly buffers: readonly JobBuffer[];
  readonly passes: readonly JobPass[];
  /** How often a loop may turn in one call of its function, without and with a barrier in it. */
  readonly budget: { readonly plain: number; readonly withBarrier: number };
}

/** What became of a job. Only `ran` says anything about the learner's kernel. */
export type Outcome =
  | {
      readonly kind: 'ran';
      readonly buffers: ReadonlyMap<string, Elements>;
      /** Time on the GPU, where the adapter has timestamps. */
      readonly milliseconds?: number;
      /** Mistakes that the runner saw while the kernel ran, whatever the values: races, indices out of bounds. */
      readonly findings?: readonly Diagnosis[];
    }
  /** The pipeline was refused: workgroup too large, a missing override, too much workgroup memory. */
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** A loop used up its budget; `loop` is its number in the order of the guard's table. */
  | {
      readonly kind: 'endless';
      readonly loop: number;
      readonly invocation: readonly [number, number, number];
    }
  | { readonly kind: 'gpuError'; readonly message: string }
  /** More than this runner takes on; another case may be small enough. */
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** No adapter, device lost, cancelled: nothing was learned. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A compiled kernel that can run jobs. */
export interface CompiledKernel {
  run(job: Job): Promise<Outcome>;
}

export type Compilation =
  | {
      readonly kind: 'accepted';
      /** Warnings and notes. */
      readonly problems: readonly Problem[];
      /**
       * Makes a kernel of the first text that compiles: the source again, with its loops counted. Undefined when
       * none does.
       */
      load(guarded: readonly string[]): Promise<CompiledKernel | undefined>;
    }
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'unavailable';
      readonly reason: string;
      /** What the runner cannot do with the file, and where. */
      readonly problems?: readonly Problem[];
    };

/** Runs WGSL somewhere: WebGPU in the panel, Dawn in Node, a simulator, a fake in unit tests. */
export interface KernelRunner {
  adapter(): Promise<AdapterFacts | undefined>;
  /** What the compiler says of a source. */
  compile(source: string): Promise<Compilation>;
}
