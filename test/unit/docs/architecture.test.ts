import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  hostEvents,
  hostRequests,
  panelEvents,
  panelRequests,
} from '../../../src/protocol/messages';

const tables = [
  { table: hostRequests, from: 'host', kind: 'request' },
  { table: panelRequests, from: 'panel', kind: 'request' },
  { table: hostEvents, from: 'host', kind: 'event' },
  { table: panelEvents, from: 'panel', kind: 'event' },
];

test('the message table of ARCHITECTURE.md is the protocol', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| (host|panel) \| (request|event) \|$/gm)].map(
    ([, name, from, kind]) => `${from} ${kind} ${name}`,
  );
  const words = tables.flatMap(({ table, from, kind }) =>
    Object.keys(table).map((name) => `${from} ${kind} ${name}`),
  );
  expect(rows.sort()).toEqual(words.sort());
});
