import { describe, expect, it } from 'vitest';
import { judgeLink } from '../../../src/editor/links';

describe('judgeLink', () => {
  it('opens https, whatever its case', () => {
    expect(judgeLink('https://arxiv.org/abs/1704.04861')).toEqual({
      ok: true,
      url: 'https://arxiv.org/abs/1704.04861',
    });
    expect(judgeLink('HTTPS://a.org').ok).toBe(true);
  });

  it('says why http is not opened', () => {
    expect(judgeLink('http://courses.cms.caltech.edu/cs179/')).toEqual({
      ok: false,
      reason: '“http:” links are not followed; only https addresses are opened',
    });
  });

  it.each([
    'command:workbench.action.quit',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'vscode://file/etc/passwd',
    'vscode-insiders:x',
    'file:///etc/passwd',
    'data:text/html,x',
    ' https://a.org',
    'https:',
    'https://',
    'https:///etc',
    'https://a.org/ b',
    'java\nscript:alert(1)',
    '',
    '#contract',
  ])('refuses %j', (url) => {
    expect(judgeLink(url).ok).toBe(false);
  });
});
