import type { Compilation, CompiledKernel, KernelRunner, Outcome } from './runner';

/** Hears what a runner answers, on its way to whoever asked. */
export interface Watcher {
  compiled?(compilation: Compilation): void;
  ran(outcome: Outcome): void;
}

/** The same runner, with somebody who listens. */
export function watched(runner: KernelRunner, watcher: Watcher): KernelRunner {
  return {
    adapter: () => runner.adapter(),
    async compile(source) {
      const compilation = await runner.compile(source);
      watcher.compiled?.(compilation);
      if (compilation.kind !== 'accepted') return compilation;
      return {
        ...compilation,
        load: async (guarded) => watchedKernel(await compilation.load(guarded), watcher),
      };
    },
  };
}

function watchedKernel(
  kernel: CompiledKernel | undefined,
  watcher: Watcher,
): CompiledKernel | undefined {
  if (kernel === undefined) return undefined;
  return {
    ...kernel,
    async run(job) {
      const outcome = await kernel.run(job);
      watcher.ran(outcome);
      return outcome;
    },
  };
}
