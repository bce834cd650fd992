import type { ContentProblem } from '../../core/exercise/load';
import { progressOf } from '../../core/progress/record';
import { type Standing, standingOf } from '../../core/progress/standing';
import type { ExerciseProgress, Progress } from '../../core/progress/state';
import {
  type Catalogue,
  type CatalogueEntry,
  compareIds,
  type PaperEntry,
} from '../../core/syllabus/catalogue';
import type { Topic } from '../../core/syllabus/schema';

/** The syllabus as a tree. Made whole whenever something changes: it is small, and then never half old. */
export type TreeNode = TopicNode | PaperNode | ExerciseNode | MineNode | BrokenNode;

interface Group {
  readonly key: string;
  readonly children: readonly TreeNode[];
  /** Exercises below it, however deep. */
  readonly passed: number;
  readonly total: number;
}

export interface TopicNode extends Group {
  readonly kind: 'topic';
  readonly topic: Topic;
}

/** The learner's own exercises. */
export interface MineNode extends Group {
  readonly kind: 'mine';
}

export interface PaperNode {
  readonly kind: 'paper';
  readonly key: string;
  readonly paper: PaperEntry;
}

export interface ExerciseNode {
  readonly kind: 'exercise';
  readonly key: string;
  readonly entry: CatalogueEntry;
  readonly standing: Standing;
  readonly progress: ExerciseProgress;
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

export interface TreeInput {
  readonly catalogue: Catalogue;
  readonly mine: readonly CatalogueEntry[];
  readonly broken: readonly Omit<BrokenNode, 'kind' | 'key'>[];
  readonly progress: Progress;
  hashOf(id: string): string | undefined;
}

export function buildTree(input: TreeInput): readonly TreeNode[] {
  const { catalogue } = input;
  const ids = new Set(catalogue.topics.map(({ id }) => id));
  // A topic whose parent is not there is shown at the top rather than not at all.
  const top = catalogue.topics.filter(({ parent }) => parent === undefined || !ids.has(parent));
  const topics = inOrder(top).map((topic) => topicNode(topic, input));
  const mine = mineNode(input);
  return mine === undefined ? topics : [...topics, mine];
}

function topicNode(topic: Topic, input: TreeInput): TopicNode {
  const { topics, papers, exercises } = input.catalogue;
  const children = [
    ...topic.papers
      .flatMap((id) => papers.find((paper) => paper.id === id) ?? [])
      .map((paper): PaperNode => ({ kind: 'paper', key: `paper:${topic.id}/${paper.id}`, paper })),
    ...exerciseNodes(
      exercises.filter((entry) => entry.topic === topic.id),
      input,
    ),
    ...inOrder(topics.filter(({ parent }) => parent === topic.id)).map((one) =>
      topicNode(one, input),
    ),
  ];
  return { kind: 'topic', key: `topic:${topic.id}`, topic, children, ...counts(children) };
}

function mineNode(input: TreeInput): MineNode | undefined {
  if (input.mine.length === 0 && input.broken.length === 0) return undefined;
  const children = [
    ...exerciseNodes(input.mine, input),
    ...input.broken.map((one): BrokenNode => ({
      kind: 'broken',
      key: `broken:${one.file}`,
      ...one,
    })),
  ];
  return { kind: 'mine', key: 'mine', children, ...counts(children) };
}

function exerciseNodes(entries: readonly CatalogueEntry[], input: TreeInput): ExerciseNode[] {
  return [...entries]
    .sort((a, b) => compareIds(a.id, b.id))
    .map((entry) => {
      const progress = progressOf(input.progress, entry.id);
      const standing = standingOf(progress, input.hashOf(entry.id));
      return { kind: 'exercise', key: `exercise:${entry.id}`, entry, standing, progress };
    });
}

function counts(children: readonly TreeNode[]): Pick<Group, 'passed' | 'total'> {
  let passed = 0;
  let total = 0;
  for (const child of children) {
    if (child.kind === 'exercise') {
      total += 1;
      passed += child.progress.passedHash === undefined ? 0 : 1;
    } else if (child.kind === 'topic') {
      total += child.total;
      passed += child.passed;
    }
  }
  return { passed, total };
}

function inOrder(topics: readonly Topic[]): Topic[] {
  return [...topics].sort((a, b) => a.order - b.order || a.title.localeCompare(b.title, 'en'));
}

export function childrenOf(node: TreeNode): readonly TreeNode[] {
  return node.kind === 'topic' || node.kind === 'mine' ? node.children : [];
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
