import * as vscode from 'vscode';
import { workerMemory } from '../protocol/background';
import type { HostWorker, WorkerEvents } from './host';

const name = 'Tilework simulator';

/** In Node: a thread. */
export async function startThread(script: vscode.Uri, events: WorkerEvents): Promise<HostWorker> {
  // Only when it is wanted, because the same bundle is read where there is no Node.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(script.fsPath, { name, resourceLimits: workerMemory });
  worker.on('message', (letter) => events.heard(letter));
  worker.on('error', ({ message }) => events.crashed(message));
  worker.on('exit', () => events.crashed('it ended without a word'));
  return {
    post: (letter) => worker.postMessage(letter),
    terminate: () => void worker.terminate(),
  };
}

// Only this much is wanted of a web worker; its types would let everything else into the editor's room.
declare const Blob: new (
  parts: readonly Uint8Array[],
  options: { readonly type: string },
) => object;
declare const URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
declare class Worker {
  constructor(url: string, options: { readonly name: string });
  postMessage(letter: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
}

/**
 * In a browser: a web worker. Its script comes through VS Code's files and starts from a blob, because it may lie on
 * another origin or another machine.
 */
export async function startWebWorker(
  script: vscode.Uri,
  events: WorkerEvents,
): Promise<HostWorker> {
  const text = await vscode.workspace.fs.readFile(script);
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(url, { name });
  worker.onmessage = ({ data }) => events.heard(data);
  worker.onerror = (event) => {
    event.preventDefault();
    events.crashed(event.message ?? 'it ended without a word');
  };
  return {
    post: (letter) => worker.postMessage(letter),
    terminate() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
