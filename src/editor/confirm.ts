import * as vscode from 'vscode';

export interface Question {
  readonly message: string;
  readonly detail: string;
  /** The button that says yes, as a verb. */
  readonly action: string;
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
    async confirm({ message, detail, action }) {
      const answer = prepared.shift();
      if (answer !== undefined) return answer;
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
