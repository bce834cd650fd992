import * as vscode from 'vscode';
import type { TileworkApi } from './api';
import { type Background, createBackground } from './background';
import { checkSeconds } from './check-setting';
import { type CommandParts, registerCommands, runAndSay } from './commands';
import { createAsker } from './confirm';
import { keepContextKeys } from './context';
import { createCurrentHashes, type CurrentHashes } from './current-hashes';
import { createDeeds, openLink } from './deeds';
import { createKernelDiagnostics } from './diagnostics';
import type { Disposables } from './disposables';
import { provideGlossary } from './glossary/glossary';
import type { Host } from './host';
import { createLastGrades, type LastGrades } from './last-grades';
import { createLearnerFiles } from './learner-files';
import { learnerState } from './learner-state';
import { createLibrary, type Library } from './library';
import { createLog, type Log, reason } from './log';
import { createGroupFiles, type GroupFiles } from './group/group-files';
import { createGroupWork } from './group/together';
import { withGroup } from './group/with-group';
import { createMeasurements, type Measurements } from './measurements';
import { createGpuPanel } from './panel/gpu-panel';
import type { PanelActions } from './panel/exercise-panel';
import { createPanels, type Panels } from './panel/panels';
import { createPlaces } from './places';
import { openPapersWith } from './papers/open-papers';
import type { PaperPanels } from './papers/panels';
import { createProgressStore, type ProgressStore } from './progress-store';
import { createRuns } from './runs';
import { provideSolutions } from './solutions';
import { handleAddresses, openAddress } from './find/uri-handler';
import { createStatusBar } from './status-bar';
import { createTestExplorer } from './testing/explorer';
import { createSyllabusTree, type TreeParts } from './tree/provider';
import { presentersOf } from '../core/syllabus/meetings';
import { settings, storageKeys } from './ids';

/** Builds the parts and joins them; what they do is theirs to decide. */
export async function activate(
  context: vscode.ExtensionContext,
  host: Host,
): Promise<TileworkApi | undefined> {
  const start = performance.now();
  const { subscriptions, extensionUri, extensionMode } = context;
  const { globalState, workspaceState: memory, globalStorageUri } = context;
  const log = openLog(subscriptions);
  const asker = createAsker();

  const { library, groupFiles } = openLibrary(extensionUri, log, subscriptions);
  const places = createPlaces(globalStorageUri, log);
  const files = createLearnerFiles(places, library);
  const hashes = createCurrentHashes(files, subscriptions);
  const progress = await createProgressStore(globalState, sayAbout(log), subscriptions);
  const lastGrades = createLastGrades(memory);
  const measurements = createMeasurements({ library, files, progress, globalState, memory });
  const background = createBackground(host, log, subscriptions);
  const kept = { files, progress, hashes, lastGrades };
  const work = { ...kept, background, diagnostics: createKernelDiagnostics(subscriptions), log };

  // The panels act through parts that need the panels; all are there before any panel can speak.
  const actions: PanelActions = {
    run: (id) => void runAndSay(id, { runs }).catch(logged(log)),
    hint: (id) => deeds.hint(id),
    reset: (id) => deeds.reset(id),
    solution: (id) => deeds.solution(id),
    predict: (id, choice) => void deeds.predict(id, choice).catch(logged(log)),
    next: (id) => void deeds.next(id).catch(logged(log)),
    reveal: (id, place) => void deeds.reveal(id, place).catch(logged(log)),
    compiled: (id, run, problems) => runs.compiled(id, run, problems),
    caseGraded: (id, run, grade) => runs.caseGraded(id, run, grade),
    simulate: (id, run) => runs.simulate(id, run),
    access: (id, run, chosen) => runs.access(id, run, chosen),
    learner: (id) => learnerState(id, { library, progress, hashes, files }),
    ...keepingActions(lastGrades, measurements, background, log),
  };
  const panels = createPanels(extensionUri, library, actions, log, subscriptions);
  const runs = createRuns({ panels, ...work }, subscriptions);
  const deeds = createDeeds({ library, files, panels, progress, confirm: asker.confirm, log });
  const tests = createTestExplorer({ library, files, hashes, panels, runs }, subscriptions);
  const tree = createSyllabusTree(
    { library, progress, hashes, memory, ...takersIn(library, groupFiles) },
    subscriptions,
  );
  const papers = openPapersWith({ extensionUri, library, places, ...work }, subscriptions);
  const gpu = createGpuPanel(extensionUri, versionOf(context), host, subscriptions);
  const ready = readAll(library, hashes, progress).then(groupFiles.scan);
  const shared = { library, files: groupFiles, progress, memory, ready, log };
  const group = createGroupWork({ ...shared, confirm: asker.confirm }, subscriptions);
  const parts = { library, files, places, papers, panels, progress, deeds, runs, tree, group, log };
  const openGlossary = provideGlossary({ extensionUri, library, log }, subscriptions);
  registerCommands({ ...parts, checkGpu: gpu.open, openGlossary }, subscriptions);
  provideSolutions(library, subscriptions);
  keepContextKeys(library, files, panels, subscriptions);
  handleAddresses(parts, subscriptions);
  const statusBar = createStatusBar(library, progress, subscriptions);
  keepPanelsInformed(panels, papers, progress, hashes, subscriptions);

  const activationMs = sayHowLong(ready, start, log);
  if (extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return { ready, activationMs, ...testDoors(parts, asker.answerNext, memory), statusBar, tests };
}

/** What a panel asks of those that keep something for it: verdicts, times, tensors. */
function keepingActions(
  lastGrades: LastGrades,
  measurements: Measurements,
  background: Background,
  log: Log,
): Pick<
  PanelActions,
  | 'openLink'
  | 'picture'
  | 'arrived'
  | 'closed'
  | 'last'
  | 'candidates'
  | 'measured'
  | 'lastMeasured'
> {
  const { candidates, of, put } = measurements;
  return {
    openLink: (url) => void openLink(url, log).catch(logged(log)),
    picture: (id, order) => background.picture(id, order),
    arrived: () => prepareFor(background),
    closed: (id) => background.close(id),
    last: (id) => lastGrades.of(id),
    ...{ candidates, lastMeasured: of },
    measured: (id, measurement) => void put(id, measurement).catch(logged(log)),
  };
}

/** The syllabus, with what the group has planned. */
function openLibrary(extensionUri: vscode.Uri, log: Log, subscriptions: Disposables) {
  const syllabus = createLibrary(extensionUri, log, subscriptions);
  const groupFiles = createGroupFiles(syllabus, subscriptions);
  return { library: withGroup(syllabus, groupFiles, subscriptions), groupFiles };
}

/** A panel is open, so that a run and its check will come soon, where kernels may run and checks are wanted. */
function prepareFor(background: Background): void {
  if (vscode.workspace.isTrusted && checkSeconds() > 0) background.prepare();
}

/** Writes into the log how long all this took; the reply is the activation alone, in milliseconds. */
function sayHowLong(ready: Promise<void>, start: number, log: Log): number {
  const activationMs = performance.now() - start;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  ready.then(
    () => log.info(`all read after ${(performance.now() - start).toFixed(0)} ms`),
    logged(log),
  );
  return activationMs;
}

/** What is not needed for the first picture: the learner's own exercises and files come a moment later. */
async function readAll(
  library: Library,
  hashes: CurrentHashes,
  progress: ProgressStore,
): Promise<void> {
  await library.ready;
  await library.rescan();
  await hashes.refresh(Object.keys(progress.current().exercises));
}

/** Whoever has taken a topic in the group; without a group, whoever presents it at a meeting. */
function takersIn(
  library: Library,
  files: GroupFiles,
): Pick<TreeParts, 'takersOf' | 'onDidChangeTakers'> {
  return {
    takersOf(topic) {
      const taken = files.current()?.group?.taken;
      if (taken === undefined) return presentersOf(library.catalogue().plan, topic);
      return taken.filter((one) => one.topic === topic).map(({ person }) => person);
    },
    onDidChangeTakers: files.onDidChange,
  };
}

function keepPanelsInformed(
  panels: Panels,
  { tellReading }: PaperPanels,
  progress: ProgressStore,
  hashes: CurrentHashes,
  subscriptions: Disposables,
): void {
  const { tellLearners } = panels;
  for (const { onDidChange } of [progress, hashes])
    subscriptions.push(onDidChange(tellLearners), onDidChange(tellReading));
  subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.runOnSave.key)) tellLearners();
    }),
  );
}

type Parts = Omit<CommandParts, 'checkGpu' | 'openGlossary'>;

function testDoors(
  { library, files, papers, panels, progress, deeds, runs, tree, group, log }: Parts,
  answerNext: (yes: boolean) => void,
  memory: vscode.Memento,
): Omit<TileworkApi, 'ready' | 'activationMs' | 'statusBar' | 'tests'> {
  return {
    ...{ progress, files, answerNext, group: group.doors },
    tree: { ...tree, remembered: () => memory.get(storageKeys.syllabusView) },
    panels: {
      ids: panels.ids,
      open: (id) => deeds.open(id),
      grade: runs.grade,
      deliver: (id, letter) => panels.find(id)?.deliver(letter),
      close: (id) => void panels.find(id)?.webviewPanel.dispose(),
    },
    papers,
    rescan: library.rescan,
    openAddress: (uri) => openAddress(uri, { library, tree, log }),
    log: log.recent,
  };
}

function openLog(subscriptions: Disposables): Log {
  const channel = vscode.window.createOutputChannel('Tilework', { log: true });
  subscriptions.push(channel);
  return createLog(channel);
}

function sayAbout(log: Log): (message: string) => void {
  return (message) => {
    log.warn(message);
    void vscode.window.showWarningMessage(message);
  };
}

function logged(log: Log): (error: unknown) => void {
  return (error) => {
    log.error(reason(error));
  };
}

function versionOf(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { readonly version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
