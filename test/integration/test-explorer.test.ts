import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import { kernelOf, row, syllabusFile, tilework, type, until } from './extension';

/** What a run of the Test Explorer was told, in order: a state, the item's id, what was said. */
interface Told {
  readonly state: string;
  readonly id: string;
  readonly messages: readonly vscode.TestMessage[];
}

type States = 'passed' | 'failed' | 'errored' | 'skipped';

/** Writes down what VS Code's runs are told, and hands it on. */
function listenIn(controller: vscode.TestController): { told: Told[]; stop: () => void } {
  const told: Told[] = [];
  const create = controller.createTestRun.bind(controller);
  controller.createTestRun = (...order) => {
    const run = create(...order);
    for (const state of ['passed', 'failed', 'errored', 'skipped'] satisfies States[]) {
      const tell = run[state].bind(run) as (item: vscode.TestItem, ...rest: unknown[]) => void;
      run[state] = (item: vscode.TestItem, ...rest: unknown[]) => {
        const [said] = rest;
        const messages = Array.isArray(said)
          ? said
          : said instanceof vscode.TestMessage
            ? [said]
            : [];
        told.push({ state, id: item.id, messages: messages as vscode.TestMessage[] });
        tell(item, ...rest);
      };
    }
    return run;
  };
  return {
    told,
    stop: () => {
      controller.createTestRun = create;
    },
  };
}

function find(items: vscode.TestItemCollection, id: string): vscode.TestItem | undefined {
  for (const [, item] of items) {
    const found = item.id === id ? item : find(item.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A topic with several exercises, none of which has a file. */
function untouchedTopic(items: vscode.TestItemCollection): vscode.TestItem | undefined {
  for (const [, item] of items) {
    const below = [...item.children].map(([, child]) => child);
    const isFree = below.every(({ id, uri }) => id.startsWith('exercise:') && uri === undefined);
    const found = below.length > 1 && isFree ? item : untouchedTopic(item.children);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function suiteOf(api: TileworkApi, exercise: string): Promise<vscode.TestItem> {
  const { controller } = api.tests;
  await controller.resolveHandler?.(undefined);
  const suite = find(controller.items, `exercise:${exercise}`);
  return suite ?? assert.fail(`the Test Explorer has no ${exercise}`);
}

/** Runs as a click on the profile would. */
async function runAs(
  { tests }: TileworkApi,
  label: string,
  items: readonly vscode.TestItem[],
  token = new vscode.CancellationTokenSource().token,
): Promise<readonly Told[]> {
  const profile = tests.profiles.find((one) => one.label === label);
  assert.ok(profile, `there is no profile ${label}`);
  const listener = listenIn(tests.controller);
  try {
    await profile.runHandler(new vscode.TestRunRequest(items), token);
  } finally {
    listener.stop();
  }
  return listener.told;
}

const states = (told: readonly Told[]): string[] => told.map(({ state, id }) => `${id} ${state}`);

const textOf = ({ message }: vscode.TestMessage): string =>
  typeof message === 'string' ? message : message.value;

describe('the Test Explorer', function () {
  this.timeout(120_000);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('has every exercise as a suite below its topics, and its cases when they are asked for', async () => {
    const api = await tilework();
    const { controller } = api.tests;
    const suite = await suiteOf(api, 'E01');
    assert.equal(suite.label, row(api, 'E01').label);
    assert.ok(suite.parent && !suite.parent.canResolveChildren);
    assert.equal(suite.canResolveChildren, true);
    await controller.resolveHandler?.(suite);
    const { cases } = JSON.parse(
      await syllabusFile('exercises/E01-add-two-vectors/exercise.json'),
    ) as { cases: unknown[] };
    assert.equal(suite.children.size, cases.length);
    assert.match(String(suite.children.get('case:0')?.label), /\d/);
  });

  it('runs in the panel, case by case, and ticks the tree', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    const told = await runAs(api, 'Run', [await suiteOf(api, 'E01')]);
    assert.ok(told.length > 1);
    assert.ok(
      told.every(({ state }) => state === 'passed'),
      states(told).join(),
    );
    assert.deepEqual(
      states(told),
      [...told.keys()].map((i) => `case:${i} passed`),
    );
    assert.deepEqual(api.panels.ids(), ['E01']);
    await until('the tick', () => row(api, 'E01').description === 'passed');
    const suite = await suiteOf(api, 'E01');
    assert.equal(suite.uri?.toString(), api.files.where('E01').toString());
    await until('the kernel is found', () => suite.range !== undefined);
  });

  it('says in the file what is wrong, and shows the first wrong element as a difference', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    const source = await syllabusFile('exercises/E01-add-two-vectors/mutants/local-id.wgsl');
    const document = await type(api, 'E01', source);
    const suite = await suiteOf(api, 'E01');
    await api.tests.controller.resolveHandler?.(suite);
    const first = suite.children.get('case:0');
    assert.ok(first);
    const told = await runAs(api, 'Run', [first]);
    const failed = told.find(({ state }) => state === 'failed');
    assert.ok(failed, states(told).join());
    const said = failed.messages.map(textOf).join('\n');
    assert.match(said, /\*\*.+\*\*/);
    assert.match(said, /command:tilework\.openExercise\?%5B%22E01%22%5D/);
    const all = told.flatMap(({ messages }) => messages);
    const differs = all.find((one) => one.expectedOutput !== undefined);
    assert.match(String(differs?.expectedOutput), /^\w+\[\d+\] = /);
    assert.notEqual(differs?.expectedOutput, differs?.actualOutput);
    for (const { location } of all) {
      assert.equal(location?.uri.toString(), document.uri.toString());
      assert.ok(!location.range.isEmpty);
    }
  });

  it('says what the compiler says', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    const document = await type(api, 'E01', 'const wrong: u32 = nothere;\n');
    const told = await runAs(api, 'Run', [await suiteOf(api, 'E01')]);
    const [error] = told.find(({ state }) => state === 'errored')?.messages ?? [];
    assert.ok(
      error?.location,
      `${states(told).join()} ${error === undefined ? '' : textOf(error)}`,
    );
    assert.equal(document.getText(error.location.range), 'nothere');
    assert.ok(told.filter(({ state }) => state === 'skipped').length > 1, states(told).join());
  });

  it('runs on the CPU where there is a GPU, with the same words', async () => {
    const api = await tilework();
    await api.panels.open('E10');
    const folder = 'exercises/E10-tree-sum-in-one-workgroup';
    await type(api, 'E10', await syllabusFile(`${folder}/mutants/no-barrier-before-the-tree.wgsl`));
    const told = await runAs(api, 'Run on CPU', [await suiteOf(api, 'E10')]);
    const said = told.flatMap(({ messages }) => messages.map(textOf)).join('\n');
    assert.match(said, /race/i, states(told).join());
    // What has run on the simulator has been looked at: no check follows.
    assert.ok(!api.log().at(-1)?.includes('checking'));
    const outcome = await api.panels.grade('E10', { onSimulator: true });
    assert.ok(outcome.kind === 'graded');
    assert.equal(outcome.grade.adapter?.software, true);
    assert.equal(outcome.grade.check, undefined);
  });

  it('is stopped by whoever has enough of it, and nothing is recorded', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', `${await kernelOf(api, 'E01', 'solution')}// another text\n`);
    const suite = await suiteOf(api, 'E01');
    const source = new vscode.CancellationTokenSource();
    const begun = (): number => api.log().filter((line) => /^E01: run \d+$/.test(line)).length;
    const before = begun();
    const running = runAs(api, 'Run on CPU', [suite], source.token);
    await until('the run is under way', () => begun() > before);
    source.cancel();
    const told = await running;
    assert.ok(
      told.every(({ id }) => id !== suite.id),
      states(told).join(),
    );
    await until('the run is void', () => api.log().at(-1) === 'E01: superseded');
  });

  it('skips, of a whole topic, what nobody has begun, and makes no files for it', async () => {
    const api = await tilework();
    await suiteOf(api, 'E01');
    const topic = untouchedTopic(api.tests.controller.items);
    assert.ok(topic, 'tests before have begun something in every topic');
    const [first] = [...topic.children].map(([id]) => id);
    assert.ok(first);
    const exercise = first.replace('exercise:', '');
    const told = await runAs(api, 'Run', [topic]);
    assert.ok(
      told.every(({ state }) => state === 'skipped'),
      states(told).join(),
    );
    assert.ok(told.some(({ id }) => id === `exercise:${exercise}`));
    await assert.rejects(async () => vscode.workspace.fs.stat(api.files.where(exercise)));
  });

  it('shows a run after a save, too', async () => {
    const api = await tilework();
    await suiteOf(api, 'E01');
    await api.panels.open('E01');
    const document = await type(api, 'E01', await kernelOf(api, 'E01', 'starter'));
    const { told, stop } = listenIn(api.tests.controller);
    try {
      await document.save();
      assert.ok(!document.isDirty);
      await until('a case has failed', () => told.some(({ state }) => state === 'failed'));
    } finally {
      stop();
    }
  });
});
