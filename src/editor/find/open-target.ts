import * as vscode from 'vscode';
import { commands } from '../ids';
import type { SyllabusTree } from '../tree/provider';
import type { Target } from './findables';

/** Opens what can be opened, and shows the rest in the tree. */
export async function openTarget(target: Target, tree: SyllabusTree): Promise<void> {
  const { kind, value } = target;
  const key = `${kind}:${value.id}`;
  switch (kind) {
    case 'exercise':
      return run(commands.openExercise.id, value.id);
    case 'paper':
      return run(commands.openPaperPanel.id, { kind, key, paper: value });
    case 'material':
      return run(commands.openMaterial.id, { kind, key, material: value });
    case 'meeting':
      return tree.show(value.id, 'meeting');
    case 'person':
      return tree.show(value.id, 'who');
    case 'topic':
    case 'toCome':
      return tree.show(value.id, 'topic');
  }
}

async function run(command: string, argument: unknown): Promise<void> {
  await vscode.commands.executeCommand(command, argument);
}
