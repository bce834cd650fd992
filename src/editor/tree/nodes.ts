import type { ContentProblem } from '../../core/exercise/load';
import { isRead, type ReadingStatus } from '../../core/progress/reading';
import type { Standing } from '../../core/progress/standing';
import type { ExerciseProgress } from '../../core/progress/state';
import type { CatalogueEntry, ExerciseToCome, PaperEntry } from '../../core/syllabus/catalogue';
import type { Material, Topic } from '../../core/syllabus/schema';

/** The syllabus as a tree. Made whole whenever something changes, so that it is never half old. */
export type TreeNode = GroupNode | LeafNode;
export type GroupNode = TopicNode | ShelfNode | MineNode;
export type LeafNode = PaperNode | MaterialNode | ExerciseNode | ToComeNode | BrokenNode;

interface Group {
  /** Unique in the tree: the keys of the way to it, joined with `/`. */
  readonly key: string;
  readonly children: readonly TreeNode[];
  /** What is below it, however deep; a paper that is there twice counts once. */
  readonly counts: Counts;
}

export interface Counts {
  readonly papers: number;
  readonly read: number;
  readonly exercises: number;
  readonly passed: number;
  /** Exercises of the plan that have no folder yet. */
  readonly toCome: number;
  /** Lectures and readings. */
  readonly material: number;
}

export interface TopicNode extends Group {
  readonly kind: 'topic';
  readonly topic: Topic;
}

/** What the syllabus can be grouped by besides topics; `rest` is what belongs to none. */
export interface ShelfNode extends Group {
  readonly kind: 'shelf';
  readonly of: 'meeting' | 'item' | 'year' | 'person' | 'status' | 'rest';
  readonly id: string;
  readonly title: string;
  /** A few words behind the title. */
  readonly note: string;
  /** More about it, as Markdown. */
  readonly says: string;
}

/** The learner's own exercises. */
export interface MineNode extends Group {
  readonly kind: 'mine';
}

export interface PaperNode {
  readonly kind: 'paper';
  readonly key: string;
  readonly paper: PaperEntry;
  readonly reading: ReadingStatus;
  /** Its labs, when all that are there are passed; else none. */
  readonly built: readonly string[];
}

/** A lecture, a lab sheet, a reading. */
export interface MaterialNode {
  readonly kind: 'material';
  readonly key: string;
  readonly material: Material;
}

export interface ExerciseNode {
  readonly kind: 'exercise';
  readonly key: string;
  readonly entry: CatalogueEntry;
  readonly standing: Standing;
  readonly progress: ExerciseProgress;
  /** Ids of the exercises that it builds on and that have not been passed. */
  readonly ahead: readonly string[];
}

export interface ToComeNode {
  readonly kind: 'toCome';
  readonly key: string;
  readonly entry: ExerciseToCome;
}

/** A folder that would be an exercise if it did not have problems. */
export interface BrokenNode {
  readonly kind: 'broken';
  readonly key: string;
  /** The folder as it is called in the workspace. */
  readonly name: string;
  /** Address of its `exercise.json`. */
  readonly file: string;
  readonly problems: readonly ContentProblem[];
}

export function childrenOf(node: TreeNode): readonly TreeNode[] {
  return 'children' in node ? node.children : [];
}

/** The id of what a node shows, as the syllabus has it. */
export function idOf(node: TreeNode): string {
  switch (node.kind) {
    case 'topic':
      return node.topic.id;
    case 'paper':
      return node.paper.id;
    case 'material':
      return node.material.id;
    case 'exercise':
    case 'toCome':
      return node.entry.id;
    case 'shelf':
      return node.id;
    case 'mine':
    case 'broken':
      return node.key;
  }
}

export function countsOf(children: readonly TreeNode[]): Counts {
  const leaves = new Map<string, LeafNode>();
  const collect = (nodes: readonly TreeNode[]): void => {
    for (const node of nodes) {
      if ('children' in node) collect(node.children);
      else leaves.set(idOf(node), node);
    }
  };
  collect(children);
  const counts = { papers: 0, read: 0, exercises: 0, passed: 0, toCome: 0, material: 0 };
  for (const leaf of leaves.values()) {
    if (leaf.kind === 'paper') {
      counts.papers += 1;
      counts.read += isRead(leaf.reading) ? 1 : 0;
    } else if (leaf.kind === 'exercise') {
      counts.exercises += 1;
      counts.passed += leaf.progress.passedHash === undefined ? 0 : 1;
    } else if (leaf.kind !== 'broken') {
      counts[leaf.kind] += 1;
    }
  }
  return counts;
}

/** All nodes with the one that each stands under; those at the top stand under nothing. */
export function parentsOf(roots: readonly TreeNode[]): ReadonlyMap<string, TreeNode | undefined> {
  const parents = new Map<string, TreeNode | undefined>();
  const walk = (nodes: readonly TreeNode[], parent: TreeNode | undefined): void => {
    for (const node of nodes) {
      parents.set(node.key, parent);
      walk(childrenOf(node), node);
    }
  };
  walk(roots, undefined);
  return parents;
}

/** The first node that `test` holds for, at any depth. */
export function findNode(
  roots: readonly TreeNode[],
  test: (node: TreeNode) => boolean,
): TreeNode | undefined {
  for (const node of roots) {
    const found = test(node) ? node : findNode(childrenOf(node), test);
    if (found !== undefined) return found;
  }
  return undefined;
}
