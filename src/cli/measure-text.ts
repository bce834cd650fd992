import { adapterName } from '../core/grade/adapter-name';
import { figuresOf } from '../core/measure/figures';
import type { Measurement, TimedKernel } from '../core/measure/measurement';
import {
  amountText,
  lessonText,
  ratioText,
  shareText,
  talliesText,
  timeText,
} from '../core/measure/text';

/** Times for a terminal: a table of the kernels, then what they say. */
export function measurementText(measurement: Measurement): string {
  const { exercise, label, kernels, compared, clock } = measurement;
  const table = [headings(measurement), ...kernels.map((one) => rowOf(measurement, one))];
  const [first] = kernels;
  const method = `median of ${first?.rounds ?? 0} rounds, kernels in turn, by ${clock === 'timestamps' ? 'the GPU’s timestamps' : 'a clock around the submit'}`;
  const { elements, of } = compared;
  const checked = `${elements.toLocaleString('en')} of ${of.toLocaleString('en')} elements compared with the reference: right`;
  return [
    `${exercise}  ${label}`,
    ...columns(table).map((line) => `  ${line}`),
    ...[...lessonText(measurement), ...talliesText(measurement)].map((line) => `  ${line}`),
    `  ${method}; ${checked}`,
    '',
  ].join('\n');
}

/** What the device reaches. */
export function speedsText({ adapter, speeds }: Measurement): string {
  return `  ${adapterName(adapter)}${adapter.software ? ' (software)' : ''}: copies ${amountText(speeds.copy, 'B/s')}, calculates ${amountText(speeds.arithmetic, 'FLOP/s')}\n`;
}

function headings({ flops, items }: Measurement): string[] {
  const more = items === undefined ? [] : [`${items.unit}/s`];
  const arithmetic = flops === 0 ? [] : ['FLOP/s', 'of peak'];
  return ['', 'time', 'over naive', 'over tuned', ...more, 'B/s', 'of copy', ...arithmetic, ''];
}

function rowOf(measurement: Measurement, kernel: TimedKernel): string[] {
  const figures = figuresOf(measurement, kernel);
  const { items } = measurement;
  const ratio = (value: number | undefined): string =>
    value === undefined ? '' : ratioText(value);
  return [
    ...[kernel.who, timeText(kernel.milliseconds)],
    ...[ratio(figures.overNaive), ratio(figures.overTuned)],
    ...(items === undefined ? [] : [amountText(figures.itemsPerSecond ?? 0, `${items.unit}/s`)]),
    ...[amountText(figures.bytesPerSecond, 'B/s'), shareText(figures.shareOfCopy)],
    ...(figures.flopsPerSecond === undefined
      ? []
      : [amountText(figures.flopsPerSecond, 'FLOP/s'), shareText(figures.shareOfPeak ?? 0)]),
    kernel.says,
  ];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === 0 || i === row.length - 1
          ? cell.padEnd(widths[i] ?? 0)
          : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
