/** Names of the learner's files. The folder stands in the workspace, or in the extension's storage without one. */
export const learnerFolder = 'tilework';

export function learnerFileName(id: string): string {
  return `${id}.wgsl`;
}

/** The id that a file's path belongs to, or undefined; backups are not exercise files. */
export function idOfPath(path: string): string | undefined {
  return /\/tilework\/([A-Z][A-Za-z]*\d+)\.wgsl$/.exec(path)?.[1];
}

/**
 * The name of a backup: sorts by time, and is legal on every file system.
 * @param attempt counts up from 0 while the name is taken
 */
export function backupName(id: string, at: Date, attempt: number): string {
  const time = at.toISOString().slice(0, 19).replaceAll(':', '-');
  return `${id}.${time}${attempt === 0 ? '' : `-${attempt + 1}`}.bak.wgsl`;
}
