import { strict as assert } from 'node:assert';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Plan } from '../../src/core/exercise/plan-schema';
import { kernelOf, tilework, type, workspaceUri, writeFile } from './extension';

const planFile = (): vscode.Uri => workspaceUri('tilework', 'L09.plan.json');

const own: Plan = {
  temps: [{ name: 'middle', binding: 7, type: 'f32', elements: 'N*Ci*Ho*Wo' }],
  passes: [
    { entry: 'depthwise', workgroups: ['ceil(Wo/wx)', 'ceil(Ho/wy)', 'ceil(N*Ci/wz)'] },
    { entry: 'pointwise', workgroups: ['ceil(Wo/wx)', 'ceil(Ho/wy)', 'ceil(N*Co/wz)'] },
  ],
};

describe('a learner’s own plan', function () {
  this.timeout(60_000);

  after(async () => {
    await vscode.workspace.fs.delete(planFile());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** The line of the plan on which something is underlined. */
  async function lineOf(problem: vscode.Diagnostic | undefined): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(planFile());
    return new TextDecoder().decode(bytes).split('\n')[problem?.range.start.line ?? 0] ?? '';
  }

  async function outcomeWith(plan: unknown) {
    const api = await tilework();
    await api.panels.open('L09');
    await type(api, 'L09', await kernelOf(api, 'L09', 'solution'));
    await writeFile(planFile(), JSON.stringify(plan, null, 2));
    return await api.panels.grade('L09');
  }

  it('is what runs', async () => {
    const outcome = await outcomeWith(own);
    assert.ok(outcome.kind === 'graded', JSON.stringify(outcome));
    assert.equal(outcome.grade.verdict, 'passed', outcome.grade.says);
  });

  it('that leaves a pass out fails as it should', async () => {
    const outcome = await outcomeWith({ ...own, passes: own.passes.slice(0, 1) });
    assert.ok(outcome.kind === 'graded', JSON.stringify(outcome));
    assert.equal(outcome.grade.diagnoses[0]?.id, 'not-written');
  });

  it('that names a tensor which is not there is refused with its name', async () => {
    const passes = own.passes.map((pass) => ({ ...pass, bindings: { '1': 'nothing' } }));
    const outcome = await outcomeWith({ ...own, passes });
    assert.ok(outcome.kind === 'graded', JSON.stringify(outcome));
    assert.equal(outcome.grade.verdict, 'rejected');
    assert.match(outcome.grade.says, /“nothing”/);
    const [problem, second] = vscode.languages.getDiagnostics(planFile());
    assert.match(problem?.message ?? '', /“depthwise” binds “nothing”/);
    const [first, last] = await Promise.all([lineOf(problem), lineOf(second)]);
    assert.match(first, /"1": "nothing"/);
    assert.match(last, /"1": "nothing"/);
    assert.notEqual(problem?.range.start.line, second?.range.start.line);
    // The kernel is not what is wrong.
    assert.deepEqual(vscode.languages.getDiagnostics(workspaceUri('tilework', 'L09.wgsl')), []);
  });

  it('that says a temporary is a layer of nothing is underlined there', async () => {
    const temps = own.temps.map((temp) => ({ ...temp, is: 'rleu1' }));
    const outcome = await outcomeWith({ ...own, temps });
    assert.ok(outcome.kind === 'graded' && outcome.grade.verdict === 'rejected');
    const [problem] = vscode.languages.getDiagnostics(planFile());
    assert.match(problem?.message ?? '', /the nearest name is “relu1”/);
    assert.match(await lineOf(problem), /"is": "rleu1"/);
  });

  it('is told with its cost, beside the exercise’s', async () => {
    const outcome = await outcomeWith(own);
    assert.ok(outcome.kind === 'graded');
    const [control] = outcome.grade.cases;
    assert.deepEqual(control?.plan, { dispatches: 2, temporaryBytes: 960 });
    assert.deepEqual(control.exercisePlan, control.plan);
    assert.deepEqual(vscode.languages.getDiagnostics(planFile()), []);
  });

  it('with a misspelt key gets a squiggle there, and nothing is graded', async () => {
    const outcome = await outcomeWith({ ...own, pases: [] });
    assert.equal(outcome.kind, 'unavailable');
    const [problem] = vscode.languages.getDiagnostics(planFile());
    assert.match(problem?.message ?? '', /unknown key “pases”: did you mean “passes”\?/);
  });
});
