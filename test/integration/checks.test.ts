import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import type { Grade } from '../../src/core/grade/report';
import { kernelOf, row, syllabusFile, tilework, type, until } from './extension';

const e10 = 'exercises/E10-tree-sum-in-one-workgroup';

async function graded(api: TileworkApi, id: string): Promise<Grade> {
  const outcome = await api.panels.grade(id);
  if (outcome.kind === 'graded') return outcome.grade;
  return assert.fail(`${id} was not graded: ${JSON.stringify(outcome)}`);
}

const setCheckSeconds = (seconds: number | undefined): Thenable<void> =>
  vscode.workspace
    .getConfiguration()
    .update('tilework.checkSeconds', seconds, vscode.ConfigurationTarget.Global);

const times = (api: TileworkApi, line: RegExp): number =>
  api.log().filter((one) => line.test(one)).length;

describe('the check after a run', function () {
  this.timeout(120_000);

  afterEach(async () => {
    await setCheckSeconds(undefined);
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('finds nothing in the solution, which then ticks', async () => {
    await setCheckSeconds(60);
    const api = await tilework();
    await api.panels.open('E10');
    await type(api, 'E10', await kernelOf(api, 'E10', 'solution'));
    const grade = await graded(api, 'E10');
    assert.equal(grade.verdict, 'passed', grade.title);
    assert.equal(grade.check?.kind, 'clean', grade.check?.reason);
    await until('the tick', () => row(api, 'E10').description === 'passed ★');
  });

  it('underlines a race at both places, each of which leads to the other', async () => {
    await setCheckSeconds(60);
    const api = await tilework();
    await api.panels.open('E10');
    const source = await syllabusFile(`${e10}/mutants/no-barrier-before-the-tree.wgsl`);
    const document = await type(api, 'E10', source);
    const grade = await graded(api, 'E10');
    assert.equal(grade.verdict, 'failed');
    assert.equal(grade.check?.kind, 'found');
    assert.equal(grade.diagnoses[0]?.id, 'race');
    const races = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ code }) => code === 'race');
    const [store, read] = races;
    assert.ok(store && read, `${races.length} squiggles`);
    assert.notEqual(store.range.start.line, read.range.start.line);
    for (const [one, other] of [
      [store, read],
      [read, store],
    ] as const) {
      assert.equal(one.severity, vscode.DiagnosticSeverity.Warning);
      assert.ok(!one.range.isEmpty);
      const [related] = one.relatedInformation ?? [];
      assert.deepEqual(related?.location.range, other.range);
      assert.equal(related.location.uri.toString(), document.uri.toString());
    }
  });

  it('gives up when its time is over, and holds nothing back', async () => {
    // Far less than starting the worker takes.
    await setCheckSeconds(0.001);
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    const grade = await graded(api, 'E01');
    assert.equal(grade.verdict, 'passed', grade.title);
    assert.equal(grade.check?.kind, 'notChecked');
    assert.match(grade.check.reason ?? '', /longer than 0\.001 s/);
    await until('the tick', () => row(api, 'E01').description === 'passed');
  });

  it('is left out when the setting says so', async () => {
    await setCheckSeconds(0);
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    assert.equal((await graded(api, 'E01')).check, undefined);
  });

  it('is cut short by a newer run, and the older one is void', async () => {
    await setCheckSeconds(60);
    const api = await tilework();
    // Of all solutions its check takes longest, so that it is under way when the newer run begins.
    await api.panels.open('L07');
    await type(api, 'L07', await kernelOf(api, 'L07', 'solution'));
    const checks = (): number => times(api, /^L07: checking$/);
    const before = checks();
    const older = api.panels.grade('L07');
    while (checks() === before) await new Promise(setImmediate);
    const start = performance.now();
    const newer = api.panels.grade('L07');
    const outcome = await older;
    const waited = performance.now() - start;
    assert.equal(outcome.kind, 'superseded');
    assert.ok(waited < 1000, `the older check was heard of for ${Math.round(waited)} ms`);
    const last = await newer;
    assert.ok(last.kind === 'graded' && last.grade.check?.kind === 'clean');
  });
});
