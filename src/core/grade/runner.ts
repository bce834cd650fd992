import type { AdapterFacts, Diagnosis, Problem } from './report';
import type { Elements } from './kept';
import type { Traffic, TrafficRequest } from './traffic';

/** A buffer of a job: what it holds before the first pass, and whether it is read back. */
export interface JobBuffer {
  readonly name: string;
  /** Every byte that is bound, guard band included; length a multiple of 4, at least 4. */
  readonly contents: Elements;
  readonly readBack: boolean;
  /** The element from which on it is read back, where nobody asks for those before it; less than the length. */
  readonly readFrom?: number;
}

/** A buffer at a binding number, with the access or the address space that the file declares there. */
export interface JobBinding {
  readonly binding: number;
  readonly buffer: string;
  readonly access: 'read' | 'read_write' | 'uniform';
}

export interface JobPass {
  readonly entry: string;
  readonly workgroups: readonly [number, number, number];
  /** Values of the file's overrides. */
  readonly constants: Readonly<Record<string, number>>;
  /** The bindings that the entry point uses. */
  readonly bindings: readonly JobBinding[];
  /** How often a loop with a barrier in it may turn in one call of its function. */
  readonly barrierRounds: number;
}

/** Passes that run in rounds, as long as the first word of a buffer is not 0 before the round. */
export interface Rounds {
  /** The first pass of a round and the one behind the last, by their places in the job. */
  readonly first: number;
  readonly end: number;
  readonly while: string;
  readonly most: number;
}

/** How often loops may turn before a kernel is stopped, so that it cannot hang the GPU. */
export interface Budget {
  /** Rounds of one loop in one call of its function, without a barrier in it. */
  readonly plain: number;
  /** Rounds of all such loops in all invocations together. */
  readonly dispatch: number;
}

/** One run of a compiled kernel: numbers only, nothing left to decide. */
export interface Job {
  readonly uniform: { readonly binding: number; readonly bytes: ArrayBuffer };
  readonly buffers: readonly JobBuffer[];
  readonly passes: readonly JobPass[];
  readonly rounds?: Rounds;
  readonly budget: Budget;
  /** Runs in every other legal way too, where the runner decides: orders of the invocations, sizes of subgroups. */
  readonly everySchedule?: boolean;
  /** Set when the traffic is to be counted too, by a runner that can. */
  readonly traffic?: TrafficRequest | undefined;
}

/** In what two legal runs of a job may differ: WGSL fixes none of these. */
export type Respect = 'order' | 'subgroupSize' | 'lanes' | 'exchange';

/** The same job once more, played in another way. */
export interface Alternative {
  readonly respect: Respect;
  /** The usual way and this one, in words: `the lowest invocation first`, `subgroups of 4 lanes`. */
  readonly usual: string;
  readonly other: string;
  readonly buffers: ReadonlyMap<string, Elements>;
  /** Mistakes that were seen only in this way. */
  readonly findings: readonly Diagnosis[];
}

/** What became of a job. Only `ran` says anything about the learner's kernel. */
export type Outcome =
  | {
      readonly kind: 'ran';
      readonly buffers: ReadonlyMap<string, Elements>;
      /** The first word that rounds look at, where it is not 0 after the most of them that may run. */
      readonly left?: number;
      /** Time on the GPU, where the adapter has timestamps. */
      readonly milliseconds?: number;
      /** Mistakes that the runner saw while the kernel ran, whatever the values: races, indices out of bounds. */
      readonly findings?: readonly Diagnosis[];
      /** What the runner saw that is no mistake by itself, and may be why values are wrong. */
      readonly hints?: readonly Diagnosis[];
      /** What was asked for by the job, from a runner that counts. */
      readonly traffic?: Traffic;
      /** Other ways in which something else came out or was seen. */
      readonly alternatives?: readonly Alternative[];
    }
  /** The pipeline was refused: workgroup too large, a missing override, too much workgroup memory. */
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** A budget was used up in a loop; `loop` is its number in the order of the guard's table. */
  | {
      readonly kind: 'endless';
      /** Whose budget it was: that of this loop, or that of the whole dispatch. */
      readonly spent: 'loop' | 'dispatch';
      readonly loop: number;
      readonly invocation: readonly [number, number, number];
      /** Rounds of all loops without a barrier in all invocations until then, about. */
      readonly rounds: number;
    }
  | { readonly kind: 'gpuError'; readonly message: string }
  /** More than this runner takes on; another case may be small enough. */
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** No adapter, device lost, cancelled: nothing was learned. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A compiled kernel that can run jobs. */
export interface CompiledKernel {
  /** True where the same job always gives the same bits, so that it need not run again to see that. */
  readonly deterministic?: boolean;
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
