import type { Network } from '../core/cost/networks/network';
import { optionNames } from '../core/cost/options';
import type { NetworkCost } from '../core/cost/report';

type Line = readonly [label: string, shape: string, parameters: string, macs: string];

/** The list of networks: name, title and options with what is legal. */
export function networksText(networks: readonly Network[]): string {
  const width = Math.max(...networks.map(({ name }) => name.length));
  const lines = networks.map(
    (network) => `${network.name.padEnd(width)}  ${network.title}  (${optionsText(network)})`,
  );
  return `${lines.join('\n')}\n`;
}

/** “--resolution 224 --strides v1.5|v1”: each with its default, first where only some values are legal. */
function optionsText({ options }: Network): string {
  return optionNames
    .flatMap((name) => {
      const option = options[name];
      if (option === undefined) return [];
      const others = option.among?.filter((value) => value !== option.default) ?? [];
      return [`--${name} ${[option.default, ...others].join('|')}`];
    })
    .join(' ');
}

/** The layer table and the totals, for a terminal. */
export function costText(cost: NetworkCost): string {
  const { title, network, options } = cost;
  const asked = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const lines = [`${title}  (${network}: ${asked.join(', ')})`, '', ...tableOf(cost), ''];
  lines.push(...totals(cost), '', ...countLines(cost), ...publishedLines(cost));
  for (const note of cost.notes) lines.push('', note);
  return `${lines.join('\n')}\n`;
}

function tableOf({ sections, layers, parameters, macs }: NetworkCost): string[] {
  const line = (row: NetworkCost['sections'][0], label = row.label): Line => [
    label,
    row.shape.join(' × '),
    grouped(row.parameters),
    millions(row.macs),
  ];
  const body =
    layers === undefined
      ? sections.map((row) => line(row))
      : layers.map((row) => line(row, `${row.name}  ${row.label}`));
  const all: Line[] = [
    ['layers', 'output', 'parameters', 'multiply-adds (M)'],
    ...body,
    ['total', '', grouped(parameters), millions(macs)],
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all.map(([label, shape, ...numbers]) => {
    const cells = numbers.map((number, i) => number.padStart(widths[i + 2] ?? 0));
    return [label.padEnd(widths[0] ?? 0), shape.padEnd(widths[1] ?? 0), ...cells].join('  ');
  });
}

function totals(cost: NetworkCost): string[] {
  const { size, stride } = cost.receptiveField;
  const { arithmetic, weights, activations, total, source, model } = cost.energy;
  return [
    `parameters        ${grouped(cost.parameters)}`,
    `multiply-adds     ${grouped(cost.macs)}`,
    `weights           ${bytes(cost.weightBytes)}${cost.storage === undefined ? ' at f32' : `: ${cost.storage}`}`,
    `activations       ${bytes(cost.peakActivationBytes)} at most at one time, at f32`,
    `receptive field   ${size.map(short).join(' × ')}, every ${[...new Set(stride)].map(short).join(' × ')} pixels: one position of the last map`,
    `energy, estimated ${rangeText(total)} mJ: ${short(arithmetic)} arithmetic, ${rangeText(weights)} weights, ${short(activations)} activations`,
    `                  ${source}. ${model}`,
  ];
}

function countLines({ counts }: NetworkCost): string[] {
  return counts.map(
    ({ count, word, source }) => `${grouped(count)} ${word} as counted by ${source}`,
  );
}

function publishedLines({ published }: NetworkCost): string[] {
  if (published.length === 0) return [];
  const lines = published.map((figure) => {
    const what = figure.quantity === 'parameters' ? 'parameters' : 'operations';
    const memory = figure.fromMemory === true ? ' (from memory)' : '';
    const verdict = figure.agrees
      ? 'the same'
      : `here ${grouped(figure.ours)}. ${figure.reason ?? ''}`;
    return `  ${figure.printed} ${what}, ${figure.source}${memory}: ${verdict}`;
  });
  return ['', 'published:', ...lines];
}

/** “25,557,032”. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function millions(number: number): string {
  const [whole = '0', hundredths = '00'] = (number / 1e6).toFixed(2).split('.');
  return `${grouped(Number(whole))}.${hundredths}`;
}

function bytes(number: number): string {
  return `${grouped(number)} bytes (${(number / 2 ** 20).toFixed(2)} MiB)`;
}

/** Three figures. */
function short(number: number): string {
  return String(Number(number.toPrecision(number >= 1000 ? 4 : 3)));
}

function rangeText([least, most]: readonly [number, number]): string {
  return `${short(least)} to ${short(most)}`;
}
