import { plainMarkdown } from '../../core/syllabus/plain-markdown';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import type { Material } from '../../core/syllabus/schema';
import type { BrokenNode, ExerciseNode, PaperNode, TreeNode } from './nodes';
import { plainMathematics } from './plain-mathematics';
import { countOf, inFull, kindWords, linkWords, materialTitle, whereOf, wordsOf } from './words';

/** What is to be known about a row before it is opened, as Markdown without HTML. */
export function tooltipOf(node: TreeNode): string {
  switch (node.kind) {
    case 'topic':
      return paragraphs(
        title(node.topic.title),
        plainMathematics(node.topic.summary),
        inFull(node.counts),
      );
    case 'shelf':
      return paragraphs(title(node.title), plainMathematics(node.says), inFull(node.counts));
    case 'mine':
      return 'Folders of this workspace that hold an `exercise.json` of Tilework’s form.';
    case 'paper':
      return paperTooltip(node);
    case 'material':
      return materialTooltip(node.material);
    case 'exercise':
      return exerciseTooltip(node);
    case 'toCome':
      return paragraphs(
        title(wordsOf(node).label),
        'This exercise belongs to the plan. Nobody has written it yet, so there is nothing to open.',
      );
    case 'broken':
      return brokenTooltip(node);
  }
}

function paperTooltip({ paper, reading, built }: PaperNode): string {
  const { authors, arxiv, labs = [] } = paper;
  const facts = [whereOf(paper), ...(arxiv === undefined ? [] : [`arXiv ${arxiv}`])];
  return paragraphs(
    title(paper.title),
    `${plainMarkdown(authors.join(', '))} · ${plainMarkdown(facts.join(' · '))}`,
    plainMathematics(paper.idea),
    toBuild(labs, built),
    reading === 'to-read' ? '' : `You: ${reading}`,
    doubtOf(paper),
  );
}

function toBuild(labs: readonly string[], built: readonly string[]): string {
  if (built.length === 0) return labs.length === 0 ? '' : `To build: ${labs.join(', ')}`;
  const others = labs.filter((id) => !built.includes(id));
  const toCome = others.length === 0 ? '' : ` · to come: ${others.join(', ')}`;
  return `You built it: ${built.join(', ')}${toCome}`;
}

function doubtOf({ facts }: PaperEntry): string {
  const { rows, rowsFromMemory, fieldsFromMemory } = facts;
  const doubts = [
    ...fieldsFromMemory,
    ...(rowsFromMemory === 0 ? [] : [`${rowsFromMemory} of ${countOf(rows, 'row')} of results`]),
  ];
  return memory(doubts);
}

function memory(doubts: readonly string[]): string {
  return doubts.length === 0 ? '' : `*From memory, not yet checked: ${doubts.join(', ')}.*`;
}

function materialTooltip(material: Material): string {
  const { kind, authors, year, says, links, exercises = [], note, fromMemory = [] } = material;
  const facts = [kindWords[kind], authors, year].filter((fact) => fact !== undefined);
  return paragraphs(
    title(materialTitle(material)),
    plainMarkdown(facts.join(' · ')),
    plainMathematics(says ?? ''),
    exercises.length === 0 ? '' : `Exercises that follow it: ${exercises.join(', ')}`,
    `Opens: ${links.map((link) => plainMarkdown(linkWords(link))).join('; ')}`,
    note === undefined ? '' : `*${plainMarkdown(note)}*`,
    memory(fromMemory),
  );
}

function exerciseTooltip(node: ExerciseNode): string {
  const { entry, standing, progress } = node;
  const facts = [
    countOf(entry.caseCount, 'case'),
    ...(progress.hintsShown > 0 ? [`${countOf(progress.hintsShown, 'hint')} shown`] : []),
    ...(progress.gaveUp ? ['solution seen'] : []),
    ...(standing.says === '' ? [] : [standing.says]),
  ];
  return paragraphs(
    title(wordsOf(node).label),
    plainMathematics(entry.concept),
    builtOn(entry.prerequisites ?? []),
    facts.join(' · '),
    'Its tick is earned: a kernel that passes sets it.',
  );
}

/** Nothing is locked: it says what to do first, and the learner decides. */
const builtOn = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : `Builds on ${ids.join(', ')}`;

function brokenTooltip({ name, problems }: BrokenNode): string {
  const list = problems.map(({ line, message }) => `- line ${line + 1}: ${plainMarkdown(message)}`);
  return paragraphs(`**${plainMarkdown(name)}** cannot be used yet:`, list.join('\n'));
}

function title(text: string): string {
  return `**${plainMarkdown(text)}**`;
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
