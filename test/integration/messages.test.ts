import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { tilework, type, until } from './extension';

describe('what a panel says', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens no link but https', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    for (const url of [
      'command:workbench.action.quit',
      'javascript:alert(1)',
      'file:///etc/passwd',
    ]) {
      api.panels.deliver('E01', { kind: 'event', name: 'openLink', body: { url } });
      assert.ok(api.log().at(-1)?.startsWith('a link was not opened'), api.log().at(-1));
      assert.ok(api.log().at(-1)?.endsWith(url));
    }
  });

  it('is dropped, and logged, when it is not in the protocol', async () => {
    const api = await tilework();
    await api.panels.open('E01');
    const letters: [unknown, RegExp][] = [
      ['hello', /without the form of this protocol/],
      [{ kind: 'event', name: 'deleteAll', body: {} }, /“deleteAll” is not in the protocol/],
      [{ kind: 'event', name: 'constructor', body: {} }, /“constructor” is not in the protocol/],
      [
        { kind: 'event', name: 'reveal', body: { line: -1, character: 0 } },
        /does not have its form/,
      ],
      [{ kind: 'request', id: 1, name: 'hint', body: { more: 1 } }, /does not have its form/],
    ];
    for (const [letter, said] of letters) {
      api.panels.deliver('E01', letter);
      assert.match(api.log().at(-1) ?? '', said);
    }
  });

  it('selects the place that it names in the learner’s editor', async () => {
    const api = await tilework();
    await api.panels.open('L09');
    await type(api, 'L09', 'one\ntwo three\n');
    api.panels.deliver('L09', { kind: 'event', name: 'reveal', body: { line: 1, character: 5 } });
    const selected = (): string | undefined => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText(editor.selection);
    };
    await until('“three” is selected', () => selected() === 'three');
  });

  it('counts hints', async () => {
    const api = await tilework();
    await api.panels.open('E07');
    const before = api.progress.current().exercises['E07']?.hintsShown ?? 0;
    await vscode.commands.executeCommand('tilework.showHint', 'E07');
    assert.equal(api.progress.current().exercises['E07']?.hintsShown, before + 1);
  });
});
