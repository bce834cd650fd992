// As much of Node's threads as `host-worker.ts` needs, the only file that may have them.
declare module 'node:worker_threads' {
  export class Worker {
    constructor(
      file: string,
      options: {
        readonly name: string;
        readonly resourceLimits: { readonly maxYoungGenerationSizeMb: number };
      },
    );
    postMessage(letter: unknown): void;
    terminate(): Promise<number>;
    on(event: 'message', hear: (letter: unknown) => void): this;
    on(event: 'error', hear: (error: { readonly message: string }) => void): this;
    on(event: 'exit', hear: () => void): this;
  }
}
