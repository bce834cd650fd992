import { describe, expect, it } from 'vitest';
import { citationOf } from '../../../src/core/syllabus/citation';
import { notesTemplate, writtenIn } from '../../../src/core/syllabus/notes';
import { entry } from '../../support/syllabus';

describe('a citation', () => {
  it('is one line with all there is', () => {
    const paper = entry('resnext', {
      title: 'Aggregated Residual Transformations',
      authors: ['Saining Xie', 'Piotr Dollár', 'Kaiming He'],
      ...{ arxiv: '1611.05431', doi: '10.1109/CVPR.2017.634' },
    });
    expect(citationOf(paper)).toBe(
      'Saining Xie, Piotr Dollár and Kaiming He. “Aggregated Residual Transformations.” ' +
        'CVPR 2017. arXiv:1611.05431. doi:10.1109/CVPR.2017.634. https://example.org/resnext',
    );
  });

  it.each([
    ['a title that asks', { title: 'What now?' }, /“What now\?” CVPR 2017\./],
    ['no venue', { venue: '' }, /” 2017\./],
    ['a venue without its year', { venue: 'Blog' }, /” Blog, 2017\./],
    ['two authors', { authors: ['A. B.', 'C. D.'] }, /^A\. B\. and C\. D\.\. “/],
    ['two lines', { title: 'One\nTwo' }, /“One Two\.”/],
    ['right to left and emoji', { title: 'شبكات 🧠' }, /“شبكات 🧠\.”/],
  ])('with %s', (_, change, said) => {
    expect(citationOf(entry('x', change))).toMatch(said);
  });
});

describe('the notes on a paper', () => {
  it('begin with what it is, ask six questions, and end with how to cite it', () => {
    const paper = entry('resnext', { pdf: 'https://example.org/p.pdf' });
    const text = notesTemplate(paper);
    const [title, authors, links] = text.split('\n\n');
    expect([title, authors, links]).toEqual([
      '# Title of resnext',
      'A. Author · 2017',
      '[Page](<https://example.org/resnext>) · [PDF](<https://example.org/p.pdf>)',
    ]);
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      ...['Problem', 'Idea', 'Equation', 'Cost', 'Results', 'What I doubt', 'Citation'],
    ]);
    expect(text).toContain(`\n    ${citationOf(paper)}\n`);
  });

  it('show a title as it is, whatever is in it', () => {
    const title = '<img src=x onerror=alert(1)>\n# [link](command:x) شبكات 🧠';
    expect(notesTemplate(entry('x', { title })).split('\n')[0]).toBe(
      '# \\<img src=x onerror=alert(1)\\> \\# \\[link\\](command:x) شبكات 🧠',
    );
  });

  it('are shown without what the template put there, and without empty headings', () => {
    const paper = entry('resnext');
    const template = notesTemplate(paper);
    expect(writtenIn(template, paper)).toBe('');
    expect(writtenIn(template.replaceAll('\n', '\r\n'), paper)).toBe('');
    const written = template
      .replace(
        '> The idea in two sentences, as you would tell it to a friend.',
        (asks) => `${asks}\n\nPaths.\n`,
      )
      .replace('## Citation', '## Mine\n\n- one\n- two\n\n## Citation');
    expect(writtenIn(written, paper)).toBe('## Idea\n\n\nPaths.\n\n## Mine\n\n- one\n- two');
    expect(writtenIn('Only this.\n', paper)).toBe('Only this.');
  });
});
