import MarkdownIt, { type MarkdownIt as Renderer, type Token } from 'markdown-it';
import { mathematics } from './mathematics';

const renderer = createRenderer();

/** Statements and hints, which can come from anyone's folder: no HTML, no images, https and http links only. */
export function markdownToHtml(text: string): string {
  return renderer.render(text);
}

/** Whether the panel may ask the host to open this. */
export function isWebLink(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url);
}

/** Puts Markdown into `element`; a click on a link calls `openLink` and goes nowhere by itself. */
export function mountMarkdown(
  element: HTMLElement,
  text: string,
  openLink: (url: string) => void,
): void {
  // The only place where HTML is made from text; markdown-it escapes everything that is not its own markup.
  element.innerHTML = markdownToHtml(text);
  element.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null) return;
    event.preventDefault();
    // The webview opens links by itself as well; without this the page would open twice.
    event.stopPropagation();
    openLink(link.href);
  });
  if (text.includes('$')) void typesetIn(element);
}

/** Puts a formula, LaTeX without its dollars, into `element`. */
export function mountFormula(element: HTMLElement, source: string): void {
  const place = document.createElement('span');
  place.className = 'math math-display';
  place.textContent = source;
  element.replaceChildren(place);
  void typesetIn(element);
}

async function typesetIn(element: HTMLElement): Promise<void> {
  // KaTeX is larger than all the rest of the panel; a statement without formulas never loads it.
  const { typeset } = await import('./typeset');
  typeset(element);
}

function createRenderer(): Renderer {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  // All links become tokens, so that those which are dropped leave their text behind and not their source.
  markdown.validateLink = () => true;
  markdown.use(mathematics);
  markdown.core.ruler.push('tilework_links', (state) => {
    for (const token of state.tokens) {
      if (token.children !== null) token.children = withoutForeign(token.children);
      alignByClass(token);
      if (token.type.startsWith('heading_')) token.tag = deeper(token.tag);
    }
  });
  return markdown;
}

/** Drops the links that may not be opened (links do not nest, so the next close is theirs) and the images. */
function withoutForeign(tokens: Token[]): Token[] {
  let dropping = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') dropping = !isWebLink(String(token.attrGet('href')));
    if (token.type === 'image') showAltText(token);
    const drop = dropping && (token.type === 'link_open' || token.type === 'link_close');
    if (token.type === 'link_close') dropping = false;
    return !drop;
  });
}

function showAltText(token: Token): void {
  token.type = 'text';
  token.children = null;
}

/** The panel has a heading of the second level above the text, so that those in it begin with the third. */
function deeper(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 1)}`;
}

/** Columns of a table are aligned by a style attribute, which the content security policy forbids. */
function alignByClass(token: Token): void {
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style')))?.[1];
  if (align !== undefined) token.attrs = [['class', `align-${align}`]];
}
