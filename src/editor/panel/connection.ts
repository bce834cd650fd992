import type * as vscode from 'vscode';
import { type Channel, connect, type Handlers, type Wire } from '../../protocol/channel';
import type { EventTable, RequestTable, Vocabulary } from '../../protocol/messages';

export interface Connection<Asks extends RequestTable, Tells extends EventTable> {
  readonly channel: Channel<Asks, Tells>;
  /** Takes a letter as if the panel had sent it. */
  readonly deliver: (letter: unknown) => void;
}

/** Joins the host's end of the conversation to a webview. */
export function connectWebview<
  Asks extends RequestTable,
  Tells extends EventTable,
  Asked extends RequestTable,
  Told extends EventTable,
>(
  webview: vscode.Webview,
  vocabulary: Vocabulary<Asks, Tells, Asked, Told>,
  handlers: Handlers<Asked, Told>,
): Connection<Asks, Tells> {
  const listeners = new Set<(letter: unknown) => void>();
  const deliver = (letter: unknown): void => {
    for (const listen of listeners) listen(letter);
  };
  const wire: Wire = {
    post(letter) {
      void webview.postMessage(letter);
    },
    subscribe(listen) {
      listeners.add(listen);
      const received = webview.onDidReceiveMessage(listen);
      return () => {
        listeners.delete(listen);
        received.dispose();
      };
    },
    after(milliseconds, ring) {
      const timer = setTimeout(ring, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  return { channel: connect(wire, vocabulary, handlers), deliver };
}
