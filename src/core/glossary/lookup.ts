import type { Glossary, Term } from './schema';

/** A term of the glossary and the place of its word: offsets into the text, in UTF-16 units. */
export interface FoundTerm {
  readonly term: Term;
  readonly start: number;
  readonly end: number;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly inComment: boolean;
}

/**
 * The term whose word stands at an offset of a WGSL text; of several (`__shared__` in `extern __shared__`) the
 * longest. Spaces do not matter: `var < workgroup >` is `var<workgroup>`.
 */
export function termAt(text: string, offset: number, { terms }: Glossary): FoundTerm | undefined {
  const tokens = tokensIn(text);
  const here = tokens.findIndex(({ start, end }) => start <= offset && offset < end);
  if (here < 0) return undefined;
  const candidates = terms.flatMap((term) =>
    term.hover.flatMap((word) => {
      const found = occurrence(tokensIn(word), tokens, here);
      return found !== undefined && isMeant(word, found, text) ? [{ term, found }] : [];
    }),
  );
  const [best] = candidates.sort((a, b) => b.found.length - a.found.length);
  const [first, last] = [best?.found[0], best?.found.at(-1)];
  if (best === undefined || first === undefined || last === undefined) return undefined;
  return { term: best.term, start: first.start, end: last.end };
}

/** The tokens that spell the word out, one of them at `here`. */
function occurrence(
  word: readonly Token[],
  tokens: readonly Token[],
  here: number,
): readonly Token[] | undefined {
  for (let first = Math.max(0, here - word.length + 1); first <= here; first++) {
    const found = tokens.slice(first, first + word.length);
    if (word.every(({ text }, i) => found[i]?.text === text)) return found;
  }
  return undefined;
}

/** A plain word such as `half` is English in a comment, and in code it may be a name that the file itself declares. */
function isMeant(word: string, [token]: readonly Token[], text: string): boolean {
  if (!/^[a-z]+$/.test(word)) return true;
  if (token?.inComment !== false) return false;
  const declared = new RegExp(
    `\\b(?:let|var|const|override|fn|struct|alias)\\s+${word}\\b|\\b${word}\\s*:`,
  );
  return !declared.test(text);
}

/** Words and signs; what stands in quotation marks is text of a C program that was pasted, and left out. */
function tokensIn(text: string): Token[] {
  const parts = /\/\/|\/\*|\*\/|\n|"(?:[^"\\\n]|\\.)*"|[\p{L}\p{N}_]+|\S/gu;
  const tokens: Token[] = [];
  let inLine = false;
  let depth = 0;
  for (const { 0: part, index: start } of text.matchAll(parts)) {
    if (part === '\n') inLine = false;
    else if (part === '//' && depth === 0) inLine = true;
    else if (part === '/*' && !inLine) depth += 1;
    else if (part === '*/' && !inLine) depth = Math.max(0, depth - 1);
    else if (!/^"./.test(part)) {
      const inComment = inLine || depth > 0;
      tokens.push({ text: part, start, end: start + part.length, inComment });
    }
  }
  return tokens;
}
