import type { Range } from '../grade/report';
import type { Span } from './outline';

/** Turns UTF-16 offsets into zero-based lines and columns; `\r\n`, `\r` and `\n` all end a line. */
export function rangeOf(source: string, span: Span): Range {
  return { start: positionOf(source, span.start), end: positionOf(source, span.end) };
}

function positionOf(source: string, offset: number): Range['start'] {
  const lines = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
