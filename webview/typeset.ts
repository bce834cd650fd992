import katex from 'katex';

/**
 * Draws the formulas inside `root`. KaTeX builds nodes and sets their styles one by one, which the content
 * security policy allows; style attributes in HTML it would not. One that does not parse stays as its source.
 */
export function typeset(root: HTMLElement): void {
  for (const place of root.querySelectorAll<HTMLElement>('.math')) {
    const source = place.textContent;
    try {
      katex.render(source, place, {
        displayMode: place.classList.contains('math-display'),
        output: 'htmlAndMathml',
        throwOnError: true,
        trust: false,
        strict: 'ignore',
      });
    } catch (error) {
      place.textContent = source;
      place.classList.add('math-wrong');
      place.title = error instanceof Error ? error.message : String(error);
    }
  }
}
