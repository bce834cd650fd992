import * as vscode from 'vscode';
import type { Material } from '../core/syllabus/schema';
import { type Deeds, openLink } from './deeds';
import { whereIWas } from './continue-words';
import { findAnything } from './find/find-anything';
import type { GroupWork } from './group/together';
import { commands } from './ids';
import { newSyllabus } from './new-syllabus';
import { paperHandlers } from './papers/handlers';
import type { LearnerFiles } from './learner-files';
import type { Library } from './library';
import { type Log, reason } from './log';
import type { PaperPanels } from './papers/panels';
import type { Places } from './places';
import type { Panels } from './panel/panels';
import type { ProgressStore } from './progress-store';
import type { Runs } from './runs';
import { chooseGrouping, chooseStatuses, chooseText, clearFilter } from './tree/choices';
import type { SyllabusTree } from './tree/provider';
import { firstLink } from './tree/words';
import { exerciseOfRow } from './testing/suites';
import { nodeFrom } from './tree/argument';
import { pickExercise, pickLink } from './pick';
import type { Disposables } from './disposables';

export interface CommandParts {
  readonly library: Library;
  readonly files: LearnerFiles;
  readonly places: Places;
  readonly papers: PaperPanels;
  readonly panels: Panels;
  readonly progress: ProgressStore;
  readonly deeds: Deeds;
  readonly runs: Runs;
  readonly tree: SyllabusTree;
  readonly group: GroupWork;
  readonly log: Log;
  checkGpu(): void;
  /** Shows a term, or lets the learner choose one. */
  openGlossary(term: unknown): Promise<void>;
}

type Handler = (argument: unknown) => unknown;

/** Registers every command of the table; forgetting one is a compile error. */
export function registerCommands(parts: CommandParts, subscriptions: Disposables): void {
  const { deeds, log } = parts;
  const onExercise =
    (act: (id: string) => Promise<unknown>): Handler =>
    async (argument) => {
      const id = idFrom(argument, parts) ?? currentExercise(parts);
      if (id !== undefined) await act(id);
      else void vscode.window.showInformationMessage('Open an exercise first.');
    };
  const handlers: Readonly<Record<keyof typeof commands, Handler>> = {
    openExercise: (argument) => openExercise(argument, parts),
    run: onExercise((id) => runAndSay(id, parts)),
    showHint: onExercise((id) => showHint(id, parts)),
    resetExercise: onExercise((id) => deeds.reset(id)),
    openSolution: onExercise((id) => deeds.solution(id)),
    editPlan: onExercise((id) => deeds.editPlan(id)),
    checkMyGpu: () => {
      parts.checkGpu();
    },
    ...paperHandlers(parts),
    openMaterial: (argument) => openMaterial(argument, parts),
    openOtherLink: (argument) => openOtherLink(argument, parts),
    findAnything: () => findAnything(parts),
    glossary: (argument) => parts.openGlossary(argument),
    groupBy: () => chooseGrouping(parts.tree),
    filter: () => chooseText(parts.tree),
    filterByStatus: () => chooseStatuses(parts.tree),
    clearFilter: () => clearFilter(parts.tree),
    newSyllabus: (argument) =>
      newSyllabus(parts.library, typeof argument === 'string' ? argument : undefined),
    continueWhereIWas: () => openExercise(lastExercise(parts), parts),
    showLog: () => {
      log.show();
    },
    ...parts.group.handlers,
  };
  for (const name of Object.keys(commands) as (keyof typeof commands)[]) {
    const handler = guarded(commands[name].title, handlers[name], log);
    subscriptions.push(vscode.commands.registerCommand(commands[name].id, handler));
  }
}

/** A command that breaks says so in words, and in the log. */
function guarded(title: string, handler: Handler, log: Log): Handler {
  return async (argument) => {
    try {
      return await handler(argument);
    } catch (error) {
      log.error(`${title}: ${reason(error)}`);
      void vscode.window.showErrorMessage(`${title}: ${reason(error)}`);
      return undefined;
    }
  };
}

async function openExercise(argument: unknown, parts: CommandParts): Promise<boolean> {
  const { library, deeds, tree } = parts;
  await library.ready;
  const id = idFrom(argument, parts) ?? (await pickExercise(library));
  if (id === undefined) return false;
  const opened = await deeds.open(id);
  if (opened) await tree.select(id);
  return opened;
}

/** Runs and says in a message what the panel cannot say: that it never got to run. */
export async function runAndSay(id: string, { runs }: Pick<CommandParts, 'runs'>): Promise<void> {
  const outcome = await runs.grade(id);
  if (outcome.kind !== 'unavailable') return;
  void vscode.window.showWarningMessage(`${id} was not graded: ${outcome.problem}.`);
}

async function showHint(id: string, { deeds, panels }: CommandParts): Promise<void> {
  await panels.open(id);
  await deeds.hint(id);
}

async function openMaterial(argument: unknown, { log }: CommandParts): Promise<boolean> {
  const material = materialFrom(argument);
  return material !== undefined && openLink(firstLink(material).url, log);
}

async function openOtherLink(argument: unknown, { log }: CommandParts): Promise<boolean> {
  const material = materialFrom(argument);
  const link = material && (await pickLink(material));
  return link !== undefined && openLink(link.url, log);
}

/** The exercise that a command without an argument is about: that of the active file, panel, or the last one. */
function currentExercise({ files, panels, progress, library }: CommandParts): string | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const ofFile = active && files.idOf(active);
  const [only, ...others] = panels.ids();
  const last = progress.current().lastOpened;
  const lastKnown = last === undefined ? undefined : library.find(last)?.id;
  return ofFile ?? panels.active() ?? (others.length === 0 ? only : undefined) ?? lastKnown;
}

function lastExercise({ progress, library }: CommandParts): string | undefined {
  const exercises = [...library.catalogue().exercises, ...library.mine()];
  return whereIWas(exercises, progress.current())?.id;
}

/** The exercise that a command was called with: an id, a node of the tree, a row of the Test Explorer, or a file. */
function idFrom(argument: unknown, { library, files }: CommandParts): string | undefined {
  if (typeof argument === 'string') return library.find(argument)?.id;
  if (argument instanceof vscode.Uri) return files.idOf(argument);
  const node = nodeFrom(argument);
  return node?.kind === 'exercise' ? node.entry.id : exerciseOfRow(argument);
}

function materialFrom(argument: unknown): Material | undefined {
  const node = nodeFrom(argument);
  return node?.kind === 'material' ? node.material : undefined;
}
