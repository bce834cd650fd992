import * as vscode from 'vscode';

export interface Question {
  readonly message: string;
  readonly detail: string;
  /** The button that says yes, as a verb. */
  readonly action: string;
  /**
   * The button that says no, where the question must not hide what it is about: it is then asked in a corner. Left
   * out, it is asked in the middle.
   */
  readonly beside?: string;
}

/** Asks before something that cannot be taken back lightly; false when the learner thinks better of it. */
export type Confirm = (question: Question) => Promise<boolean>;

export interface Asker {
  readonly confirm: Confirm;
  /** For tests, where VS Code shows no dialogs: the next question gets this answer. */
  readonly answerNext: (yes: boolean) => void;
}

export function createAsker(): Asker {
  const prepared: boolean[] = [];
  return {
    async confirm({ message, detail, action, beside }) {
      const answer = prepared.shift();
      if (answer !== undefined) return answer;
      if (beside !== undefined) {
        const words = `${message} ${detail}`;
        return (await vscode.window.showInformationMessage(words, action, beside)) === action;
      }
      return (
        (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) ===
        action
      );
    },
    answerNext(yes) {
      prepared.push(yes);
    },
  };
}
