import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Compared } from '../fuzz/differential';
import { type Dawn, startDawn } from '../support/dawn';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(async () => {
  await dawn.stop();
});

// `npm run fuzz` takes 20,000; the seeds of what fails are in the message.
test('500 generated kernels: the simulator and Dawn agree, in every order, and nothing is found', async () => {
  const halves = await Promise.all(
    [0, 270].map((from) => dawn.probe<Compared>({ kind: 'fuzz', from, count: 270 })),
  );
  expect(halves.flatMap(({ disagreements }) => disagreements)).toEqual([]);
  const ran = halves.reduce((sum, half) => sum + half.ran, 0);
  // Tint refuses one in sixteen, in which a constant expression overflows.
  expect(ran).toBeGreaterThanOrEqual(500);
}, 300_000);
