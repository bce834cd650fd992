import type { Position } from '../../src/core/grade/report';
import type { Deeds } from './deeds';
import { linkButton } from './dom';

/** `transpose.wgsl:23`, or with the column; it shows that place in the editor. */
export function placeLink(
  place: Position,
  file: string,
  deeds: Deeds,
  precision: 'line' | 'column' = 'line',
): HTMLElement {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const column = precision === 'column' ? `:${place.character + 1}` : '';
  const title = `Show line ${place.line + 1}, column ${place.character + 1} in the editor`;
  const link = linkButton(
    `${name}:${place.line + 1}${column}`,
    () => {
      deeds.reveal(place);
    },
    title,
  );
  link.classList.add('mono');
  return link;
}
