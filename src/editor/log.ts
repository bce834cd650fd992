import type * as vscode from 'vscode';

/** What happened, for the output channel “Tilework”. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(): void;
  /** The newest lines, oldest first; the channel itself cannot be read back. */
  readonly recent: () => readonly string[];
}

const kept = 200;

export function createLog(channel: vscode.LogOutputChannel): Log {
  const lines: string[] = [];
  const keep = (message: string): void => {
    lines.push(message);
    if (lines.length > kept) lines.shift();
  };
  return {
    info(message) {
      keep(message);
      channel.info(message);
    },
    warn(message) {
      keep(message);
      channel.warn(message);
    },
    error(message) {
      keep(message);
      channel.error(message);
    },
    show() {
      channel.show();
    },
    recent: () => [...lines],
  };
}

/** The words of whatever was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
