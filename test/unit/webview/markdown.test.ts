import { describe, expect, it } from 'vitest';
import { isWebLink, markdownToHtml } from '../../../webview/markdown';

function inlineMarkdownToHtml(text: string): string {
  return markdownToHtml(text).replace(/^<p>(.*)<\/p>\n$/, '$1');
}

describe('links', () => {
  it('keeps https and http', () => {
    expect(markdownToHtml('[lecture 4](https://courses.cms.caltech.edu/cs179/)')).toBe(
      '<p><a href="https://courses.cms.caltech.edu/cs179/">lecture 4</a></p>\n',
    );
    expect(markdownToHtml('<http://example.org/a>')).toContain('href="http://example.org/a"');
  });

  it.each([
    '[text](javascript:alert(1))',
    '[text](JaVaScRiPt:alert(1))',
    '[text](command:workbench.action.quit)',
    '[text](data:text/html,x)',
    '[text](vscode://file/etc/passwd)',
    '[text](file:///etc/passwd)',
    '[text](#contract)',
    '[text](other.md)',
    '[text](https://)',
    '[text](java&#115;cript:alert(1))',
  ])('leaves only the words of %s', (source) => {
    expect(markdownToHtml(source)).toBe('<p>text</p>\n');
  });

  it('drops one link and keeps the next', () => {
    const html = inlineMarkdownToHtml('[a **b**](command:x) and [c](https://c.org)');
    expect(html).toBe('a <strong>b</strong> and <a href="https://c.org">c</a>');
  });

  it('takes only addresses of the web', () => {
    expect(isWebLink('https://a.org/x')).toBe(true);
    expect(isWebLink('HTTP://a.org')).toBe(true);
    expect(isWebLink(' https://a.org')).toBe(false);
    expect(isWebLink('https:///etc')).toBe(false);
  });
});

describe('headings', () => {
  it('stand one level below the panel’s own', () => {
    expect(markdownToHtml('## Why\n\nSo.')).toContain('<h3>Why</h3>');
    expect(markdownToHtml('###### Deep')).toContain('<h6>Deep</h6>');
  });
});

describe('what a statement may not do', () => {
  it('shows HTML as text', () => {
    expect(markdownToHtml('<img src=x onerror=alert(1)>')).not.toContain('<img');
    expect(markdownToHtml('a <script>b</script>')).not.toContain('<script');
  });

  it('loads no image and shows its words', () => {
    expect(markdownToHtml('![a tile](https://tracker.example/x.png)')).toBe('<p>a tile</p>\n');
    expect(markdownToHtml('[![a tile](https://t.example/x.png)](https://a.org)')).not.toContain(
      '<img',
    );
  });

  it('carries no style attribute', () => {
    const html = markdownToHtml('| a | b |\n|:-:|--:|\n| 1 | 2 |\n');
    expect(html).not.toContain('style=');
    expect(html).toContain('class="align-right"');
  });
});

describe('formulas', () => {
  it('marks them and leaves their source untouched', () => {
    expect(inlineMarkdownToHtml('so $y_i = a \\cdot x_i$.')).toBe(
      'so <span class="math">y_i = a \\cdot x_i</span>.',
    );
    expect(inlineMarkdownToHtml('$a < b$')).toBe('<span class="math">a &lt; b</span>');
  });

  it('knows formulas on lines of their own, also with lines that look like lists', () => {
    expect(markdownToHtml('$$\ny = a\n- b\n$$\n')).toContain(
      '<span class="math math-display">y = a\n- b</span>',
    );
    expect(markdownToHtml('$$y = 1$$')).toContain('<span class="math math-display">y = 1</span>');
    expect(inlineMarkdownToHtml('here: $$y = 1$$ there')).toContain('math-display">y = 1<');
  });

  it.each(['$5 and $6', 'a \\$ b $', '$ a $', 'no $', '`$a$`', '$$'])(
    'sees none in %s',
    (source) => {
      expect(markdownToHtml(source)).not.toContain('class="math');
    },
  );
});
