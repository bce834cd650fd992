import type * as vscode from 'vscode';
import type { Progress } from '../core/progress/state';
import type { PaperPanels } from './papers/panels';
import type { GroupWork } from './group/together';
import type { RunOrder, RunOutcome } from './runs';
import type { TestExplorer } from './testing/explorer';
import type { SyllabusTree } from './tree/provider';

/** What the integration tests drive the extension with. It is given out in VS Code's test mode only. */
export interface TileworkApi {
  /** Resolves when the syllabus and the learner's own exercises have been read. */
  readonly ready: Promise<void>;
  /** How long `activate` took, in milliseconds. */
  readonly activationMs: number;
  readonly progress: { current(): Progress };
  readonly tree: SyllabusTree & {
    /** What the next session would start with. */ remembered(): unknown;
  };
  readonly panels: {
    ids(): readonly string[];
    open(id: string): Promise<boolean>;
    /** Runs the learner's document in the panel, which is opened if it is not there. */
    grade(id: string, order?: RunOrder): Promise<RunOutcome>;
    /** Takes a letter as if the panel of the exercise had sent it. */
    deliver(id: string, letter: unknown): void;
    close(id: string): void;
  };
  readonly papers: PaperPanels;
  readonly group: GroupWork['doors'];
  readonly files: { where(id: string): vscode.Uri };
  /** Opens an address as VS Code would hand it over. */
  openAddress(uri: vscode.Uri): Promise<void>;
  readonly statusBar: { text(): string };
  readonly tests: TestExplorer;
  /** Looks for the learner's own exercises and syllabuses now. */
  rescan(): Promise<void>;
  /** The next modal question gets this answer; VS Code shows no dialogs in test mode. */
  answerNext(yes: boolean): void;
  /** The newest lines of the log. */
  log(): readonly string[];
}
