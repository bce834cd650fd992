import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { expect, test } from 'vitest';
import { markdownToHtml } from '../../../webview/markdown';
import { root } from '../../support/kernels';

/** KaTeX's classes for the faces that `esbuild.js` leaves out of the package. */
const leftOut =
  /\b(?:(?:math|text)(?:bold)?frak|(?:math|text)scr|boldsymbol|(?:math|text)boldsf|(?:math|text)itsf|mathsfit)\b/;
/** Two faces that are bold and italic at once come from one inside the other. */
const boldItalic = /\btextbf\b.*\btextit\b|\btextit\b.*\btextbf\b/;

/** All texts of a file: a page of Markdown, or the strings of a JSON file by their keys. */
function textsIn(name: string): [key: string, text: string][] {
  const text = readFileSync(join(root, 'syllabus', name), 'utf8');
  if (name.endsWith('.md')) return [['', text]];
  const found: [string, string][] = [];
  JSON.parse(text, (key: string, value: unknown) => {
    if (typeof value === 'string') found.push([key, value]);
    return value;
  });
  return found;
}

/** The formulas of a text; an equation of a paper is one by itself. */
function formulasIn([key, text]: readonly [string, string]): string[] {
  if (key === 'equation') return [text];
  return [...markdownToHtml(text).matchAll(/<span class="math[^"]*">([^<]*)<\/span>/g)].map(
    ([, source = '']) =>
      source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

test('the mathematics of the syllabus uses no face of a font that the package leaves out', () => {
  const names = readdirSync(join(root, 'syllabus'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.(md|json)$/.test(name) && !name.startsWith('schema'));
  const formulas = files.flatMap((name) => textsIn(name).flatMap(formulasIn));
  expect(formulas.length).toBeGreaterThan(500);
  const wrong = formulas.filter((source) => {
    const html = katex.renderToString(source, { throwOnError: false, output: 'html' });
    return leftOut.test(html) || boldItalic.test(html);
  });
  expect(wrong).toEqual([]);
  // The classes are KaTeX's own: what is left out would be seen.
  expect(leftOut.test(katex.renderToString('\\mathscr{A}'))).toBe(true);
  expect(leftOut.test(katex.renderToString('\\boldsymbol{x}'))).toBe(true);
});
