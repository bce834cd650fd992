import { expect, test } from 'vitest';
import { simulated } from '../../support/simulated';

async function ran(body: string) {
  const outcome = await simulated(`enable subgroups;
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(32) fn main(@builtin(local_invocation_index) l: u32) { ${body} }`);
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return outcome;
}

test('a sum by subgroupShuffleDown asks lanes that are not there and uses nothing of them: no mistake', async () => {
  const { findings, hints, buffers } = await ran(
    'var sum = l; for (var d = 16u; d > 0u; d >>= 1u) { sum += subgroupShuffleDown(sum, d); } if (l == 0u) { out[0] = sum; }',
  );
  expect([findings, buffers.get('out')?.[0]]).toEqual([undefined, (31 * 32) / 2]);
  expect(hints?.map(({ id }) => id)).toEqual(['inactive-lane']);
});

test('what such a lane gives could not pass for a right value', async () => {
  const { buffers } = await ran('out[l] = subgroupShuffleUp(l, 1u);');
  expect([...(buffers.get('out') ?? [])].slice(0, 3)).toEqual([0xdeadbeef, 0, 1]);
});
