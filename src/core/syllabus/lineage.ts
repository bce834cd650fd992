import * as z from 'zod';
import type { PaperEntry } from './catalogue';
import { idSchema } from './schema';

const relative = z.strictObject({
  id: idSchema,
  name: z.string(),
  title: z.string(),
  year: z.int(),
  /** Column: 0 is the paper itself, what it builds on lies before it (-1, -2, …), what builds on it after (1, 2, …). */
  layer: z.int(),
});

/** A paper among those that it builds on and those that build on it, in columns. */
export const lineageSchema = z.strictObject({
  /** Column by column, in each from top to bottom. */
  nodes: z.array(relative),
  /** From what is read before to what is read after; one that a longer way implies is left out. */
  edges: z.array(z.strictObject({ from: idSchema, to: idSchema })),
});

export type Lineage = z.infer<typeof lineageSchema>;

/**
 * The paper, what it builds on and what builds on it. Each of them stands as many columns from the paper as the
 * longest way to it among them is long, so that reading from left to right is reading in order.
 */
export function lineageOf(papers: readonly PaperEntry[], id: string): Lineage {
  const known = new Map(papers.map((paper) => [paper.id, paper]));
  const before = known.get(id)?.buildsOn ?? [];
  const after = papers.filter(({ buildsOn = [] }) => buildsOn.includes(id)).map((one) => one.id);
  const parts = [before.filter((one) => known.has(one)), [id], after];
  const [left = [], , right = []] = parts;
  const edges = [...essential([...left, id], known), ...essential([id, ...right], known)];
  const layers = new Map([
    ...distances(left, id, edges, 'from').map(([one, steps]) => [one, -steps] as const),
    ...distances(right, id, edges, 'to'),
    [id, 0] as const,
  ]);
  const nodes = [...new Set(parts.flat())]
    .flatMap((one) => known.get(one) ?? [])
    .map(({ id: of, name, title, year }) => ({
      id: of,
      name,
      title,
      year,
      layer: layers.get(of) ?? 0,
    }))
    .sort((a, b) => a.layer - b.layer || a.year - b.year || a.name.localeCompare(b.name, 'en'));
  return { nodes, edges };
}

type Edge = Lineage['edges'][number];

/** The edges among these papers without those that a way over another of them implies. */
function essential(ids: readonly string[], known: ReadonlyMap<string, PaperEntry>): Edge[] {
  const among = new Set(ids);
  const before = (id: string): string[] =>
    (known.get(id)?.buildsOn ?? []).filter((one) => among.has(one));
  // A syllabus that somebody still writes may have a circle; whoever has been seen is not asked again.
  const reaches = (from: string, to: string, seen: readonly string[] = []): boolean =>
    !seen.includes(to) &&
    before(to).some((one) => one === from || reaches(from, one, [...seen, to]));
  return ids.flatMap((to) =>
    before(to)
      .filter((from) => !before(to).some((other) => other !== from && reaches(from, other)))
      .map((from) => ({ from, to })),
  );
}

/** How many edges the longest way between each of these papers and `centre` has. */
function distances(
  ids: readonly string[],
  centre: string,
  edges: readonly Edge[],
  end: 'from' | 'to',
): (readonly [string, number])[] {
  const other = end === 'from' ? 'to' : 'from';
  const longest = (id: string, seen: readonly string[] = []): number => {
    if (id === centre || seen.includes(id)) return 0;
    const next = edges.filter((edge) => edge[end] === id).map((edge) => edge[other]);
    return 1 + Math.max(0, ...next.map((one) => longest(one, [...seen, id])));
  };
  return ids.map((id) => [id, longest(id)]);
}
