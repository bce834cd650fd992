import type { Job, KernelRunner } from '../core/grade/runner';

/** Has a bit of what kernels have: loops, branches, a helper, workgroup memory with barriers, vectors, an atomic. */
const source = `
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> count: array<atomic<u32>>;
var<workgroup> tile: array<f32, 64>;
override scale = 2.0;
fn mixed(v: vec4f, k: u32) -> f32 {
  if (k % 2u == 0u) { return dot(v, vec4f(1.0, -1.0, 0.5, f32(k))) * scale; }
  return max(v.x, min(v.y, exp(-abs(v.z)))) + sqrt(v.w * v.w);
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) l: u32) {
  let i = id.x;
  tile[l] = select(0.0, a[i % p.x], i < p.x);
  workgroupBarrier();
  var sum = 0.0;
  for (var k = 0u; k < 16u; k++) { sum += tile[(l + k) % 64u] * 0.25; }
  workgroupBarrier();
  for (var s = 32u; s > 0u; s >>= 1u) {
    if (l < s) { tile[l] += tile[l + s]; }
    workgroupBarrier();
  }
  if (l == 0u) { atomicAdd(&count[i / 64u % 4u], u32(abs(tile[0]))); }
  if (i < p.x) { b[i] = sum + mixed(vec4f(sum, a[i], 1.0, f32(i)), i); }
}`;

const size = 640;

function job(): Job {
  const bound = (binding: number, buffer: string, access: 'read' | 'read_write') =>
    ({ binding, buffer, access }) as const;
  return {
    uniform: { binding: 0, bytes: new Uint32Array([size, 0, 0, 0]).buffer },
    buffers: [
      {
        name: 'a',
        contents: Float32Array.from({ length: size }, (_, i) => i % 7),
        readBack: false,
      },
      { name: 'b', contents: new Float32Array(size), readBack: true },
      { name: 'count', contents: new Uint32Array(4), readBack: true },
    ],
    passes: [
      {
        ...{ entry: 'main', workgroups: [size / 64 + 1, 1, 1], constants: {}, barrierRounds: 1e6 },
        bindings: [
          bound(1, 'a', 'read'),
          bound(2, 'b', 'read_write'),
          bound(3, 'count', 'read_write'),
        ],
      },
    ],
    budget: { plain: 1e6, dispatch: 1e9 },
  };
}

/** So often the engine has to see it; together about a second of one core. */
const rounds = 16;

/**
 * Reads, compiles and runs a kernel of our own many times, so that the engine has compiled the simulator before a
 * learner waits for it: the first check takes a third of the time then.
 * @param wanted asked between rounds; false ends it, because somebody waits
 * @param turn lets letters be heard between rounds
 */
export async function warmUp(
  runner: KernelRunner,
  wanted: () => boolean,
  turn: () => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds && wanted(); round++) {
    const text = `${source}\n// ${round}`;
    const compiled = await runner.compile(text);
    const kernel = compiled.kind === 'accepted' ? await compiled.load([text]) : undefined;
    await kernel?.run({ ...job(), everySchedule: true });
    await kernel?.run({ ...job(), traffic: {} });
    await turn();
  }
}
