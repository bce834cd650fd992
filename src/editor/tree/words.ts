import { readingWords } from '../../core/progress/reading';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import type { Link, Material } from '../../core/syllabus/schema';
import {
  type BrokenNode,
  type Counts,
  type ExerciseNode,
  type MineNode,
  type PaperNode,
  type ShelfNode,
  type ToComeNode,
  type TopicNode,
  type TreeNode,
} from './nodes';

/** What the tree says about a node; how it looks is `item.ts`'s. */
export interface Words {
  readonly label: string;
  readonly description: string;
  /** The whole row in words, for a screen reader. */
  readonly spoken: string;
}

export function wordsOf(node: TreeNode): Words {
  switch (node.kind) {
    case 'topic':
      return topicWords(node);
    case 'shelf':
      return shelfWords(node);
    case 'mine':
      return mineWords(node);
    case 'paper':
      return paperWords(node);
    case 'material':
      return materialWords(node.material);
    case 'exercise':
      return exerciseWords(node);
    case 'toCome':
      return toComeWords(node);
    case 'broken':
      return brokenWords(node);
  }
}

function topicWords({ topic, counts }: TopicNode): Words {
  return {
    label: topic.title,
    description: share(counts),
    spoken: `${topic.title}, topic, ${inFull(counts)}`,
  };
}

function shelfWords({ of, title, note, counts }: ShelfNode): Words {
  // The rows of a status are all done, or none is: a share of them says nothing.
  const figure = of === 'status' ? String(sizeOf(counts)) : share(counts);
  return {
    label: title,
    description: [figure, note].filter((part) => part !== '').join(' · '),
    spoken: [title, note, inFull(counts)].filter((part) => part !== '').join(', '),
  };
}

function mineWords({ counts }: MineNode): Words {
  return {
    label: 'My exercises',
    description: share(counts),
    spoken: `My exercises, ${inFull(counts)}`,
  };
}

/** “3/8”: papers read and exercises passed, of all that can be; else what there is besides. */
function share({ papers, read, exercises, passed, toCome, material }: Counts): string {
  if (papers + exercises > 0) return `${read + passed}/${papers + exercises}`;
  if (material > 0) return countOf(material, 'text');
  return toCome > 0 ? `${toCome} to come` : '';
}

function sizeOf({ papers, exercises, toCome, material }: Counts): number {
  return papers + exercises + toCome + material;
}

/** The counts in words, those that are not zero. */
export function inFull({ papers, read, exercises, passed, toCome, material }: Counts): string {
  const parts = [
    ...(papers === 0 ? [] : [`${read} of ${countOf(papers, 'paper')} read`]),
    ...(exercises === 0 ? [] : [`${passed} of ${countOf(exercises, 'exercise')} passed`]),
    ...(toCome === 0 ? [] : [`${countOf(toCome, 'exercise')} to come`]),
    ...(material === 0 ? [] : [countOf(material, 'lecture or reading', 'lectures and readings')]),
  ];
  return parts.length === 0 ? 'nothing yet' : parts.join(', ');
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function paperWords({ paper, reading, built }: PaperNode): Words {
  const where = whereOf(paper);
  const mark = built.length === 0 ? [] : ['built it'];
  const status = readingWords[reading].title.toLowerCase();
  return {
    label: paper.title,
    description: [...(reading === 'to-read' ? [] : [reading]), ...mark, where].join(' · '),
    spoken: [paper.title, 'paper', where, status, ...mark].join(', '),
  };
}

/** Year and venue; most venues carry the year in their name. */
export function whereOf({ venue, year }: PaperEntry): string {
  const place = venue.replace(new RegExp(`,?\\s*\\b${year}\\b`), '').trim();
  return place === '' ? String(year) : `${year} · ${place}`;
}

/** Lectures and lab sheets are called by their number. */
export function materialTitle({ kind, number, title }: Material): string {
  if (number === undefined) return title;
  return `${kind === 'lab' ? 'Lab' : 'Lecture'} ${number}: ${title}`;
}

function materialWords(material: Material): Words {
  const { kind, authors, year, exercises = [] } = material;
  const facts = [
    ...(authors === undefined ? [] : [authors]),
    ...(year === undefined ? [] : [String(year)]),
    ...(exercises.length === 0 ? [] : [`→ ${exercises.join(', ')}`]),
  ];
  const label = materialTitle(material);
  const follow = exercises.length === 0 ? '' : `, followed by ${exercises.join(', ')}`;
  return {
    label,
    description: facts.join(' · '),
    spoken: `${label}, ${kindWords[kind]}${follow}`,
  };
}

export const kindWords: Readonly<Record<Material['kind'], string>> = {
  lecture: 'lecture',
  lab: 'lab sheet',
  reading: 'reading',
  blog: 'blog post',
  video: 'video',
  site: 'web site',
};

/** What a click opens: an address that somebody has seen, if there is one. */
export function firstLink({ links }: Material): Link {
  const [first] = links;
  const seen = links.find(({ inferred }) => inferred !== true) ?? first;
  if (seen === undefined) throw new Error('every lecture and reading has a link');
  return seen;
}

/** What a link is called, with what is not certain about it. */
export function linkWords({ text, inferred, thirdParty }: Link): string {
  const doubts = [
    ...(inferred === true ? ['address inferred, never seen'] : []),
    ...(thirdParty === true ? ['a copy that others keep'] : []),
  ];
  return doubts.length === 0 ? text : `${text} (${doubts.join(', ')})`;
}

/** One that has not been begun says what comes before it, as long as that has not been passed: the course as a path. */
function exerciseWords({ entry, standing, ahead }: ExerciseNode): Words {
  const label = `${entry.id} ${entry.title}`;
  if (standing.says !== '') {
    const spoken = standing.says.replace(' ★', ' with all its marks');
    return { label, description: standing.says, spoken: `${label}, exercise, ${spoken}` };
  }
  const after = ahead.length === 0 ? '' : `after ${ahead.join(', ')}`;
  const spoken = ['exercise', 'not begun', ...(after === '' ? [] : [after])].join(', ');
  return { label, description: after, spoken: `${label}, ${spoken}` };
}

function toComeWords({ entry }: ToComeNode): Words {
  const label = `${entry.id} ${entry.title}`;
  return { label, description: 'to come', spoken: `${label}, exercise to come` };
}

function brokenWords({ name, problems }: BrokenNode): Words {
  const count = countOf(problems.length, 'problem');
  return { label: name, description: count, spoken: `${name}, exercise folder with ${count}` };
}
