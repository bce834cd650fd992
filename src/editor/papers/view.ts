import { builtLabs } from '../../core/progress/built';
import { progressOf, readingOf } from '../../core/progress/record';
import { standingOf } from '../../core/progress/standing';
import type { Progress } from '../../core/progress/state';
import { type Catalogue, type CatalogueEntry, indexOf } from '../../core/syllabus/catalogue';
import { lineageOf } from '../../core/syllabus/lineage';
import type { Paper } from '../../core/syllabus/paper';
import type { PaperView, ReadingState } from '../../protocol/messages';

/** What the learner has done, as far as a paper's panel shows it. */
export interface Done {
  readonly progress: Progress;
  readonly hashOf: (exercise: string) => string | undefined;
  /** Whether there is such an exercise; else it is to come. */
  readonly isThere: (exercise: string) => boolean;
}

/** What the panel of a paper shows. */
export function paperView(
  paper: Paper,
  catalogue: Catalogue,
  mine: readonly CatalogueEntry[],
  done: Done,
): PaperView {
  const { topics, papers } = catalogue;
  const found = indexOf(catalogue);
  const own = new Map(mine.map((entry) => [entry.id, entry]));
  const labs = (paper.labs ?? []).flatMap((id) => {
    const one = found.get(id);
    const entry = one?.kind === 'exercise' || one?.kind === 'toCome' ? one.entry : own.get(id);
    const toCome = one?.kind === 'toCome';
    return entry === undefined ? [] : [{ id, title: entry.title, toCome }];
  });
  return {
    paper,
    topics: topics.filter((topic) => topic.papers.includes(paper.id)).map(({ title }) => title),
    labs,
    lineage: lineageOf(papers, paper.id),
    reading: readingState(paper, done),
  };
}

export function readingState(
  { id, labs = [] }: Paper,
  { progress, hashOf, isThere }: Done,
): ReadingState {
  const standings = labs.map((lab) => [
    lab,
    standingOf(progressOf(progress, lab), hashOf(lab)).says,
  ]);
  return {
    status: readingOf(progress, id),
    standings: Object.fromEntries(standings) as Record<string, string>,
    built: [...builtLabs(labs, isThere, progress)],
  };
}
