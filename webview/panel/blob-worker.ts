import type { FromWorker } from '../worker/link';
import type { StartWorker } from './grader';

/**
 * Starts the grader from its script's address. A webview may not start a worker from another origin, and the
 * extension's files are on one, so the script is fetched and started from a blob.
 */
export function blobWorker(address: string): StartWorker {
  // The text is kept: a new worker after a crash should not wait for the disk again.
  let script: Promise<Blob> | undefined;
  return async (events) => {
    script ??= fetchScript(address).catch((error: unknown) => {
      script = undefined;
      throw error;
    });
    const url = URL.createObjectURL(await script);
    try {
      const worker = new Worker(url, { name: 'Tilework grader' });
      worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
        events.heard(event.data);
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        events.crashed(event.message || 'The worker ended without a word');
      });
      return {
        post(letter) {
          worker.postMessage(letter);
        },
        terminate() {
          worker.terminate();
        },
      };
    } finally {
      // The worker has taken the address in; a revoked one only cannot be used again.
      setTimeout(() => {
        URL.revokeObjectURL(url);
      }, 10_000);
    }
  };
}

async function fetchScript(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The grader's script was not found (${response.status})`);
  return new Blob([await response.text()], { type: 'text/javascript' });
}
