import type { ToBackground } from '../protocol/background';
import { createWork, type Outside } from './work';

// One script for both hosts. Only this much is wanted of a web worker; its types do not go together with Node's.
declare const self: {
  postMessage(letter: unknown): void;
  onmessage: ((event: { readonly data: ToBackground }) => void) | null;
};

void start();

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function start(): Promise<void> {
  const now = (): number => performance.now();
  if (typeof process === 'undefined') listenInBrowser(now);
  else await listenInNode(now);
}

/** A web worker beside the extension host of vscode.dev. */
function listenInBrowser(now: Outside['now']): void {
  const work = createWork({ tell: (letter) => self.postMessage(letter), now, turn });
  self.onmessage = ({ data }) => void work(data);
}

/** A thread beside the extension host of a desktop or a server. */
async function listenInNode(now: Outside['now']): Promise<void> {
  const { parentPort } = await import('node:worker_threads');
  const work = createWork({ tell: (letter) => parentPort?.postMessage(letter), now, turn });
  parentPort?.on('message', (letter: ToBackground) => void work(letter));
}
