import './panel.css';
import { panelVocabulary, protocolVersion } from '../../src/protocol/messages';
import { connect, type Channel } from '../../src/protocol/channel';
import { registerControls } from '../controls';
import { hearFailures, type VsCodeApi, wireTo } from '../wire';
import { blobWorker } from './blob-worker';
import { createGrader } from './grader';
import { ExercisePanel } from './panel';
import { readView } from './state';

/** The host asks before it resets or shows the solution, and people think before they answer. */
const patienceMs = 600_000;

/** A little less than the host waits for the whole run. */
const simulateWithinMs = 115_000;

declare function acquireVsCodeApi(): VsCodeApi;

registerControls();
start(acquireVsCodeApi());

function start(vscode: VsCodeApi): void {
  const address = document.querySelector<HTMLMetaElement>('meta[name="tilework-grader"]')?.content;
  const grader = createGrader(blobWorker(address ?? ''));
  const panel = new ExercisePanel({
    grader,
    kept: readView(vscode.getState()),
    keep: (view) => {
      vscode.setState(view);
    },
    askHint: () => channel.ask('hint', {}, 60_000),
    askReset: () => channel.ask('reset', {}, patienceMs),
    askSolution: () => channel.ask('solution', {}, patienceMs),
    askCandidates: () => channel.ask('candidates', {}, 60_000),
    askSimulate: (run) => channel.ask('simulate', { run }, simulateWithinMs),
    askPicture: (order) => channel.ask('picture', order, 60_000),
    askAccess: (order) => channel.ask('access', order, 60_000),
    tell: (name, body) => {
      channel.tell(name, body);
    },
  });
  const channel: Channel<typeof panelVocabulary.asks, typeof panelVocabulary.tells> = connect(
    wireTo(vscode),
    panelVocabulary,
    {
      asked: { grade: panel.grade, checkGpu: panel.checkGpu },
      told: {
        ...{ show: panel.show, learner: panel.learner, cancel: panel.cancel },
        ...{ caseSimulated: panel.caseSimulated, checking: panel.checking, checked: panel.checked },
      },
      refused: panel.failed,
    },
  );
  hearFailures(panel.failed);
  document.body.append(panel.element);
  channel.tell('ready', { protocol: protocolVersion });
}
