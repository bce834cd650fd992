import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What `npm run fuzz` is asked to do. Seeds are those from `from` up to `to`, not included. */
export interface FuzzOptions {
  readonly from: number;
  readonly to: number;
  /** Processes at the same time. */
  readonly jobs: number;
  /** A file that gets every line besides the screen. */
  readonly log: string | undefined;
  /** On the simulator alone, which must find nothing; without Dawn. */
  readonly raceFree: boolean;
  /** Only counts which features the kernels use. */
  readonly coverage: boolean;
}

/** Reads the words after `npm run fuzz --`. Throws where one is not known or not a number. */
export function fuzzOptions(words: string[]): FuzzOptions {
  const { values } = parseArgs({
    args: words,
    options: {
      from: { type: 'string', default: '0' },
      to: { type: 'string' },
      jobs: { type: 'string' },
      log: { type: 'string' },
      'race-free': { type: 'boolean', default: false },
      coverage: { type: 'boolean', default: false },
    },
  });
  const raceFree = values['race-free'];
  const from = whole('from', values.from);
  const to = values.to === undefined ? from + (raceFree ? 5000 : 20_000) : whole('to', values.to);
  const half = Math.max(1, Math.floor(availableParallelism() / 2));
  const jobs = values.jobs === undefined ? half : Math.max(1, whole('jobs', values.jobs));
  return { ...{ from, to, jobs, log: values.log, raceFree }, coverage: values.coverage };
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is a whole number, not “${text}”`);
  return Number(text);
}
