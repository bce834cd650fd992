import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import { readFile, tilework, until, workspaceUri, writeFile } from './extension';

const run = (command: string, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`tilework.${command}`, argument);
const lines = (api: TileworkApi): string[] =>
  api.group.today().rows.map(({ label, description = '' }) => `${label} | ${description}`);

async function remove(...path: string[]): Promise<void> {
  const uri = workspaceUri(...path);
  const there = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (there) await vscode.workspace.fs.delete(uri, { recursive: true });
}

describe('meetings', () => {
  afterEach(async () => {
    const api = await tilework();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await remove('tilework', 'meetings');
    await remove('.tilework');
    await remove('out');
    await until('no group', () => api.group.state() === undefined);
  });

  it('come in Today, with what is due', async () => {
    const api = await tilework();
    const all = lines(api);
    assert.match(all[0] ?? '', /^(Start with|Continue:) [EL]\d\d /);
    assert.match(all[1] ?? '', /^First meeting: CNN introduction and survey .* \| no date yet$/);
    assert.match(all[2] ?? '', /^Due for it \| \d+ papers, \d+ exercises?$/);
  });

  it('have an agenda that is made once and then only opened', async () => {
    await tilework();
    const uri = workspaceUri('tilework', 'meetings', 'meeting-2-agenda.md');
    await run('openAgenda', 'meeting-2');
    assert.match(await readFile(uri), /## 3\. GPU programming[^]*### FPGAs and hardware/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    await writeFile(uri, '# Ours\n');
    await run('openAgenda', 'meeting-2');
    assert.equal(await readFile(uri), '# Ours\n');
  });

  it('have minutes beside the agenda, in the group’s folder where there is one', async () => {
    const api = await tilework();
    await api.group.startGroup('Ada, Bob');
    await run('openAgenda', 'meeting-3');
    await run('openMinutes', 'meeting-3');
    const minutes = workspaceUri('.tilework', 'meetings', 'meeting-3-minutes.md');
    assert.match(await readFile(minutes), /## Present\n\n- \[ \] Ada\n- \[ \] Bob\n/);
    assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.Two);
  });

  it('have an agenda without a file where none can be made', async () => {
    const api = await tilework();
    await writeFile(workspaceUri('tilework', 'meetings'), 'in the way');
    await run('openAgenda', 'meeting-2');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.match(document.getText(), /^# Second meeting: ResNeXt/);
    assert.ok(api.log().some((line) => line.includes('meeting-2-agenda.md could not be made')));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('are exported as Markdown as they were edited, and as a calendar file once they have a date', async () => {
    const api = await tilework();
    await api.group.startGroup('Ada, Bob');
    const to = workspaceUri('out', 'agenda.md');
    await run('openAgenda', 'meeting-2');
    await writeFile(workspaceUri('.tilework', 'meetings', 'meeting-2-agenda.md'), '# Ours\n');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await run('exportAgenda', { meeting: 'meeting-2', as: 'markdown', to }), true);
    assert.equal(await readFile(to), '# Ours\n');
    const calendar = { meeting: 'meeting-2', as: 'calendar', to: workspaceUri('out', 'a.ics') };
    assert.equal(await run('exportAgenda', calendar), false);
    await api.group.setMeetingDate('meeting-2', '2038-01-23 14:00');
    assert.equal(await run('exportAgenda', calendar), true);
    assert.match(
      await readFile(calendar.to),
      /DTSTART:20380123T140000\r\nDURATION|DTSTART:20380123T140000\r\n/,
    );
  });

  it('are new, dated and held by commands, and Today follows', async () => {
    const api = await tilework();
    await api.group.startGroup('Ada, Bob');
    await api.group.whoAmI('ada');
    await run('newMeeting', 'Fifth meeting');
    const agenda = workspaceUri('.tilework', 'meetings', 'fifth-meeting-agenda.md');
    assert.match(await readFile(agenda), /^# Fifth meeting\n\nNo date yet/);
    await api.group.setMeetingDate('fifth-meeting', '2038-01-23 14:00');
    assert.match(lines(api)[1] ?? '', /^Fifth meeting \| in \d+ days, 14:00$/);
    await run('markHeld', 'fifth-meeting');
    assert.match(lines(api)[1] ?? '', /^First meeting: .* \| no date yet$/);
    await assert.rejects(api.group.setMeetingDate('meeting-1', 'next week'), /Write year, month/);
  });
});
