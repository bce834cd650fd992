import * as vscode from 'vscode';
import { settings } from './ids';

/** Seconds that the check after a run may take; 0 for no check. */
export function checkSeconds(): number {
  const { key, default: byDefault } = settings.checkSeconds;
  const seconds = vscode.workspace.getConfiguration().get<unknown>(key, byDefault);
  return typeof seconds === 'number' && seconds >= 0 ? seconds : byDefault;
}
