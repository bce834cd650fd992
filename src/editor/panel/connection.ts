import type * as vscode from 'vscode';
import { type Channel, connect, type Handlers, type Wire } from '../../protocol/channel';
import { hostVocabulary } from '../../protocol/messages';

export type HostChannel = Channel<typeof hostVocabulary.asks, typeof hostVocabulary.tells>;
export type HostHandlers = Handlers<typeof hostVocabulary.asked, typeof hostVocabulary.told>;

export interface Connection {
  readonly channel: HostChannel;
  /** Takes a letter as if the panel had sent it. */
  readonly deliver: (letter: unknown) => void;
}

/** Joins the host's end of the conversation to a webview. */
export function connectWebview(webview: vscode.Webview, handlers: HostHandlers): Connection {
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
  return { channel: connect(wire, hostVocabulary, handlers), deliver };
}
