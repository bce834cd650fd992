import type {
  Catalogue,
  CatalogueEntry,
  ExerciseToCome,
  PaperEntry,
} from '../../core/syllabus/catalogue';
import type { Meeting, Person } from '../../core/syllabus/meetings';
import type { Material, Topic } from '../../core/syllabus/schema';
import { comparable, searchText, wordsIn } from '../../core/syllabus/search';
import { kindWords, materialTitle, whereOf } from '../tree/words';

/** Something that can be opened or shown. */
export type Target =
  | { readonly kind: 'exercise'; readonly value: CatalogueEntry }
  | { readonly kind: 'toCome'; readonly value: ExerciseToCome }
  | { readonly kind: 'paper'; readonly value: PaperEntry }
  | { readonly kind: 'material'; readonly value: Material }
  | { readonly kind: 'topic'; readonly value: Topic }
  | { readonly kind: 'meeting'; readonly value: Meeting }
  | { readonly kind: 'person'; readonly value: Person };

export const sections = [
  'exercises',
  'papers',
  'material',
  'topics',
  'meetings',
  'people',
] as const;
export type Section = (typeof sections)[number];

export const sectionTitles: Readonly<Record<Section, string>> = {
  exercises: 'exercises and labs',
  papers: 'papers',
  material: 'lectures and readings',
  topics: 'topics',
  meetings: 'meetings',
  people: 'people',
};

/** A thing with what is said about it, and all words by which it is found. */
export interface Findable {
  readonly target: Target;
  readonly section: Section;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly text: string;
}

/** Everything that can be found, section by section. */
export function findables(catalogue: Catalogue, mine: readonly CatalogueEntry[]): Findable[] {
  const { topics, papers, exercises, toCome, plan } = catalogue;
  const titles = new Map(topics.map(({ id, title }) => [id, title]));
  const titleOf = (id: string | undefined): string =>
    id === undefined ? '' : (titles.get(id) ?? '');
  return [
    ...[...exercises, ...mine].map((value) => ofExercise(value, titleOf(value.topic))),
    ...toCome.map((value) => ofToCome(value, titleOf(value.topic))),
    ...papers.map((value) => ofPaper(value, value.topics.map(titleOf))),
    ...topics.flatMap(({ title, material = [] }) => material.map((one) => ofMaterial(one, title))),
    ...topics.map((value) => ofTopic(value, titleOf(value.parent))),
    ...(plan?.meetings ?? []).map(ofMeeting),
    ...(plan?.people ?? []).map(ofPerson),
  ];
}

function ofExercise(value: CatalogueEntry, topic: string): Findable {
  const { id, title, concept } = value;
  return findable({ kind: 'exercise', value }, 'exercises', `${id} ${title}`, topic, concept);
}

function ofToCome(value: ExerciseToCome, topic: string): Findable {
  const { id, title } = value;
  return findable(
    { kind: 'toCome', value },
    'exercises',
    `${id} ${title}`,
    `to come · ${topic}`,
    '',
  );
}

function ofPaper(value: PaperEntry, topics: readonly string[]): Findable {
  const { name, title, authors, arxiv, blockNames = [] } = value;
  const where = [name, whereOf(value)].join(' · ');
  // The line is cut where the list ends, and lists of authors are long.
  const detail = [
    ...(blockNames.length === 0 ? [] : [blockNames.join(', ')]),
    authors.join(', '),
    ...(arxiv === undefined ? [] : [`arXiv ${arxiv}`]),
  ];
  const one = findable({ kind: 'paper', value }, 'papers', title, where, detail.join(' · '));
  return { ...one, text: `${one.text} ${searchText(value)} ${comparable(topics.join(' '))}` };
}

function ofMaterial(value: Material, topic: string): Findable {
  const { kind, authors, year } = value;
  const facts = [kindWords[kind], ...(year === undefined ? [] : [year])].join(' · ');
  const detail = [...(authors === undefined ? [] : [authors]), topic].join(' · ');
  const label = materialTitle(value);
  const one = findable({ kind: 'material', value }, 'material', label, facts, detail);
  return { ...one, text: `${one.text} ${searchText(value)}` };
}

function ofTopic(value: Topic, parent: string): Findable {
  return findable({ kind: 'topic', value }, 'topics', value.title, parent, '');
}

function ofMeeting(value: Meeting): Findable {
  const { title, date = '', items } = value;
  const detail = items.map((item) => item.title).join(' | ');
  return findable({ kind: 'meeting', value }, 'meetings', title, date, detail);
}

function ofPerson(value: Person): Findable {
  return findable({ kind: 'person', value }, 'people', value.name, '', '');
}

function findable(
  target: Target,
  section: Section,
  label: string,
  description: string,
  detail: string,
): Findable {
  const text = comparable([label, description, detail, target.value.id].join(' '));
  return { target, section, label, description, detail, text };
}

/** Whether each word of the query is in the text, or is a word of it with letters left out (“resnxt”). */
export function isFound({ text }: Findable, query: string): boolean {
  const words = wordsIn(query);
  return words.length > 0 && words.every((word) => text.includes(word) || isAlmostIn(word, text));
}

/** Fewer letters than this are in nearly every word. */
const fewest = 4;

function isAlmostIn(word: string, text: string): boolean {
  if (word.length < fewest) return false;
  return text
    .split(/[^\p{L}\p{N}.]+/u)
    .some(
      (whole) =>
        whole.length <= word.length + 3 &&
        whole.startsWith(word.slice(0, 2)) &&
        leftOut(word, whole),
    );
}

/** Whether `word` is `whole` with some letters left out. */
function leftOut(word: string, whole: string): boolean {
  let next = 0;
  for (const letter of whole) if (letter === word[next]) next += 1;
  return next === word.length;
}
