/** A figure, measured several times. */
export interface Row {
  readonly what: string;
  readonly aim: string;
  readonly values: readonly number[];
  readonly unit: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Three digits or so. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function spread(values: readonly number[]): string {
  return values.length < 2 ? '' : `${digits(Math.min(...values))} … ${digits(Math.max(...values))}`;
}

/** The figures as a table, each with its median and its spread. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, values, unit, aim }) =>
      `| ${what} | ${digits(median(values))} ${unit} | ${spread(values)} | ${aim} |`,
  );
  return ['| figure | median | spread | aim |', '| --- | --- | --- | --- |', ...lines].join('\n');
}
