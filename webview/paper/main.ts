import './paper.css';
import { type Channel, connect } from '../../src/protocol/channel';
import { paperPanelVocabulary, protocolVersion } from '../../src/protocol/messages';
import { registerControls } from '../controls';
import { hearFailures, type VsCodeApi, wireTo } from '../wire';
import { createPage } from './page';
import { readView } from './view';

declare function acquireVsCodeApi(): VsCodeApi;

registerControls();
start(acquireVsCodeApi());

function start(vscode: VsCodeApi): void {
  const page = createPage({
    kept: readView(vscode.getState()),
    keep: (view) => {
      vscode.setState(view);
    },
    copy: (as) => channel.ask('copy', { as }, 30_000),
    tell: (name, body) => {
      channel.tell(name, body);
    },
  });
  const channel: Channel<typeof paperPanelVocabulary.asks, typeof paperPanelVocabulary.tells> =
    connect(wireTo(vscode), paperPanelVocabulary, {
      asked: {},
      told: { showPaper: page.show, reading: page.reading, notes: ({ text }) => page.notes(text) },
      refused: page.failed,
    });
  hearFailures(page.failed);
  document.body.append(page.element);
  channel.tell('ready', { protocol: protocolVersion });
}
