import type * as vscode from 'vscode';
import type { Paper } from '../../core/syllabus/paper';
import type { Handlers } from '../../protocol/channel';
import { paperHostVocabulary, type PaperView } from '../../protocol/messages';
import { connectWebview } from '../panel/connection';
import { type Done, readingState } from './view';

export interface PaperPanel {
  readonly webviewPanel: vscode.WebviewPanel;
  /** Shows the paper, or another form of it after its file has changed. */
  show(paper?: Paper): void;
  tellReading(): void;
  readonly tellNotes: (text: string) => void;
  /** Takes a letter as if the webview had sent it: for tests. */
  deliver(letter: unknown): void;
  close(): void;
}

interface Ports {
  readonly view: (paper: Paper) => PaperView;
  readonly done: () => Done;
  readonly handlers: Handlers<typeof paperHostVocabulary.asked, typeof paperHostVocabulary.told>;
}

/** Drives the webview of one paper. */
export function createPaperPanel(
  webviewPanel: vscode.WebviewPanel,
  content: Paper,
  { view, done, handlers }: Ports,
): PaperPanel {
  let paper = content;
  const { channel, deliver } = connectWebview(webviewPanel.webview, paperHostVocabulary, handlers);
  return {
    webviewPanel,
    show(next = paper) {
      paper = next;
      channel.tell('showPaper', view(paper));
    },
    tellReading() {
      channel.tell('reading', readingState(paper, done()));
    },
    tellNotes: (text) => channel.tell('notes', { text }),
    deliver,
    close() {
      channel.close();
    },
  };
}
