import { type Catalogue, type Found, indexOf, type PaperEntry } from '../syllabus/catalogue';
import type { Meeting, MeetingItem, MeetingPlan, Person } from '../syllabus/meetings';
import { plainMarkdown as plain } from '../syllabus/plain-markdown';
import type { Link, Material } from '../syllabus/schema';
import { dateInWords, timeAfter } from './calendar';

export type PlannedCatalogue = Catalogue & { readonly plan: MeetingPlan };

/** Title of a meeting with what it is about: “Second meeting: ResNeXt | GPU programming 1”. */
export function meetingTitle({ title, items }: Meeting): string {
  return items.length === 0 ? title : `${title}: ${items.map((item) => item.title).join(' | ')}`;
}

/** When and where, in words; what is not settled is said so. */
export function meetingWhen({ date, start, place }: Meeting, minutes: number): string {
  if (date === undefined)
    return ['no date yet', ...(place === undefined ? [] : [place])].join(', ');
  const hours = start === undefined ? [] : [`${start} to ${timeAfter(start, minutes)}`];
  return [dateInWords(date), ...hours, ...(place === undefined ? [] : [place])].join(', ');
}

/** How long a meeting is, in minutes: its parts together. */
export function meetingMinutes({ parts }: MeetingPlan): number {
  return parts.reduce((all, { minutes }) => all + minutes, 0);
}

/**
 * The agenda of a meeting as Markdown: each part with its hour, and in it who presents what, the papers, lectures and
 * exercises with their links, and room for what the plan always leaves room for.
 */
export function agendaText(meeting: Meeting, catalogue: PlannedCatalogue): string {
  const { plan } = catalogue;
  const found = indexOf(catalogue);
  let passed = 0;
  const parts = plan.parts.map(({ id, title, minutes, says, roomFor = [] }, i) => {
    const hours = hoursOf(meeting, passed, minutes);
    passed += minutes;
    const items = meeting.items.filter(({ part }) => part === id);
    const nothing = items.length === 0 && roomFor.length === 0;
    return [
      `## ${i + 1}. ${plain(title)} (${hours})`,
      says,
      ...items.map((item) => itemText(item, plan.people, found)),
      ...roomFor.map((heading) => `### ${plain(heading)}\n\n*Room for what you bring along.*`),
      ...(nothing ? ['*Nothing is planned for this part yet.*'] : []),
    ];
  });
  return document([
    `# ${plain(meetingTitle(meeting))}`,
    plain(upperFirst(meetingWhen(meeting, meetingMinutes(plan)))),
    ...parts.flat(),
  ]);
}

/** A form for the minutes of a meeting as Markdown. */
export function minutesText(meeting: Meeting, { plan }: PlannedCatalogue): string {
  const { items } = meeting;
  return document([
    `# Minutes: ${plain(meetingTitle(meeting))}`,
    plain(upperFirst(meetingWhen(meeting, meetingMinutes(plan)))),
    '## Present',
    plan.people.map(({ name }) => `- [ ] ${plain(name)}`).join('\n'),
    ...items.flatMap(({ title }) => [`## ${plain(title)}`, '*What was said, what is open.*']),
    '## Decided',
    '*What, who, until when.*',
  ]);
}

function hoursOf({ start }: Meeting, passed: number, minutes: number): string {
  if (start === undefined) return `${minutes} minutes`;
  return `${timeAfter(start, passed)} to ${timeAfter(start, passed + minutes)}`;
}

function itemText(
  { title, about, presenters = [] }: MeetingItem,
  people: readonly Person[],
  found: ReadonlyMap<string, Found>,
): string {
  const names = presenters.map((id) => people.find((one) => one.id === id)?.name ?? id);
  const things = about.flatMap((id) => found.get(id) ?? []);
  return [
    `### ${plain(title)}`,
    names.length === 0 ? 'Presenter: nobody yet' : `Presenter: ${plain(names.join(', '))}`,
    list(
      'Papers',
      things.flatMap((one) => (one.kind === 'paper' ? [paperLine(one.paper)] : [])),
    ),
    list('Lectures and readings', things.flatMap(materialLines)),
    list('Exercises', things.flatMap(exerciseLines)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function paperLine({ title, authors, year, page, pdf, code }: PaperEntry): string {
  const by = authors.length > 3 ? `${authors[0] ?? ''} and others` : authors.join(', ');
  const more = [
    ...(pdf === undefined ? [] : [link('PDF', pdf)]),
    ...(code === undefined ? [] : [link('code', code)]),
  ];
  return [link(title, page), `${plain(by)}, ${year}`, ...more].join(' · ');
}

function materialLines(one: Found): string[] {
  if (one.kind !== 'material') return [];
  const { links, number, kind, title } = one.material;
  const named = number === undefined || kind !== 'lecture' ? title : `Lecture ${number}: ${title}`;
  const first = seenLink(links);
  return [first === undefined ? plain(named) : link(named, first.url)];
}

/** What a click may open: never an address that was only inferred. */
function seenLink(links: Material['links']): Link | undefined {
  return links.find(({ inferred }) => inferred !== true);
}

function exerciseLines(one: Found): string[] {
  if (one.kind === 'exercise') return [plain(`${one.entry.id} ${one.entry.title}`)];
  return one.kind === 'toCome' ? [`${plain(`${one.entry.id} ${one.entry.title}`)} (to come)`] : [];
}

/** In angle brackets an address may have brackets of its own; it has no others, since it is checked. */
function link(text: string, url: string): string {
  return `[${plain(text)}](${/[()]/.test(url) ? `<${url}>` : url})`;
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function document(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
