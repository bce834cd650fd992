import type * as vscode from 'vscode';
import type { z } from 'zod';
import type { ExerciseFolder } from '../../core/exercise/load';
import type { Exercise } from '../../core/exercise/schema';
import type { AccessReply, ChosenSite } from '../../core/grade/access';
import type { PictureOrder, PictureReply } from '../../core/grade/keeping';
import type { CaseGrade, Grade, Position, Problem } from '../../core/grade/report';
import type { MeasureOrder } from '../../core/measure/measure';
import type { Measurement } from '../../core/measure/measurement';
import type { Answer, Handlers } from '../../protocol/channel';
import {
  type hostRequests,
  hostVocabulary,
  type LearnerState,
  protocolVersion,
} from '../../protocol/messages';
import type { Log } from '../log';
import { connectWebview } from './connection';

/** What a panel asks of the rest of the extension. */
export interface PanelActions {
  run(id: string): void;
  hint(id: string): Promise<number>;
  reset(id: string): Promise<boolean>;
  solution(id: string): Promise<boolean>;
  predict(id: string, choice: number): void;
  next(id: string): void;
  openLink(url: string): void;
  reveal(id: string, place: Position): void;
  compiled(id: string, run: number, problems: readonly Problem[]): void;
  caseGraded(id: string, run: number, grade: CaseGrade): void;
  /** Grades the source of the run without a GPU; rejects when the run is not wanted any more. */
  simulate(id: string, run: number): Promise<Grade>;
  picture(id: string, order: PictureOrder): Promise<PictureReply | undefined>;
  access(id: string, run: number, chosen?: ChosenSite): Promise<AccessReply | undefined>;
  /** What is timed; rejects with the reason when there is nothing to time. */
  candidates(id: string): Promise<Omit<MeasureOrder, 'exercise'>>;
  measured(id: string, measurement: Measurement): void;
  /** The page of a panel has loaded. */
  arrived(): void;
  /** The panel is gone. */
  closed(id: string): void;
  learner(id: string): LearnerState;
  /** The verdict of the last run, if there was one. */
  last(id: string): Grade | undefined;
  /** What was measured last. */
  lastMeasured(id: string): Measurement | undefined;
}

export type GradeOrder = z.infer<(typeof hostRequests)['grade']['params']>;

export interface ExercisePanel {
  readonly id: string;
  readonly webviewPanel: vscode.WebviewPanel;
  /** The exercise as it is shown. */
  exercise(): Exercise;
  /** Grades a source in the panel, once it is there. Whatever happens to the panel, there is an answer. */
  grade(order: GradeOrder): Promise<Answer<Grade>>;
  cancel(run: number): void;
  caseSimulated(run: number, grade: CaseGrade): void;
  checking(run: number): void;
  checked(run: number, grade: Grade): void;
  /** Shows the exercise anew, after its folder has changed. */
  show(exercise: ExerciseFolder): void;
  tellLearner(): void;
  /** Takes a letter as if the webview had sent it: for tests. */
  deliver(letter: unknown): void;
  close(): void;
}

const readyWithinMs = 30_000;
const gradeWithinMs = 120_000;

/** Drives the webview of one exercise: shows it, passes runs on, and hears what the learner does there. */
export function createExercisePanel(
  webviewPanel: vscode.WebviewPanel,
  content: ExerciseFolder,
  actions: PanelActions,
  log: Log,
): ExercisePanel {
  const { id } = content.exercise;
  const readiness = createReadiness();
  let folder = content;

  function show(): void {
    const { exercise, statement } = folder;
    const last = actions.last(id);
    const measured = actions.lastMeasured(id);
    const known = {
      ...(last === undefined ? {} : { last }),
      ...(measured === undefined ? {} : { measured }),
    };
    channel.tell('show', { exercise, statement, learner: actions.learner(id), ...known });
  }

  function arrived(protocol: number): void {
    if (protocol !== protocolVersion) {
      log.error(
        `${id}: the panel speaks protocol ${protocol}, the host ${protocolVersion}; reload the window`,
      );
      return;
    }
    show();
    actions.arrived();
    readiness.arrive();
  }

  const handlers = handlersFor(id, actions, log, arrived);
  const { channel, deliver } = connectWebview(webviewPanel.webview, hostVocabulary, handlers);

  return {
    id,
    webviewPanel,
    exercise: () => folder.exercise,
    async grade(order) {
      const ready = await readiness.wait();
      if (ready !== undefined) return { ok: false, problem: ready };
      const asked = channel.ask('grade', order, gradeWithinMs);
      return unlessRestarted(readiness, asked);
    },
    cancel: (run) => channel.tell('cancel', { run }),
    caseSimulated: (run, grade) => channel.tell('caseSimulated', { run, grade }),
    checking: (run) => channel.tell('checking', { run }),
    checked: (run, grade) => channel.tell('checked', { run, grade }),
    show(next) {
      folder = next;
      show();
    },
    tellLearner: () => channel.tell('learner', actions.learner(id)),
    deliver,
    close() {
      readiness.close();
      channel.close();
    },
  };
}

/** A page that is moved to another group starts anew and forgets its run: its answer would never come. */
function unlessRestarted<T>(readiness: Readiness, asked: Promise<Answer<T>>): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const forget = readiness.onRestart(() => {
      resolve({ ok: false, problem: 'the panel was loaded anew in the middle of the run' });
    });
    void asked.then((answer) => {
      forget();
      resolve(answer);
    });
  });
}

function handlersFor(
  id: string,
  actions: PanelActions,
  log: Log,
  arrived: (protocol: number) => void,
): Handlers<typeof hostVocabulary.asked, typeof hostVocabulary.told> {
  return {
    asked: {
      hint: async () => ({ shown: await actions.hint(id) }),
      reset: async () => ({ done: await actions.reset(id) }),
      solution: async () => ({ opened: await actions.solution(id) }),
      candidates: async () => {
        const { candidates, known } = await actions.candidates(id);
        return { candidates: [...candidates], known };
      },
      simulate: ({ run }) => actions.simulate(id, run),
      picture: async (order) => {
        const reply = await actions.picture(id, order);
        return reply === undefined ? {} : { reply };
      },
      access: async ({ run, chosen }) => {
        const reply = await actions.access(id, run, chosen);
        return reply === undefined ? {} : { reply };
      },
    },
    told: {
      ready: ({ protocol }) => arrived(protocol),
      compiled: ({ run, problems }) => actions.compiled(id, run, problems),
      caseGraded: ({ run, grade }) => actions.caseGraded(id, run, grade),
      runPressed: () => actions.run(id),
      measured: ({ measurement }) => actions.measured(id, measurement),
      predict: ({ choice }) => actions.predict(id, choice),
      nextPressed: () => actions.next(id),
      openLink: ({ url }) => actions.openLink(url),
      reveal: (place) => actions.reveal(id, place),
      panelFailed: ({ message }) => log.error(`${id}: the panel broke: ${message}`),
    },
    refused: (problem) => log.warn(`${id}: ${problem}`),
  };
}

interface Readiness {
  /** The page has loaded, for the first time or again. */
  arrive(): void;
  close(): void;
  /** Resolves when the page is there; with the reason when it does not come. */
  wait(): Promise<string | undefined>;
  /** Calls `act` when the page that is there now is replaced by another, until the returned function is called. */
  onRestart(act: () => void): () => void;
}

function createReadiness(): Readiness {
  const restarts = new Set<() => void>();
  let waiting: ((problem: string | undefined) => void)[] = [];
  let there = false;

  function release(problem: string | undefined): void {
    for (const settle of waiting) settle(problem);
    waiting = [];
  }

  return {
    arrive() {
      there = true;
      for (const act of [...restarts]) act();
      restarts.clear();
      release(undefined);
    },
    close() {
      release('the panel was closed');
    },
    wait() {
      if (there) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          resolve(`the panel did not load within ${readyWithinMs / 1000} s`);
        }, readyWithinMs);
        waiting.push((problem) => {
          clearTimeout(timer);
          resolve(problem);
        });
      });
    },
    onRestart(act) {
      restarts.add(act);
      return () => {
        restarts.delete(act);
      };
    },
  };
}
