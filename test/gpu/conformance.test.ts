import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dawn, startDawn } from '../support/dawn';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(async () => {
  await dawn.stop();
});

test('the tables that the simulator is held to are also true of Dawn, as far as WGSL asks for', async () => {
  const wrong = await dawn.probe<Record<string, string[]>>({ kind: 'conformance' });
  const few = Object.values(wrong).map((lines) => lines.slice(0, 4));
  expect(few.flat()).toEqual([]);
  expect(few.length).toBeGreaterThan(80);
}, 120_000);
