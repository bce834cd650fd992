import { parseArgs } from 'node:util';

const options = {
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  kernel: { type: 'string' },
  plan: { type: 'string' },
  topic: { type: 'string' },
  bibtex: { type: 'boolean', default: false },
  runner: { type: 'string', default: 'gpu' },
  race: { type: 'boolean', default: false },
  software: { type: 'boolean', default: false },
  shape: { type: 'string', default: '0' },
  limit: { type: 'string', default: '60' },
  layers: { type: 'boolean', default: false },
  width: { type: 'string' },
  resolution: { type: 'string' },
  groups: { type: 'string' },
  scale: { type: 'string' },
  strides: { type: 'string' },
  classes: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** The words after `tilework`; throws for a flag that is not ours. */
export function parse(): ReturnType<
  typeof parseArgs<{ options: typeof options; allowPositionals: true }>
> {
  return parseArgs({ options, allowPositionals: true });
}

export type Flags = ReturnType<typeof parse>['values'];
