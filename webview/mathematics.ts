import type { MarkdownIt } from 'markdown-it';

/**
 * `$…$` within a line and `$$…$$` on lines of its own, by the rules that pandoc has: no space behind the opening
 * dollar, none before the closing one, and no digit after it, so that "$5 and $6" stays what it is. The source
 * goes out as text in an element of class `math`; `typeset.ts` draws it once it is in the page.
 */
export function mathematics(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils;
  markdown.inline.ruler.after('escape', 'math', (state, silent) => {
    const found = inlineFormula(state.src.slice(state.pos, state.posMax));
    if (found === undefined) return false;
    if (!silent) {
      const token = state.push(found.display ? 'math_display' : 'math_inline', '', 0);
      token.content = found.source;
    }
    state.pos += found.length;
    return true;
  });
  markdown.block.ruler.before(
    'fence',
    'math_block',
    (state, startLine, endLine, silent) => {
      const line = (n: number): string =>
        state.src
          .slice((state.bMarks[n] ?? 0) + (state.tShift[n] ?? 0), state.eMarks[n] ?? 0)
          .trim();
      if (!line(startLine).startsWith('$$')) return false;
      const last = lastLine(line, startLine, endLine);
      if (last === undefined) return false;
      if (silent) return true;
      const lines = Array.from({ length: last - startLine + 1 }, (_, i) => line(startLine + i));
      const token = state.push('math_display', '', 0);
      token.content = lines.join('\n').slice(2, -2).trim();
      token.map = [startLine, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
  markdown.renderer.rules['math_inline'] = (tokens, i) =>
    `<span class="math">${escapeHtml(tokens[i]?.content ?? '')}</span>`;
  markdown.renderer.rules['math_display'] = (tokens, i) =>
    `<span class="math math-display">${escapeHtml(tokens[i]?.content ?? '')}</span>`;
}

function inlineFormula(
  text: string,
): { source: string; display: boolean; length: number } | undefined {
  const display = /^\$\$((?:[^$\\]|\\[\s\S])+)\$\$/.exec(text);
  if (display !== null) {
    return { source: (display[1] ?? '').trim(), display: true, length: display[0].length };
  }
  const inline = /^\$(?=\S)((?:[^$\\]|\\[\s\S])+)(?<!\s)\$(?!\d)/.exec(text);
  if (inline === null) return undefined;
  return { source: inline[1] ?? '', display: false, length: inline[0].length };
}

/** The line that closes the formula; it must have something between the dollars. */
function lastLine(
  line: (n: number) => string,
  startLine: number,
  endLine: number,
): number | undefined {
  const first = line(startLine);
  if (first.length > 4 && first.endsWith('$$')) return startLine;
  if (first.slice(2).includes('$$')) return undefined;
  for (let n = startLine + 1; n < endLine; n++) {
    if (line(n).endsWith('$$')) return n;
  }
  return undefined;
}
