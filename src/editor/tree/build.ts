import { builtLabs } from '../../core/progress/built';
import { progressOf, readingOf } from '../../core/progress/record';
import { standingOf } from '../../core/progress/standing';
import type { Progress } from '../../core/progress/state';
import {
  type Catalogue,
  type CatalogueEntry,
  compareIds,
  type ExerciseToCome,
  type PaperEntry,
} from '../../core/syllabus/catalogue';
import type { Material, Topic } from '../../core/syllabus/schema';
import {
  type BrokenNode,
  countsOf,
  type LeafNode,
  type MineNode,
  type ShelfNode,
  type TopicNode,
  type TreeNode,
} from './nodes';

export interface TreeInput {
  readonly catalogue: Catalogue;
  readonly mine: readonly CatalogueEntry[];
  readonly broken: readonly Omit<BrokenNode, 'kind' | 'key'>[];
  readonly progress: Progress;
  hashOf(id: string): string | undefined;
  /** Ids of the people who have taken a topic. */
  readonly takersOf: (topic: string) => readonly string[];
}

type Leafy =
  | { readonly kind: 'paper'; readonly value: PaperEntry }
  | { readonly kind: 'material'; readonly value: Material }
  | { readonly kind: 'exercise'; readonly value: CatalogueEntry }
  | { readonly kind: 'toCome'; readonly value: ExerciseToCome };

/** Makes nodes, with everything looked up beforehand so that thousands take no time. */
export interface Maker {
  readonly input: TreeInput;
  /** Topics that stand under nothing, in their order. */
  readonly top: readonly Topic[];
  under(topic: string): readonly Topic[];
  paper(id: string): PaperEntry | undefined;
  leaf(of: Leafy, parent: string): LeafNode;
  topic(topic: Topic, parent: string | undefined, depth: 'whole' | 'alone'): TopicNode;
  shelf(of: Omit<ShelfNode, 'kind' | 'counts'>): ShelfNode;
  /** The learner's own exercises that no topic has. */
  mine(): readonly MineNode[];
}

export function makerOf(input: TreeInput): Maker {
  const { catalogue } = input;
  const ids = new Set(catalogue.topics.map(({ id }) => id));
  // A topic whose parent is not there is shown at the top rather than not at all.
  const parentOf = ({ parent }: Topic): string =>
    parent !== undefined && ids.has(parent) ? parent : '';
  const under = groupBy(inOrder(catalogue.topics), parentOf);
  const papers = new Map(catalogue.papers.map((paper) => [paper.id, paper]));
  const ofTopic = groupBy(exercisesIn(catalogue), ({ value }) => value.topic);
  const there = exercisesThere(input);
  const leaf: Maker['leaf'] = (of, parent) => leafNode(of, `${parent}/`, input, there);

  const topic: Maker['topic'] = (one, parent, depth) => {
    const key = `${parent === undefined ? '' : `${parent}/`}topic:${one.id}`;
    const leaves: Leafy[] = [
      ...one.papers.flatMap((id) => {
        const value = papers.get(id);
        return value === undefined ? [] : [{ kind: 'paper' as const, value }];
      }),
      ...(one.material ?? []).map((value) => ({ kind: 'material' as const, value })),
      ...(ofTopic.get(one.id) ?? []),
    ];
    const inner = depth === 'whole' ? (under.get(one.id) ?? []) : [];
    const children = distinct([
      ...leaves.map((of) => leaf(of, key)),
      ...inner.map((sub) => topic(sub, key, depth)),
    ]);
    return { kind: 'topic', key, topic: one, children, counts: countsOf(children) };
  };

  return {
    ...{ input, leaf, topic, top: under.get('') ?? [] },
    under: (id) => under.get(id) ?? [],
    paper: (id) => papers.get(id),
    shelf: (of) => {
      const children = distinct(of.children);
      return { kind: 'shelf', ...of, children, counts: countsOf(children) };
    },
    mine: () => mineNodes(input, there),
  };
}

/** Those that are there and those to come, together in the order of their ids. */
function exercisesIn({
  exercises,
  toCome,
}: Catalogue): Extract<Leafy, { value: { topic: string } }>[] {
  return [
    ...exercises.map((value) => ({ kind: 'exercise' as const, value })),
    ...toCome.map((value) => ({ kind: 'toCome' as const, value })),
  ].sort((a, b) => compareIds(a.value.id, b.value.id));
}

function exercisesThere({ catalogue, mine }: TreeInput): ReadonlySet<string> {
  return new Set([...catalogue.exercises, ...mine].map(({ id }) => id));
}

function leafNode(
  of: Leafy,
  prefix: string,
  input: TreeInput,
  there: ReadonlySet<string>,
): LeafNode {
  const key = `${prefix}${of.kind}:${of.value.id}`;
  switch (of.kind) {
    case 'paper':
      return {
        kind: of.kind,
        key,
        paper: of.value,
        reading: readingOf(input.progress, of.value.id),
        built: builtLabs(of.value.labs ?? [], (id) => there.has(id), input.progress),
      };
    case 'material':
      return { kind: of.kind, key, material: of.value };
    case 'toCome':
      return { kind: of.kind, key, entry: of.value };
    case 'exercise': {
      const progress = progressOf(input.progress, of.value.id);
      const standing = standingOf(progress, input.hashOf(of.value.id));
      const ahead = (of.value.prerequisites ?? []).filter(
        (id) => progressOf(input.progress, id).passedHash === undefined,
      );
      return { kind: of.kind, key, entry: of.value, standing, progress, ahead };
    }
  }
}

function mineNodes(input: TreeInput, there: ReadonlySet<string>): MineNode[] {
  if (input.mine.length === 0 && input.broken.length === 0) return [];
  const children: LeafNode[] = [
    ...[...input.mine]
      .sort((a, b) => compareIds(a.id, b.id))
      .map((value) => leafNode({ kind: 'exercise', value }, 'mine/', input, there)),
    ...input.broken.map((one): BrokenNode => ({
      kind: 'broken',
      key: `mine/broken:${one.file}`,
      ...one,
    })),
  ];
  return [{ kind: 'mine', key: 'mine', children, counts: countsOf(children) }];
}

/** Content that names a thing twice has one row for it: VS Code shows no two rows with one key. */
function distinct(nodes: readonly TreeNode[]): TreeNode[] {
  return [...new Map(nodes.map((node) => [node.key, node])).values()];
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function inOrder(topics: readonly Topic[]): Topic[] {
  return [...topics].sort((a, b) => a.order - b.order || a.title.localeCompare(b.title, 'en'));
}
