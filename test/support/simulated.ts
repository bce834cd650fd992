import type { Compilation, Outcome } from '../../src/core/grade/runner';
import type { TrafficRequest } from '../../src/core/grade/traffic';
import { type SimulatorOptions, simulatorRunner } from '../../src/simulator/runner';

/**
 * Result of a kernel with a buffer `out` at binding 1 and another of `wide` words at 2; a uniform of (1, 2, 3, 4) is
 * at binding 0.
 */
export async function simulated(
  source: string,
  options: SimulatorOptions = {},
  {
    workgroups = 1,
    words = 256,
    rounds = 1e6,
    wide = 0,
    traffic = undefined as TrafficRequest | undefined,
    everySchedule = false,
  } = {},
): Promise<Outcome | Exclude<Compilation, { kind: 'accepted' }>> {
  const compiled = await simulatorRunner(options).compile(source);
  if (compiled.kind !== 'accepted') return compiled;
  const kernel = await compiled.load([source]);
  if (kernel === undefined) throw new Error('the simulator loads what it accepts');
  return await kernel.run({
    uniform: { binding: 0, bytes: new Uint32Array([1, 2, 3, 4]).buffer },
    buffers: [
      { name: 'out', contents: new Uint32Array(words), readBack: true },
      { name: 'wide', contents: new Uint32Array(wide), readBack: false },
    ],
    ...{ traffic, everySchedule },
    passes: [
      {
        ...{ entry: 'main', workgroups: [workgroups, 1, 1], constants: {}, barrierRounds: rounds },
        bindings: [
          { binding: 1, buffer: 'out', access: 'read_write' },
          { binding: 2, buffer: 'wide', access: 'read_write' },
        ],
      },
    ],
    budget: { plain: rounds, dispatch: 1e12 },
  });
}

const declarations = `
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read_write> out: array<u32>;
`;

/**
 * The words of `out` after `body` has run; it knows `p`, the invocation's number `l`, and `one`, `two`, `three` as
 * f32 values that no compiler can fold.
 */
export async function wordsOf(
  body: string,
  {
    before = '',
    size = 1,
    options = {},
  }: {
    readonly before?: string;
    readonly size?: number;
    readonly options?: SimulatorOptions;
  } = {},
): Promise<Uint32Array> {
  const source = `${before}${declarations}
@compute @workgroup_size(${size}) fn main(@builtin(local_invocation_index) l: u32,
  @builtin(subgroup_invocation_id) lane: u32, @builtin(subgroup_size) lanes: u32) {
  let one = f32(p.x); let two = f32(p.y); let three = f32(p.z);
  ${body}
}`;
  const outcome = await simulated(source, options);
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  if (outcome.findings !== undefined) throw new Error(JSON.stringify(outcome.findings));
  return outcome.buffers.get('out') as Uint32Array;
}
