import * as vscode from 'vscode';
import type { Diagnosis, Grade, Problem, Range } from '../core/grade/report';
import { contentDiagnostic } from './content-diagnostic';
import type { Disposables } from './disposables';
import type { LearnerPlan } from './learner-plan';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

/** What the compiler and the grader say about places of the learner's files, as squiggles and in Problems. */
export interface KernelDiagnostics {
  /** The compiler's and the contract's word, as soon as it is known. */
  showProblems(document: vscode.TextDocument, problems: readonly Problem[]): void;
  /** All that a finished run has to say. */
  showGrade(document: vscode.TextDocument, grade: Grade): void;
  /** What is wrong with a learner's own plan. */
  showPlan(plan: LearnerPlan): void;
  clear(uri: vscode.Uri): void;
}

export function createKernelDiagnostics(subscriptions: Disposables): KernelDiagnostics {
  const collection = vscode.languages.createDiagnosticCollection('tilework');
  subscriptions.push(collection);
  subscriptions.push(
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) collection.delete(uri);
    }),
  );
  const plans = vscode.languages.createDiagnosticCollection('tilework-plan');
  subscriptions.push(plans);
  return {
    showPlan(plan) {
      plans.clear();
      if (plan.kind !== 'none') plans.set(plan.uri, plan.problems.map(contentDiagnostic));
    },
    showProblems(document, problems) {
      collection.set(
        document.uri,
        inKernel(problems).map((problem) => fromProblem(document, problem)),
      );
    },
    showGrade(document, grade) {
      const diagnoses = grade.diagnoses.flatMap((diagnosis) => fromDiagnosis(document, diagnosis));
      const problems = inKernel(grade.problems).map((problem) => fromProblem(document, problem));
      collection.set(document.uri, [...problems, ...diagnoses]);
    },
    clear(uri) {
      collection.delete(uri);
    },
  };
}

/** A plan has a file of its own, and squiggles of its own there. */
function inKernel(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ source }) => source !== 'plan');
}

function fromProblem(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const { message, says, range, severity, source } = problem;
  const text = says === undefined ? message : `${message}\n${says}`;
  const diagnostic = new vscode.Diagnostic(wordAt(document, range), text, severities[severity]);
  diagnostic.source = source === 'compiler' ? 'WGSL' : 'Tilework';
  return diagnostic;
}

/** A mistake that has a place, and the other places that belong to it; without a place it stands in the panel only. */
function fromDiagnosis(document: vscode.TextDocument, diagnosis: Diagnosis): vscode.Diagnostic[] {
  const { id, title, says, range, related = [] } = diagnosis;
  if (range === undefined) return [];
  const places = [{ range, says: title }, ...related].map((place) => ({
    says: place.says,
    range: wordAt(document, place.range),
  }));
  return places.map((place, i) => {
    const text = i === 0 ? `${title}\n${says}` : `${title}\nHere: ${place.says}`;
    const diagnostic = new vscode.Diagnostic(place.range, text, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = 'Tilework';
    diagnostic.code = id;
    diagnostic.relatedInformation = places
      .filter((other) => other !== place)
      .map((other) => {
        const where = new vscode.Location(document.uri, other.range);
        return new vscode.DiagnosticRelatedInformation(where, other.says);
      });
    return diagnostic;
  });
}

/** The range to underline: an empty one is widened to its word, because an empty squiggle cannot be seen. */
export function wordAt(document: vscode.TextDocument, range: Range | undefined): vscode.Range {
  if (range === undefined) return document.lineAt(0).range;
  const { start, end } = range;
  const wanted = document.validateRange(
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
  if (!wanted.isEmpty) return wanted;
  const word = document.getWordRangeAtPosition(wanted.start);
  if (word !== undefined) return word;
  const after = document.validateRange(
    new vscode.Range(wanted.start, wanted.start.translate(0, 1)),
  );
  if (!after.isEmpty || wanted.start.character === 0) return after;
  return new vscode.Range(wanted.start.translate(0, -1), wanted.start);
}
