import type { PaperEntry } from '../../core/syllabus/catalogue';
import type { Topic } from '../../core/syllabus/schema';
import { plainMathematics } from './plain-mathematics';
import type { BrokenNode, ExerciseNode, MineNode, TopicNode, TreeNode } from './nodes';

/** What the tree says about a node; how it looks is `item.ts`'s. Tooltips are Markdown. */
export interface Words {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The whole row in words, for a screen reader. */
  readonly spoken: string;
}

export function wordsOf(node: TreeNode): Words {
  switch (node.kind) {
    case 'topic':
      return topicWords(node);
    case 'paper':
      return paperWords(node.paper);
    case 'exercise':
      return exerciseWords(node);
    case 'mine':
      return mineWords(node);
    case 'broken':
      return brokenWords(node);
  }
}

function topicWords({ topic, passed, total }: TopicNode): Words {
  const papers = papersIn(topic);
  return {
    label: topic.title,
    description: total === 0 ? papers : `${passed}/${total}`,
    tooltip: `**${plain(topic.title)}**\n\n${plainMathematics(topic.summary)}`,
    spoken: `${topic.title}, topic, ${total === 0 ? papers : `${passed} of ${total} exercises passed`}`,
  };
}

function papersIn({ papers }: Topic): string {
  if (papers.length === 0) return '';
  return papers.length === 1 ? '1 paper' : `${papers.length} papers`;
}

function paperWords(paper: PaperEntry): Words {
  const venue = paper.venue.replace(String(paper.year), '').trim();
  const where = venue === '' ? String(paper.year) : `${paper.year} · ${venue}`;
  const doubts = paper.fromMemory ?? [];
  const doubt =
    doubts.length === 0 ? '' : `\n\n*From memory, not yet checked: ${doubts.join(', ')}.*`;
  return {
    label: paper.title,
    description: where,
    tooltip: `**${plain(paper.title)}**\n\n${plain(paper.authors.join(', '))} · ${plain(where)}\n\n${plainMathematics(paper.idea)}${doubt}`,
    spoken: `${paper.title}, paper, ${where}`,
  };
}

function exerciseWords({ entry, standing, progress }: ExerciseNode): Words {
  const facts = [
    `${entry.caseCount} cases`,
    ...(progress.hintsShown > 0 ? [`${progress.hintsShown} hints shown`] : []),
    ...(progress.gaveUp ? ['solution seen'] : []),
    ...(standing.says === '' ? [] : [standing.says]),
  ];
  const label = `${entry.id} ${entry.title}`;
  return {
    label,
    description: standing.says,
    tooltip: `**${plain(label)}**\n\n${plainMathematics(entry.concept)}\n\n${facts.join(' · ')}`,
    spoken: `${label}, exercise, ${standing.says === '' ? 'not begun' : standing.says}`,
  };
}

function mineWords({ passed, total }: MineNode): Words {
  return {
    label: 'My exercises',
    description: total === 0 ? '' : `${passed}/${total}`,
    tooltip: 'Folders of this workspace that hold an `exercise.json` of Tilework’s form.',
    spoken: `My exercises, ${passed} of ${total} passed`,
  };
}

function brokenWords({ name, problems }: BrokenNode): Words {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const list = problems
    .map(({ line, message }) => `- line ${line + 1}: ${plain(message)}`)
    .join('\n');
  return {
    label: name,
    description: count,
    tooltip: `**${plain(name)}** cannot be used yet:\n\n${list}`,
    spoken: `${name}, exercise folder with ${count}`,
  };
}

/** Text that Markdown shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}
