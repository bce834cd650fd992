import { describe, expect, test } from 'vitest';
import { bibtexOf, type CitedPaper } from '../../../src/cite/bibtex';

function cited(change: Partial<CitedPaper> = {}): CitedPaper {
  return {
    ...{ id: 'resnext', title: 'aggregated', authors: ['Saining Xie'], year: 2017 },
    ...{ venue: 'CVPR 2017', page: 'https://arxiv.org/abs/1611.05431' },
    ...change,
  };
}

/** The value of a field of the one entry. */
function field(name: string, change: Partial<CitedPaper>): string | undefined {
  return new RegExp(`^\\s*${name} = \\{(.*)\\},$`, 'm').exec(bibtexOf([cited(change)]))?.[1];
}

test('an entry', () => {
  expect(bibtexOf([cited({ arxiv: '1611.05431', doi: '10.1109/CVPR.2017.634' })])).toBe(
    [
      '@inproceedings{resnext,',
      '\tauthor = {Xie, Saining},',
      '\tbooktitle = {CVPR 2017},',
      '\tdoi = {10.1109/CVPR.2017.634},',
      '\tyear = {2017},',
      '\tnote = {arXiv:1611.05431},',
      '\ttitle = {aggregated},',
      '\turl = {https://arxiv.org/abs/1611.05431},',
      '}',
      '',
    ].join('\n'),
  );
});

test('no papers, no text', () => {
  expect(bibtexOf([])).toBe('');
});

test('entries follow each other in the order of the papers', () => {
  const text = bibtexOf([cited({ id: 'b-2' }), cited({ id: 'a-1' })]);
  expect([...text.matchAll(/^@\w+\{(.*),$/gm)].map(([, key]) => key)).toEqual(['b-2', 'a-1']);
});

describe('titles', () => {
  test.each([
    ['50x fewer parameters and <0.5MB', '50x fewer parameters and \\textless{}0.5MB'],
    ['100% of R&D for $5 #1', '100\\% of R\\&D for \\$5 \\#1'],
    ['a_b^c~d', 'a\\_b\\textasciicircum{}c\\textasciitilde{}d'],
    ['back\\slash {brace', 'back\\textbackslash{}slash \\textbraceleft{}brace'],
    ['<b>bold</b>', '\\textless{}b\\textgreater{}bold\\textless{}/b\\textgreater{}'],
    ['convolution für Anfänger', 'convolution für {Anfänger}'],
    ['شبكات عصبية 🧠', 'شبكات عصبية 🧠'],
  ])('%s', (title, written) => {
    // Braces around capitals keep them as they are when a style lowers a title; they are not what is tested here.
    const bare = (text = ''): string => text.replace(/(?<!\\\w*)\{([^{}\\]+)\}/g, '$1');
    expect(bare(field('title', { title }))).toBe(bare(written));
  });
  test('capitals are kept', () => {
    const lowered = 'The MEC of DenseNet-BC';
    expect(field('title', { title: lowered })).toBe('The {MEC} of {DenseNet}-{BC}');
    const first = 'XNOR-Net: ImageNet and more';
    expect(field('title', { title: first })).toBe('{{XNOR}-{Net}}: {{ImageNet}} and more');
  });
  test.each(['{', '}', '}{', '{}', '\\{', '\\'])('braces stay balanced with “%s”', (title) => {
    const text = bibtexOf([cited({ title })]);
    expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
  });
});

describe('names', () => {
  test.each([
    ['François Chollet', 'Chollet, François'],
    ['Piotr Dollár', 'Dollár, Piotr'],
    ['Geoffrey E. Hinton', 'Hinton, Geoffrey E.'],
    ['Laurens van der Maaten', 'van der Maaten, Laurens'],
    ['Li Fei-Fei', 'Fei-Fei, Li'],
    ['محمد علي', 'علي, محمد'],
    ['Google', '{Google}'],
    ['A & B', 'B, A \\&'],
  ])('%s', (name, written) => {
    expect(field('author', { authors: [name] })).toBe(written);
  });
  test('several', () => {
    expect(field('author', { authors: ['Song Han', 'Huizi Mao', 'William J. Dally'] })).toBe(
      'Han, Song and Mao, Huizi and Dally, William J.',
    );
  });
});

describe('places', () => {
  test.each([
    [
      'CVPR 2018, pages 6848-6856',
      'inproceedings',
      { booktitle: 'CVPR 2018', pages: '6848--6856' },
    ],
    [
      'Communications of the ACM 52(4), pages 65-76',
      'article',
      { journal: 'Communications of the ACM', volume: '52', number: '4', pages: '65--76' },
    ],
    ['arXiv 2017', 'article', { journal: 'arXiv preprint arXiv:1704.04861' }],
    ['OpenAI technical report, 2017', 'techreport', { institution: 'OpenAI' }],
    ['', 'inproceedings', {}],
  ])('%s', (venue, type, fields) => {
    const change = { venue, ...(venue.startsWith('arXiv') ? { arxiv: '1704.04861' } : {}) };
    expect(bibtexOf([cited(change)])).toMatch(new RegExp(`^@${type}\\{resnext,`));
    for (const [name, value] of Object.entries(fields))
      expect([name, field(name, change)]).toEqual([name, value]);
  });
  test('the address is there once, as it is', () => {
    const page = 'https://example.org/a_b?c=1&d=%20#e';
    expect(field('url', { page })).toBe(page);
    expect(bibtexOf([cited({ page })])).not.toContain('howpublished');
  });
});
