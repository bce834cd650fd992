import type { Box, Dataflow, Role } from '../core/dataflow/dataflow';
import { curve, layoutOf, type Placed, type Point, rounded as n } from '../core/dataflow/layout';

const lineHeight = 16;
/** Wide enough for a letter of the fonts that `system-ui` stands for, at 12 px. */
const letterWidth = 6.2;
const margin = 12;

/** Fill and stroke. Pictures stand on paper of their own, so that they are the same in a light and in a dark page. */
const colours: Readonly<Record<Role, readonly [string, string]>> = {
  input: ['#eef2f7', '#64748b'],
  weighs: ['#dbe9fb', '#2f6db3'],
  pools: ['#fdebd0', '#a86a12'],
  joins: ['#e9e2f8', '#6a4ea8'],
  changes: ['#e6f2e6', '#4d7f4d'],
};

/** Draws a dataflow, from top to bottom. */
export function drawing(flow: Dataflow, title: string): string {
  const { boxes, edges, ...extent } = layoutOf(flow, { box: sizeOf });
  const [left, top] = [extent.left - margin, extent.top - margin];
  const [width, height] = [extent.width + 2 * margin, extent.height + 2 * margin];
  const box = `x="${left + 0.5}" y="${top + 0.5}" width="${width - 1}" height="${height - 1}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" text-anchor="middle">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>',
    `<rect ${box} rx="6" fill="#fff" stroke="#d0d7de"/>`,
    ...edges.map(({ points }) => line(points)),
    ...flow.boxes.map((each, i) => drawBox(each, boxes[i] ?? nowhere)),
    '</svg>\n',
  ].join('\n');
}

const nowhere: Placed = { x: 0, y: 0, width: 0, height: 0 };

function sizeOf(box: Box): { width: number; height: number } {
  const texts = textsOf(box);
  const widest = Math.max(...texts.map((text) => text.length * letterWidth));
  return { width: Math.round(widest + 24), height: texts.length * lineHeight + 10 };
}

function textsOf({ lines, shape, output }: Box): string[] {
  const made = output === undefined ? [] : [`= ${output}`];
  const size = shape === undefined ? [] : [shape.map(String).join(' × ')];
  return [...lines, ...made, ...size];
}

function drawBox(box: Box, { x, y, width, height }: Placed): string {
  const [fill, stroke] = colours[box.role];
  const [left, top] = [x - width / 2, y - height / 2];
  const rounding = box.role === 'input' ? Math.min(14, height / 2) : 4;
  const weight = box.output === undefined ? 1 : 2;
  const texts = textsOf(box).map((text, i) => {
    const lines = box.lines.length;
    const style = i < lines ? '' : i === lines && box.output !== undefined ? bold : faint;
    return `<text x="${n(x)}" y="${n(top + 17 + i * lineHeight)}"${style}>${escaped(text)}</text>`;
  });
  return `<g><rect x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="${n(rounding)}" fill="${fill}" stroke="${stroke}" stroke-width="${weight}"/>${texts.join('')}</g>`;
}

const bold = ' font-weight="bold"';
const faint = ' fill="#57606a" font-size="11"';

function line(points: readonly Point[]): string {
  const path = curve(points);
  if (path === '') return '';
  return `<path d="${path}" fill="none" stroke="#57606a" marker-end="url(#tip)"/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
