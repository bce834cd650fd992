import * as vscode from 'vscode';
import { type ContentProblem, parseContent, problemAt } from '../core/exercise/load';
import { type Plan, planFileSchema, planOf } from '../core/exercise/plan-schema';
import type { Exercise } from '../core/exercise/schema';
import { editedText, exists, writeText } from './files';

/** The plan that a learner puts beside a kernel: `L09.plan.json` beside `L09.wgsl`. */
export type LearnerPlan =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly uri: vscode.Uri;
      /** What does not belong to the exercise; the grade says so too. */
      readonly problems: readonly ContentProblem[];
    }
  | {
      readonly kind: 'broken';
      readonly uri: vscode.Uri;
      readonly problems: readonly ContentProblem[];
    };

function planUri(kernel: vscode.Uri): vscode.Uri {
  return kernel.with({ path: kernel.path.replace(/\.wgsl$/, '.plan.json') });
}

/** Reads the plan beside a kernel as it stands in the editor, saved or not. */
export async function readPlan(kernel: vscode.Uri, exercise: Exercise): Promise<LearnerPlan> {
  const uri = planUri(kernel);
  const text = await editedText(uri);
  if (text === undefined) return { kind: 'none' };
  const name = uri.path.split('/').at(-1) ?? uri.path;
  const parsed = parseContent(name, text, planFileSchema);
  if (!parsed.ok) return { kind: 'broken', uri, problems: parsed.problems };
  const plan = planOf(parsed.value);
  // What the layers of the exercise are called is known to the reference blocks: loaded with the first plan.
  const { planFaults } = await import('../core/exercise/plan');
  const problems = planFaults(exercise, plan).map(({ path, fault }) =>
    problemAt(name, text, path, fault),
  );
  return { kind: 'plan', plan, uri, problems };
}

/** Opens the plan beside a kernel; where there is none, the exercise's own is put there to start from. */
export async function editPlan(kernel: vscode.Uri, exercise: Exercise): Promise<void> {
  const uri = planUri(kernel);
  if (!(await exists(uri))) {
    await writeText(uri, `${JSON.stringify(exercise.plan, null, 2)}\n`);
  }
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preview: false });
}
