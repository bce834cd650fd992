/** An SVG element. Colours come from the style sheet, so that a change of theme needs no new drawing. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly SVGElement[]
): SVGElement {
  const element: SVGElement = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Words in a drawing; `anchor` says which end of them is at x. */
export function svgText(
  words: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
): SVGElement {
  const element = svg('text', { x, y, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}
