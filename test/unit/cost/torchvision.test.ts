import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Values } from '../../../src/core/cost/options';
import { costed } from './costed';

/** What `networks.py` counts in torchvision’s own code. */
interface Counted {
  readonly network: string;
  readonly options: Values;
  readonly parameters: number;
  readonly macs: number;
  /** Parameters and running statistics. */
  readonly numbers: number;
}

const file = new URL('../../oracle/fixtures/networks/torchvision.json', import.meta.url);
const counted = JSON.parse(readFileSync(file, 'utf8')) as readonly Counted[];

test('there is something to compare with', () => {
  expect(counted.length).toBeGreaterThan(30);
});

test.each(counted)('$network $options: torchvision counts the same', (theirs) => {
  const ours = costed(theirs.network, theirs.options);
  expect([ours.parameters, ours.macs, ours.weightBytes]).toEqual([
    ...[theirs.parameters, theirs.macs, 4 * theirs.numbers],
  ]);
});
