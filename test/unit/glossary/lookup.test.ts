import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { termAt } from '../../../src/core/glossary/lookup';
import { glossarySchema } from '../../../src/core/glossary/schema';
import { root } from '../../support/kernels';

const glossary = glossarySchema.parse(
  JSON.parse(readFileSync(join(root, 'syllabus/glossary.json'), 'utf8')),
);

/** What is found at the sign `¦` of a text, as the id of the term and the words that the hover marks. */
function found(marked: string): string | undefined {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const at = termAt(text, offset, glossary);
  return at && `${at.term.id}: ${text.slice(at.start, at.end)}`;
}

describe('the word under the pointer', () => {
  it.each([
    ['  work¦groupBarrier();', 'barrier: workgroupBarrier'],
    ['¦workgroupBarrier();', 'barrier: workgroupBarrier'],
    ['@compute @work¦group_size(W)', 'workgroup: @workgroup_size'],
    ['@builtin(num_work¦groups) groups: vec3<u32>,', 'dispatch: num_workgroups'],
    ['@group(0) @bind¦ing(1) var<storage, read> a: array<f32>;', 'bind-group: @binding'],
    ['var<work¦group> tile: array<f32, 256>;', 'workgroup-memory: var<workgroup>'],
    ['var<storage, re¦ad> a: array<f32>;', 'read-only: var<storage, read>'],
    ['var < storage ,read¦_write > a: array<f32>;', 'storage: var < storage ,read_write >'],
    ['v¦ar<uniform> p: P;', 'uniform: var<uniform>'],
    ['over¦ride W: u32 = 64;', 'override: override'],
    ['h: array<ato¦mic<u32>>;', 'atomic: atomic'],
    ['enable sub¦groups;', 'subgroup: enable subgroups'],
    ['let s = select¦(0u, 1u, c);', undefined],
    ['let s = sel¦ect(0u, 1u, c);', 'select: select'],
  ])('of WGSL is found: %s', (marked, wanted) => {
    expect(found(marked)).toBe(wanted);
  });

  it.each([
    ['  __sync¦threads();', 'barrier: __syncthreads'],
    ['int i = blockIdx.x * blockDim.x + thread¦Idx.x;', 'local-id: threadIdx.x'],
    ['int i = blockIdx.x * blockDim.x + threadIdx.¦y;', 'local-id: threadIdx.y'],
    ['int i = block¦Idx.x;', 'workgroup-id: blockIdx.x'],
    ['dim3 b = block¦Dim;', 'workgroup: blockDim'],
    ['__sha¦red__ float tile[32][33];', 'workgroup-memory: __shared__'],
    ['extern __sha¦red__ float tile[];', 'workgroup-memory: extern __shared__'],
    ['v += __shfl_down¦_sync(mask, v, 1);', 'shuffle: __shfl_down_sync'],
    ['main<¦<<grid, block>>>(a);', 'dispatch: <<<'],
    ['const float* __re¦strict__ a', 'read-only: __restrict__'],
    ['#prag¦ma unroll', 'unrolling: #pragma'],
    ['double¦ x', undefined],
    ['dou¦ble x = 1.0;', 'float-types: double'],
    ['print¦f("%d", i);', 'printf: printf'],
  ])('of CUDA is found: %s', (marked, wanted) => {
    expect(found(marked)).toBe(wanted);
  });

  it.each([
    ['let x = my_thread¦Idx;'],
    ['let workgroupBarrier¦2 = 1;'],
    ['let t: array<array<vec2<f32>¦>> = t0;'],
    ['printf("call __sync¦threads first");'],
    ['   ¦   '],
    ['let i = gid.x¦'],
  ])('is nothing of ours: %s', (marked) => {
    expect(found(marked)).toBeUndefined();
  });

  it.each([
    ['// then workgroup¦Barrier() for all', 'barrier: workgroupBarrier'],
    ['/* as thread¦Idx.x in /* CUDA */ */', 'local-id: threadIdx.x'],
    ['// the second ha¦lf', undefined],
    ['/* a /* nested */ sel¦ect of numbers */', undefined],
    ['/* ends */ sel¦ect(a, b, c)', 'select: select'],
    ['// ends\nsel¦ect(a, b, c)', 'select: select'],
  ])('is found in a comment only where it is code: %s', (marked, wanted) => {
    expect(found(marked)).toBe(wanted);
  });

  it('is the learner’s where the file declares it', () => {
    expect(found('x = ha¦lf;')).toBe('float-types: half');
    expect(found('let half = n / 2u;\nx = ha¦lf;')).toBeUndefined();
    expect(found('fn pow(a: f32) -> f32 {}\nx = po¦w(a);')).toBeUndefined();
    expect(found('struct P { atomic: u32 }\nx = p.ato¦mic;')).toBeUndefined();
  });

  it('does not take offsets of a text with signs beyond 16 bits for others', () => {
    expect(found('// 🙂\nworkgroup¦Barrier();')).toBe('barrier: workgroupBarrier');
  });
});
