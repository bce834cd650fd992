import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the host', () => {
  it('is a real VS Code, new enough for what the manifest asks', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major === 1 && minor >= 100, `VS Code is ${vscode.version}`);
  });

  it('has the workspace folder that the run was given', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
