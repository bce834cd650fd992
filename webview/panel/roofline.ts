import type { Measurement } from '../../src/core/measure/measurement';
import { amountText } from '../../src/core/measure/text';
import { svg, svgText } from './svg';

const width = 420;
const height = 230;
const area = { left: 62, right: 14, top: 14, bottom: 34 } as const;

/** Logarithmic axes: FLOP for each byte across, FLOP a second up. */
interface Axes {
  readonly x: (intensity: number) => number;
  readonly y: (rate: number) => number;
  readonly intensities: readonly [number, number];
  readonly rates: readonly [number, number];
}

/**
 * The roofline (Williams, Waterman, Patterson 2009): how fast a device can calculate when each byte that it reads is worth
 * so many FLOPs, with the kernels under it. All of them do the same work on the same bytes, so they stand one above the other.
 */
export function roofline(measurement: Measurement): SVGElement {
  const axes = axesOf(measurement);
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, class: 'roofline', 'aria-hidden': 'true' },
    ...grid(axes),
    roofOf(measurement, axes),
    ...roofNames(measurement, axes),
    ...points(measurement, axes),
  );
}

function axesOf({ bytes, flops, speeds, kernels }: Measurement): Axes {
  const intensity = flops / bytes;
  const balance = speeds.arithmetic / speeds.copy;
  const intensities: [number, number] = [
    Math.min(intensity, balance) / 4,
    Math.max(intensity, balance) * 4,
  ];
  const slowest = Math.min(...kernels.map((one) => (flops * 1000) / one.milliseconds));
  const rates: [number, number] = [slowest / 3, speeds.arithmetic * 3];
  const scale =
    ([low, high]: readonly [number, number], from: number, to: number) =>
    (value: number): number =>
      from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
  return {
    x: scale(intensities, area.left, width - area.right),
    y: scale(rates, height - area.bottom, area.top),
    ...{ intensities, rates },
  };
}

/** The powers of ten in a range. */
function decades([low, high]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

function grid({ x, y, intensities, rates }: Axes): SVGElement[] {
  const [bottom, left] = [height - area.bottom, area.left];
  const across = decades(intensities).flatMap((value) => [
    svg('line', { x1: x(value), x2: x(value), y1: area.top, y2: bottom, class: 'grid' }),
    text(Number(value.toPrecision(1)).toString(), x(value), bottom + 13, 'middle'),
  ]);
  const up = decades(rates).flatMap((value) => [
    svg('line', { x1: left, x2: width - area.right, y1: y(value), y2: y(value), class: 'grid' }),
    text(amountText(value, ''), left - 5, y(value) + 3, 'end'),
  ]);
  return [
    ...across,
    ...up,
    text('FLOP for each byte', (left + width - area.right) / 2, height - 6, 'middle'),
    text('FLOP/s', 4, area.top - 3, 'start'),
  ];
}

function roofOf({ speeds }: Measurement, { x, y, intensities }: Axes): SVGElement {
  const [low, high] = intensities;
  const ridge = speeds.arithmetic / speeds.copy;
  const at = (intensity: number): string =>
    `${x(intensity).toFixed(1)},${Math.min(height - area.bottom, y(Math.min(speeds.arithmetic, intensity * speeds.copy))).toFixed(1)}`;
  return svg('polyline', { points: [low, ridge, high].map(at).join(' '), class: 'roof' });
}

function roofNames({ speeds }: Measurement, { y, intensities, x }: Axes): SVGElement[] {
  const [, high] = intensities;
  return [
    text(
      `calculates ${amountText(speeds.arithmetic, 'FLOP/s')}`,
      x(high),
      y(speeds.arithmetic) - 5,
      'end',
    ),
  ];
}

/** Yours is a filled disc, the others are rings and squares: shapes tell them apart without colours. */
function points(measurement: Measurement, { x, y }: Axes): SVGElement[] {
  const { flops, bytes, kernels } = measurement;
  const at = x(flops / bytes);
  return kernels.flatMap(({ who, milliseconds }) => {
    const rate = (flops * 1000) / milliseconds;
    const place = y(rate);
    const left = who !== 'yours';
    const mark =
      who === 'tuned'
        ? svg('rect', { x: at - 4, y: place - 4, width: 8, height: 8, class: 'point tuned' })
        : svg('circle', { cx: at, cy: place, r: who === 'yours' ? 5 : 4, class: `point ${who}` });
    return [mark, text(who, left ? at - 9 : at + 9, place + 3.5, left ? 'end' : 'start')];
  });
}

function text(words: string, x: number, y: number, anchor: string): SVGElement {
  return svgText(words, { x, y, 'text-anchor': anchor });
}
