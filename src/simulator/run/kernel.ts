import type { Code } from '../emit/kernel';
import { emit } from '../emit/kernel';
import type { EmitOptions } from '../emit/emitter';
import type { Fault } from '../front/fault';
import { readProgram } from '../front/program';
import type { Heap } from './heap';
import type { Checks } from './shadow';

/** What generated code needs besides its own variables. */
export interface Environment
  extends Pick<Heap, 'F' | 'I' | 'U' | 'H' | 'bases' | 'lengths' | 'nowhere' | 'pool'>, Checks {
  readonly mail: Float64Array;
  readonly library: Code['library'];
  readonly budgetPlain: number;
  readonly budgetBarrier: number;
  readonly oob: (site: number, index: number, length: number, access: string) => number;
  readonly lengthAt: (address: number, stride: number) => number;
  readonly endless: (loop: number) => void;
  readonly refuel: (loop: number) => number;
  /** What each invocation is doing, for the traffic model: see `contextOf`. */
  readonly X: Int32Array;
  /** Operations on floats and on whole numbers so far: see `countOperations`. */
  readonly Q: Float64Array;
  readonly trace: (start: number, bytes: number, site: number, context: number) => void;
  readonly fork: <T extends boolean | number>(branch: number, value: T, context: number) => T;
  readonly branch: (branch: number, taken: boolean) => boolean;
  readonly way: (branch: number, value: number) => void;
  readonly spurious: () => boolean;
}

/** A kernel that is bound to the memory of a run. */
export interface Instance {
  /** Starts an invocation with its built-in inputs; a generator where the entry point waits. */
  readonly start: (...inputs: number[]) => Generator<number, unknown> | undefined;
  readonly enter: (frame: number, invocation: number) => void;
}

export interface Kernel {
  readonly code: Code;
  readonly bind: (environment: Environment) => Instance;
}

export type Made =
  { readonly ok: true; readonly kernel: Kernel } | { readonly ok: false; readonly fault: Fault };

/** Makes a kernel of an entry point, with the values of its overrides. */
export function makeKernel(
  source: string,
  entry: string,
  overrides: Readonly<Record<string, number>>,
  options: EmitOptions,
): Made {
  const program = readProgram(source, entry, overrides);
  if (!program.ok) return program;
  const code = emit(program.value, options);
  const bind = binder(code.text);
  if (bind !== undefined) return { ok: true, kernel: { code, bind } };
  const message =
    'the CPU model makes code while it runs, and the security policy of this place forbids that. A GPU grades all the same; in a desktop VS Code the CPU model runs too';
  return { ok: false, fault: { kind: 'unsupported', message, span: { start: 0, end: 0 } } };
}

function binder(text: string): Kernel['bind'] | undefined {
  try {
    // The text holds only names and numbers of our own making; nothing of the learner's file gets into it.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    return new Function('E', text) as Kernel['bind'];
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
