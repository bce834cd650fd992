import type { Wire } from '../src/protocol/channel';

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The page’s end of the wire to the extension host. */
export function wireTo(vscode: VsCodeApi): Wire {
  return {
    post(letter) {
      vscode.postMessage(letter);
    },
    subscribe(listen) {
      const hear = (event: MessageEvent): void => {
        listen(event.data);
      };
      addEventListener('message', hear);
      return () => {
        removeEventListener('message', hear);
      };
    },
    after(milliseconds, ring) {
      const timer = setTimeout(ring, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Calls `failed` with whatever breaks in the page and nobody catches. */
export function hearFailures(failed: (message: string) => void): void {
  addEventListener('error', (event) => {
    // The browser's way to say that a size changed while sizes were being told: the next frame has them all.
    if (event.message.startsWith('ResizeObserver loop')) return;
    failed(event.message);
  });
  addEventListener('unhandledrejection', (event) => {
    failed(String(event.reason));
  });
}
