import * as vscode from 'vscode';
import type { CaseGrade, Grade } from '../../core/grade/report';
import { openDocument } from '../current-hashes';
import { wordAt } from '../diagnostics';
import { commands } from '../ids';
import type { LearnerFiles } from '../learner-files';
import type { RunFollower, RunOutcome } from '../runs';
import type { Items } from './items';
import { caseVerdict, entryRange, exerciseVerdict, type ItemVerdict, type Said } from './verdicts';

interface Parts {
  readonly items: Items;
  readonly files: Pick<LearnerFiles, 'where'>;
}

/** Writes what becomes of a run of an exercise into a run of the Test Explorer, case by case. */
export function reportInto(run: vscode.TestRun, exercise: string, parts: Parts): RunFollower {
  const told = new Map<number, string>();

  function tell(item: vscode.TestItem, { state, says }: ItemVerdict, took?: number): void {
    const messages = says.map((said) => messageOf(exercise, said, parts));
    if (state === 'passed') run.passed(item, took);
    else if (state === 'skipped') run.skipped(item);
    else run[state](item, messages, took);
  }

  function caseGraded(one: CaseGrade): void {
    const item = parts.items.case(exercise, one.index, one.label);
    // The check after a run may have more to say of a case than the run itself.
    const word = JSON.stringify([one.verdict, one.diagnoses]);
    if (item === undefined || told.get(one.index) === word) return;
    told.set(one.index, word);
    tell(item, caseVerdict(one), one.milliseconds);
  }

  function graded(grade: Grade): void {
    grade.cases.forEach(caseGraded);
    const suite = parts.items.suite(exercise);
    const whole = exerciseVerdict(grade);
    if (suite !== undefined && whole !== undefined) tell(suite, whole);
    suite?.children.forEach((item) => {
      const isTold = grade.cases.some(({ index }) => item.id === `case:${index}`);
      if (!isTold) run.skipped(item);
    });
    run.appendOutput(`${exercise}: ${grade.title}. ${grade.says}\r\n`);
  }

  function notGraded(problem: string): void {
    const suite = parts.items.suite(exercise);
    const text = `${exercise} was not graded: ${problem}.`;
    if (suite !== undefined) run.errored(suite, new vscode.TestMessage(text));
    run.appendOutput(`${text}\r\n`);
  }

  function ended(outcome: RunOutcome): void {
    if (outcome.kind === 'graded') graded(outcome.grade);
    else if (outcome.kind === 'unavailable') notGraded(outcome.problem);
  }

  return { caseGraded, ended };
}

function messageOf(exercise: string, said: Said, { files }: Parts): vscode.TestMessage {
  const text = new vscode.MarkdownString(said.text);
  const argument = encodeURIComponent(JSON.stringify([exercise]));
  text.appendMarkdown(
    `\n\n[Pictures and hints in the panel](command:${commands.openExercise.id}?${argument})`,
  );
  text.isTrusted = { enabledCommands: [commands.openExercise.id] };
  const message =
    said.differs === undefined
      ? new vscode.TestMessage(text)
      : vscode.TestMessage.diff(text, said.differs.expected, said.differs.actual);
  const uri = files.where(exercise);
  const document = openDocument(uri);
  const range = said.range ?? (document && entryRange(document.getText()));
  if (document !== undefined) message.location = new vscode.Location(uri, wordAt(document, range));
  return message;
}
