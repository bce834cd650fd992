import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  hostEvents,
  hostRequests,
  paperHostEvents,
  paperPanelEvents,
  paperPanelRequests,
  panelEvents,
  panelRequests,
} from '../../../src/protocol/messages';

const tables = [
  { table: hostRequests, panel: 'exercise', from: 'host', kind: 'request' },
  { table: panelRequests, panel: 'exercise', from: 'panel', kind: 'request' },
  { table: hostEvents, panel: 'exercise', from: 'host', kind: 'event' },
  { table: panelEvents, panel: 'exercise', from: 'panel', kind: 'event' },
  { table: paperPanelRequests, panel: 'paper', from: 'panel', kind: 'request' },
  { table: paperHostEvents, panel: 'paper', from: 'host', kind: 'event' },
  { table: paperPanelEvents, panel: 'paper', from: 'panel', kind: 'event' },
];

test('the message table of ARCHITECTURE.md is the protocol', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = [
    ...text.matchAll(/^\| `(\w+)` \| (exercise|paper) \| (host|panel) \| (request|event) \|$/gm),
  ].map(([, name, panel, from, kind]) => `${panel} ${from} ${kind} ${name}`);
  const words = tables.flatMap(({ table, panel, from, kind }) =>
    Object.keys(table).map((name) => `${panel} ${from} ${kind} ${name}`),
  );
  expect(rows.sort()).toEqual(words.sort());
});
