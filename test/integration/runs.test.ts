import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import type { Grade } from '../../src/core/grade/report';
import { kernelOf, row, tilework, type, until } from './extension';

async function graded(api: TileworkApi, id: string): Promise<Grade> {
  const outcome = await api.panels.grade(id);
  if (outcome.kind === 'graded') return outcome.grade;
  return assert.fail(`${id} was not graded: ${JSON.stringify(outcome)}`);
}

const diagnostics = (api: TileworkApi, id: string): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(api.files.where(id));

const isRun = (line: string): boolean => /^E01: run \d+$/.test(line);

describe('a run in the panel', function () {
  this.timeout(60_000);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('fails the starter, passes the solution, and ticks the tree for good', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'starter'));
    assert.equal((await graded(api, 'E01')).verdict, 'failed');
    assert.match(String(row(api, 'E01').description), /^(\d+ of \d+ cases|passed, edited since)$/);
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    const grade = await graded(api, 'E01');
    assert.equal(grade.verdict, 'passed', grade.title);
    await until('the tick', () => row(api, 'E01').description === 'passed');
    assert.equal((row(api, 'E01').iconPath as vscode.ThemeIcon).id, 'pass-filled');
    await type(api, 'E01', '// something else\n');
    await until('the edit shows', () => row(api, 'E01').description === 'passed, edited since');
    assert.equal((await graded(api, 'E01')).verdict, 'rejected');
    assert.equal(row(api, 'E01').description, 'passed, edited since');
  });

  it('puts the compiler’s words at the right place, and takes them away when it is mended', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    const solution = await kernelOf(api, 'E01', 'solution');
    const broken = `/* ä𝕏 */ const wrong: u32 = nothere;\r\n${solution.replace(/\r?\n/g, '\r\n')}`;
    const document = await type(api, 'E01', broken);
    assert.equal((await graded(api, 'E01')).verdict, 'rejected');
    const [first] = diagnostics(api, 'E01');
    assert.ok(first);
    assert.equal(document.getText(first.range), 'nothere');
    assert.equal(first.severity, vscode.DiagnosticSeverity.Error);
    await type(api, 'E01', solution);
    assert.equal((await graded(api, 'E01')).verdict, 'passed');
    assert.deepEqual(diagnostics(api, 'E01'), []);
  });

  it('is started by saving', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    const document = await type(api, 'E01', 'fn nothing() {}\n');
    await document.save();
    // The editor may have saved by itself before: then there is nothing left to save.
    assert.ok(!document.isDirty);
    await until('diagnostics', () => diagnostics(api, 'E01').length > 0);
  });

  it('gives way to a newer one', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    await graded(api, 'E01');
    const [older, newer] = await Promise.all([api.panels.grade('E01'), api.panels.grade('E01')]);
    assert.equal(older.kind, 'superseded');
    assert.equal(newer.kind, 'graded');
  });

  it('ends as “unavailable” when its panel is closed, and the next one works', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', await kernelOf(api, 'E01', 'solution'));
    const before = api.log().filter(isRun).length;
    const run = api.panels.grade('E01');
    await until('the run is under way', () => api.log().filter(isRun).length > before);
    api.panels.close('E01');
    const outcome = await run;
    assert.ok(outcome.kind === 'unavailable', outcome.kind);
    assert.equal(outcome.problem, 'the panel was closed');
    assert.equal((await graded(api, 'E01')).verdict, 'passed');
  });

  it('refuses an empty file and one of more than a million characters', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    await type(api, 'E01', '');
    assert.equal((await graded(api, 'E01')).verdict, 'rejected');
    await type(api, 'E01', `${await kernelOf(api, 'E01', 'solution')}//${'x'.repeat(1_000_000)}`);
    const grade = await graded(api, 'E01');
    assert.equal(grade.verdict, 'rejected');
    assert.match(grade.problems[0]?.message ?? '', /characters/);
    assert.equal(diagnostics(api, 'E01').length, 1);
  });
});
