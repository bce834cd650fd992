import * as vscode from 'vscode';
import type { CurrentHashes } from '../current-hashes';
import type { Disposables } from '../disposables';
import { testController } from '../ids';
import type { LearnerFiles } from '../learner-files';
import type { Library } from '../library';
import type { Panels } from '../panel/panels';
import type { RunFollower, RunOrder, Runs } from '../runs';
import { createItems, type Items } from './items';
import { reportInto } from './report';
import { exerciseIn } from './suites';

/** For the integration tests: what VS Code's own Test Explorer has in hand. */
export interface TestExplorer {
  readonly controller: vscode.TestController;
  readonly profiles: readonly vscode.TestRunProfile[];
}

interface Parts {
  readonly library: Library;
  readonly files: LearnerFiles;
  readonly hashes: CurrentHashes;
  readonly panels: Panels;
  readonly runs: Runs;
}

/**
 * Shows the exercises in VS Code's Test Explorer: each is a suite, each case an item. It runs nothing itself: a run
 * there is a run in the panel, and a run in the panel is shown there too.
 */
export function createTestExplorer(parts: Parts, subscriptions: Disposables): TestExplorer {
  const controller = vscode.tests.createTestController(testController.id, testController.label);
  const items = createItems(controller, parts, subscriptions);
  controller.resolveHandler = async (item) => {
    if (item === undefined) return items.resolve();
    const exercise = exerciseIn(item.id);
    if (exercise !== undefined) await items.resolveCases(exercise);
  };
  const profile = (label: string, order: RunOrder, isDefault: boolean): vscode.TestRunProfile =>
    controller.createRunProfile(
      label,
      vscode.TestRunProfileKind.Run,
      (request, token) => runAll(request, token, order, { ...parts, controller, items }),
      isDefault,
    );
  const profiles = [profile('Run', {}, true), profile('Run on CPU', { onSimulator: true }, false)];
  parts.runs.followOthers((exercise) => followOther(exercise, { ...parts, controller, items }));
  subscriptions.push(controller);
  return { controller, profiles };
}

interface Joined extends Parts {
  readonly controller: vscode.TestController;
  readonly items: Items;
}

/** A run that was started elsewhere, after a save for one, is shown too. */
function followOther(
  exercise: string,
  { controller, items, files, runs }: Joined,
): RunFollower | undefined {
  const suite = items.suite(exercise);
  if (suite === undefined) return undefined;
  // Whoever saves a file has not asked for the Test Explorer: the focus stays where it is.
  const request = new vscode.TestRunRequest([suite], undefined, undefined, false, true);
  const run = controller.createTestRun(request, exercise);
  const stop = run.token.onCancellationRequested(() => runs.stop(exercise));
  const report = reportInto(run, exercise, { files, items });
  return {
    ...report,
    ended(outcome) {
      report.ended(outcome);
      stop.dispose();
      run.end();
    },
  };
}

/** One exercise after the other: they share the GPU. */
async function runAll(
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  order: RunOrder,
  parts: Joined,
): Promise<void> {
  const { controller, items, hashes } = parts;
  await items.resolve();
  const run = controller.createTestRun(request);
  const one = (exercise: string): Promise<void> => runOne(run, token, exercise, order, parts);
  try {
    const wanted = items.exercisesOf(request);
    for (const exercise of wanted) {
      if (token.isCancellationRequested || run.token.isCancellationRequested) break;
      if (wanted.length === 1) await one(exercise);
      // To run a whole chapter is no wish to begin all of its exercises.
      else if (hashes.of(exercise) === undefined) skip(run, exercise, parts);
      else await withoutPanel(exercise, parts, () => one(exercise));
    }
  } finally {
    run.end();
  }
}

async function runOne(
  run: vscode.TestRun,
  token: vscode.CancellationToken,
  exercise: string,
  order: RunOrder,
  parts: Joined,
): Promise<void> {
  const { items, runs } = parts;
  await items.resolveCases(exercise);
  items.suite(exercise)?.children.forEach((item) => run.started(item));
  // Of several runs that one request has begun, VS Code can stop one or all.
  const stops = [token, run.token].map((one) =>
    one.onCancellationRequested(() => runs.stop(exercise)),
  );
  try {
    await runs.grade(exercise, { ...order, follower: reportInto(run, exercise, parts) });
  } finally {
    for (const stop of stops) stop.dispose();
  }
}

function skip(run: vscode.TestRun, exercise: string, { items }: Joined): void {
  const suite = items.suite(exercise);
  if (suite !== undefined) run.skipped(suite);
  run.appendOutput(`${exercise}: not begun. Open it, or run it alone, to begin.\r\n`);
}

/** A panel that a long run opened by the way is closed again. */
async function withoutPanel(
  exercise: string,
  { panels }: Joined,
  act: () => Promise<void>,
): Promise<void> {
  const wasOpen = panels.find(exercise) !== undefined;
  await act();
  if (!wasOpen) panels.find(exercise)?.webviewPanel.dispose();
}
