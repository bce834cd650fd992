/** An element of a drawing. Its colours come from the style sheet, so that a change of theme needs no new drawing. */
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

/** A line of text with its baseline at a place. */
export function svgText(words: string, attributes: Parameters<typeof svg>[1]): SVGElement {
  const element = svg('text', attributes);
  element.textContent = words;
  return element;
}
