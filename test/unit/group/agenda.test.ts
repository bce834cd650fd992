import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueFiles } from '../../../src/cli/catalogue';
import {
  agendaText,
  meetingTitle,
  meetingWhen,
  minutesText,
  type PlannedCatalogue,
} from '../../../src/core/group/agenda';
import { emptyCatalogue, readCatalogueText } from '../../../src/core/syllabus/catalogue';
import type { Meeting } from '../../../src/core/syllabus/meetings';
import { root } from '../../support/kernels';
import { largeCatalogue, meetings } from '../../support/syllabus';

let built: PlannedCatalogue;
beforeAll(async () => {
  const files = await catalogueFiles(join(root, 'syllabus'));
  const read = readCatalogueText(files['catalogue.json'] ?? '');
  if (read?.plan === undefined) throw new Error('the syllabus has no plan');
  built = { ...read, plan: read.plan };
});

const nth = (i: number, change: Partial<Meeting> = {}): Meeting => {
  const meeting = built.plan.meetings[i];
  if (meeting === undefined) throw new Error(`no meeting ${i}`);
  return { ...meeting, ...change };
};

describe('the agenda of a planned meeting', () => {
  it('has three hours in three parts, the last with a place for FPGAs and hardware', () => {
    const text = agendaText(nth(1), built);
    const headings = text.split('\n').filter((line) => line.startsWith('#'));
    expect(headings).toEqual([
      '# Second meeting: ResNeXt \\| GPU programming 1',
      '## 1. Basics (60 minutes)',
      '## 2. Recent techniques or theory (60 minutes)',
      '### ResNeXt',
      '## 3. GPU programming (60 minutes)',
      '### GPU programming 1',
      '### FPGAs and hardware',
    ]);
    expect(text).toContain('*Nothing is planned for this part yet.*');
    expect(text).toContain('No date yet');
  });

  it('has its papers with links, its lectures, its exercises', () => {
    const text = agendaText(nth(1), built);
    expect(text).toMatch(
      /- \[Aggregated Residual Transformations.*\]\(https:\/\/.*\) · Saining Xie/,
    );
    expect(text).toMatch(/- \[Lecture 1: .*\]\(https:/);
    expect(text).toContain('- L06 ');
    expect(text).toContain('- E01 Add two vectors');
  });

  it('says when each part begins once there is a time, and who presents', () => {
    const [first] = nth(1).items;
    const dated = nth(1, {
      ...{ date: '2018-01-20', start: '23:00', place: 'Room <b>5</b>' },
      items: first === undefined ? [] : [{ ...first, presenters: ['soham-saha', 'ameya-prabhu'] }],
    });
    const text = agendaText(dated, built);
    expect(text).toContain('Saturday, 20 January 2018, 23:00 to 02:00, Room \\<b\\>5\\</b\\>');
    expect(text).toContain('## 2. Recent techniques or theory (00:00 to 01:00)');
    expect(text).toContain('Presenter: Soham Saha, Ameya Prabhu');
  });

  it('names no inferred address', () => {
    const inferred = readFileSync(join(root, 'syllabus/topics/grid-of-invocations.json'), 'utf8')
      .match(/"url": "([^"]+)",\s+"inferred": true/g)
      ?.map((one) => /"url": "([^"]+)"/.exec(one)?.[1] ?? '');
    expect(inferred?.length).toBeGreaterThan(0);
    for (const url of inferred ?? []) expect(agendaText(nth(1), built)).not.toContain(url);
  });
});

describe('minutes', () => {
  it('ask who is there, and have a heading for each item', () => {
    const text = minutesText(nth(2), built);
    expect(text).toMatch(/^# Minutes: Third meeting/);
    expect(text.match(/^- \[ \] /gm)).toHaveLength(8);
    expect(text).toContain('## FractalNets');
    expect(text).toContain('## Decided');
  });
});

describe('any text in it', () => {
  it('is shown as it is, whatever letters it has', () => {
    const title = '<img src=x> *stars* $x$ عنوان 🚀 [link](https://example.org) &lt; `code`';
    const plan = meetings([{ title, items: [{ part: 'basics', title, about: ['paper-0'] }] }]);
    const large = largeCatalogue(1);
    const papers = large.papers.map((one) => ({
      ...one,
      title,
      page: 'https://example.org/a_(b)',
    }));
    const [meeting] = plan.meetings;
    if (meeting === undefined) throw new Error('no meeting');
    const text = agendaText(meeting, { ...large, papers, plan });
    const html = new MarkdownIt({ html: true }).render(text);
    expect(html).not.toMatch(/<img|<em>stars|<code>/);
    expect(html).toContain('<a href="https://example.org/a_(b)">&lt;img src=x&gt; *stars*');
  });

  it('is short where nothing is planned', () => {
    const plan = meetings([]);
    const meeting: Meeting = { id: 'empty', title: 'Empty', items: [] };
    expect(meetingTitle(meeting)).toBe('Empty');
    expect(meetingWhen({ ...meeting, date: '2018-01-20' }, 60)).toBe('Saturday, 20 January 2018');
    expect(agendaText(meeting, { ...emptyCatalogue, plan })).toMatch(/^# Empty\n\nNo date yet\n/);
  });
});
