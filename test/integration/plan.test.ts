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
  });

  it('with a misspelt key gets a squiggle there, and nothing is graded', async () => {
    const outcome = await outcomeWith({ ...own, pases: [] });
    assert.equal(outcome.kind, 'unavailable');
    const [problem] = vscode.languages.getDiagnostics(planFile());
    assert.match(problem?.message ?? '', /unknown key “pases”: did you mean “passes”\?/);
  });
});
