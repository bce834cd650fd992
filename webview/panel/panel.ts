import type { z } from 'zod';
import type { AccessReply } from '../../src/core/grade/access';
import type { PictureOrder, PictureReply } from '../../src/core/grade/keeping';
import type { CaseGrade, Grade } from '../../src/core/grade/report';
import type { MeasureOrder } from '../../src/core/measure/measure';
import {
  isMeasurement,
  type Measurement,
  type NotMeasured,
} from '../../src/core/measure/measurement';
import { isCpuModel } from '../../src/core/grade/cpu-model';
import type { Answer } from '../../src/protocol/channel';
import type {
  GpuReport,
  hostEvents,
  hostRequests,
  LearnerState,
  panelEvents,
} from '../../src/protocol/messages';
import type { AccessOrder } from './access';
import { createBody, type PanelDeeds } from './body';
import { el, goTo } from './dom';
import { inconclusive } from '../worker/inconclusive';
import type { GradeOrder } from '../worker/link';
import type { Grader, MeasuringProgress, Progress } from './grader';
import {
  choiceAfter,
  emptyState,
  freshView,
  type PanelState,
  type Running,
  type View,
  lastGraded,
  selectedCase,
} from './state';

type Tells = typeof panelEvents;
type Show = z.infer<(typeof hostEvents)['show']>;
type GradeParams = z.infer<(typeof hostRequests)['grade']['params']>;

/** What the panel needs from outside; nothing in it knows VS Code. */
export interface PanelPorts {
  readonly grader: Grader;
  readonly kept: View;
  readonly keep: (view: View) => void;
  readonly askHint: () => Promise<Answer<{ shown: number }>>;
  readonly askReset: () => Promise<Answer<unknown>>;
  readonly askSolution: () => Promise<Answer<unknown>>;
  /** What is timed, with the speeds of devices that are known. */
  readonly askCandidates: () => Promise<Answer<Omit<MeasureOrder, 'exercise'>>>;
  /** Grades the run on the simulator beside the host; its cases come as `caseSimulated`. */
  readonly askSimulate: (run: number) => Promise<Answer<Grade>>;
  readonly askPicture: (
    order: PictureOrder,
  ) => Promise<Answer<{ reply?: PictureReply | undefined }>>;
  readonly askAccess: (order: AccessOrder) => Promise<Answer<{ reply?: AccessReply | undefined }>>;
  tell<K extends keyof Tells>(name: K, body: z.infer<Tells[K]>): void;
}

/** A run that ends sooner than this is not worth a word about its progress. */
const noticeableMs = 250;

/**
 * The exercise panel: it draws what it is told and runs what it is asked to, and decides nothing. Its handlers are
 * plain functions, because the channel calls them by name.
 */
export class ExercisePanel {
  readonly element: HTMLElement;
  readonly #ports: PanelPorts;
  readonly #live = el('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  readonly #trouble = el('p', { class: 'trouble', role: 'alert', hidden: '' });
  readonly #body: ReturnType<typeof createBody>;
  #state: PanelState;
  /** The run that is or was on the simulator, whose tensors are with the host. */
  #simulated: number | undefined;

  constructor(ports: PanelPorts) {
    this.#ports = ports;
    this.#state = { ...emptyState, view: ports.kept };
    this.#body = createBody(this.#deeds());
    this.element = el('main', {}, this.#live, this.#trouble, ...this.#body.elements);
    addEventListener(
      'scroll',
      debounced(() => ports.keep({ ...this.#state.view, scroll: scrollY })),
    );
  }

  readonly show = ({ exercise, statement, learner, last, measured }: Show): void => {
    const same = this.#state.exercise?.id === exercise.id;
    const returning = this.#state.view.exercise === exercise.id;
    const view = returning ? this.#state.view : { ...freshView, exercise: exercise.id };
    const run = same ? this.#state.run : remembered(last);
    this.#trouble.hidden = true;
    this.#change({ exercise, statement, learner, view, run, measured });
    if (!same) scrollTo({ top: view.scroll });
    // Looking for the adapter also starts the grader, so that the first run does not have to wait for it.
    if (this.#state.gpu === undefined) void this.checkGpu();
  };

  readonly learner = (learner: LearnerState): void => {
    this.#change({ learner });
  };

  readonly cancel = ({ run }: { run: number }): void => {
    this.#ports.grader.cancel(run);
  };

  readonly grade = async (params: GradeParams): Promise<Grade> => {
    const { run, source, plan, onSimulator } = params;
    const { exercise } = this.#state;
    if (exercise === undefined) throw new Error('the panel has no exercise yet');
    this.#begin(run, plan);
    const order = { run, exercise, source, ...(plan === undefined ? {} : { plan }) };
    const progress: Progress = {
      compiled: (problems) => {
        this.#ports.tell('compiled', { run, problems: [...problems] });
        this.#progress(run, () => ({ compiled: true, problems }));
      },
      caseGraded: (one) => {
        this.#ports.tell('caseGraded', { run, grade: one });
        this.#caseDone(run, one);
      },
    };
    const result = await (onSimulator ? this.#simulate(order) : this.#judge(order, progress));
    this.#end(run, result);
    return result;
  };

  readonly caseSimulated = ({ run, grade }: { run: number; grade: CaseGrade }): void => {
    this.#caseDone(run, grade);
  };

  readonly checking = ({ run }: { run: number }): void => {
    const { run: now } = this.#state;
    if (now.kind === 'graded' && now.run === run) this.#change({ run: { ...now, checking: true } });
  };

  readonly checked = ({ run, grade }: { run: number; grade: Grade }): void => {
    const { run: now } = this.#state;
    if (now.kind !== 'graded' || now.run !== run) return;
    this.#change({ run: { kind: 'graded', run, grade } });
    if (grade.title !== now.grade.title) this.#live.textContent = announcement(grade);
  };

  readonly checkGpu = async (): Promise<GpuReport> => {
    const gpu = await this.#ports.grader.checkGpu();
    this.#change({ gpu });
    return gpu;
  };

  /** Something here is broken: it is said in the panel and in the host's log. */
  readonly failed = (message: string): void => {
    this.#trouble.textContent = `Something in the panel broke: ${message}`;
    this.#trouble.hidden = false;
    this.#ports.tell('panelFailed', { message });
  };

  /** On the GPU; on the simulator where there is none, or it has not what the file asks for. */
  async #judge(order: GradeOrder, progress: Progress): Promise<Grade> {
    if (this.#state.gpu?.failedStep !== undefined) return await this.#simulate(order);
    const result = await this.#ports.grader.grade(order, progress);
    if (result.verdict !== 'inconclusive' || !this.#isUnderWay(order.run)) return result;
    if (result.lacks !== undefined)
      return { ...(await this.#simulate(order)), lacks: result.lacks };
    const { failedStep } = await this.checkGpu();
    if (failedStep === undefined || !this.#isUnderWay(order.run)) return result;
    return await this.#simulate(order);
  }

  async #simulate(order: GradeOrder): Promise<Grade> {
    this.#simulated = order.run;
    const answer = await this.#ports.askSimulate(order.run);
    if (answer.ok) return answer.value;
    const says = `Nothing was graded: ${answer.problem}.`;
    return inconclusive(order.exercise, 'The kernel could not be run here', says);
  }

  #isUnderWay(run: number): boolean {
    const { run: now } = this.#state;
    return now.kind === 'running' && now.run === run;
  }

  async #picture(order: PictureOrder): Promise<PictureReply | undefined> {
    if (order.run !== this.#simulated) return await this.#ports.grader.picture(order);
    const answer = await this.#ports.askPicture(order);
    return answer.ok ? answer.value.reply : undefined;
  }

  #change(next: Partial<PanelState>): void {
    this.#state = { ...this.#state, ...next };
    this.#body.update(this.#state);
  }

  #look(view: Partial<View>): void {
    const next = { ...this.#state.view, ...view };
    this.#ports.keep(next);
    this.#change({ view: next });
  }

  /** Refused words of the host say why there is nothing to time: the kernel has changed since it passed. */
  async #measure(shape: number, progress: MeasuringProgress): Promise<Measurement | NotMeasured> {
    const { exercise } = this.#state;
    const answer = await this.#ports.askCandidates();
    if (!answer.ok || exercise === undefined)
      return { title: 'Not measured', says: answer.ok ? '' : answer.problem };
    const result = await this.#ports.grader.measure({ exercise, ...answer.value, shape }, progress);
    if (isMeasurement(result)) this.#ports.tell('measured', { measurement: result });
    return result;
  }

  #deeds(): PanelDeeds {
    const ports = this.#ports;
    return {
      run: () => ports.tell('runPressed', {}),
      hint: () => void this.#askHint(),
      reset: () => void this.#ask(ports.askReset()),
      solution: () => void this.#ask(ports.askSolution()),
      predict: (choice) => ports.tell('predict', { choice }),
      next: () => ports.tell('nextPressed', {}),
      openLink: (url) => ports.tell('openLink', { url }),
      reveal: ({ line, character }) => ports.tell('reveal', { line, character }),
      checkGpu: () => void this.checkGpu(),
      chooseCase: (chosenCase) => this.#look({ chosenCase, plane: undefined }),
      picture: (order) => this.#picture(order),
      expected: (exercise, order) => ports.grader.expected(exercise, order),
      dataflow: (order) => ports.grader.dataflow(order),
      access: async (order) => {
        const answer = await ports.askAccess(order);
        return answer.ok ? answer.value.reply : undefined;
      },
      look: (view) => this.#look(view),
      measure: (shape, progress) => this.#measure(shape, progress),
      stopMeasuring: () => ports.grader.stopMeasuring(),
    };
  }

  async #ask(question: Promise<Answer<unknown>>): Promise<void> {
    const answer = await question;
    if (!answer.ok) this.failed(answer.problem);
  }

  async #askHint(): Promise<void> {
    const of = this.#state.exercise?.hints.length ?? 0;
    let shown = this.#state.learner?.hintsShown ?? 0;
    if (shown < of) {
      const answer = await this.#ports.askHint();
      if (!answer.ok) {
        this.failed(answer.problem);
        return;
      }
      shown = answer.value.shown;
      const { learner } = this.#state;
      if (learner !== undefined) this.#change({ learner: { ...learner, hintsShown: shown } });
    }
    goTo(document.getElementById(`hint-${shown}`));
  }

  #begin(run: number, plan: GradeParams['plan']): void {
    const { run: now } = this.#state;
    const before = lastGraded(now);
    const fresh = { compiled: false, problems: [], cases: [], noticeable: false } as const;
    this.#change({ run: { kind: 'running', run, before, ...fresh }, plan });
    // The same verdict twice is to be heard twice.
    this.#live.textContent = '';
    setTimeout(() => {
      this.#progress(run, () => ({ noticeable: true }));
    }, noticeableMs);
  }

  /** The first word is what the learner waits for: it is shown at once. */
  #caseDone(run: number, one: CaseGrade): void {
    this.#progress(run, ({ cases }) => ({
      cases: [...cases, one],
      ...{ compiled: true, noticeable: true },
    }));
  }

  /** An older run has nothing to say any more. */
  #progress(run: number, news: (running: Running) => Partial<Running>): void {
    const { run: now } = this.#state;
    if (now.kind === 'running' && now.run === run) this.#change({ run: { ...now, ...news(now) } });
  }

  #end(run: number, result: Grade): void {
    const { run: now, view } = this.#state;
    if (now.kind !== 'running' || now.run !== run) return;
    const chosenCase = choiceAfter(result.cases, view.chosenCase);
    const before = selectedCase(now.before?.grade.cases ?? [], view.chosenCase);
    const plane = before === selectedCase(result.cases, chosenCase) ? view.plane : undefined;
    const next = { ...view, chosenCase, plane };
    this.#ports.keep(next);
    this.#change({ run: { kind: 'graded', run, grade: result }, view: next });
    this.#live.textContent = announcement(result);
    // A GPU that was not there, or was lost, may be there next time.
    if (result.verdict === 'inconclusive' || isCpuModel(result.adapter)) void this.checkGpu();
  }
}

/** A verdict from before the page was loaded: a reload of the window is no reason to lose sight of it. */
function remembered(grade: Grade | undefined): PanelState['run'] {
  return grade === undefined ? { kind: 'none' } : { kind: 'graded', run: undefined, grade };
}

function announcement({ title, cases, caseCount, verdict, problems }: Grade): string {
  if (verdict === 'rejected') {
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    return `${title}: ${errors} ${errors === 1 ? 'error' : 'errors'}.`;
  }
  if (verdict === 'inconclusive') return `${title}. Nothing was graded.`;
  const right = cases.filter((one) => one.verdict === 'passed').length;
  return `${title}. ${right} of ${caseCount} cases right.`;
}

function debounced(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, 200);
  };
}
