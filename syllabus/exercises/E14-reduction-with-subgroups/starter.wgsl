enable subgroups;

struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;      // by sg, one for each workgroup
@group(0) @binding(3) var<storage, read_write> fallback: array<f32>;  // by plain, the same sums

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const SHARE = SIZE * EACH;

// With subgroups: part[wid.x] = the sum of x from wid.x * SHARE on, SHARE numbers or what is left.
@compute @workgroup_size(SIZE)
fn sg(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // Your turn: 1 of 2.
}

// Without: the same sum into fallback[wid.x].
@compute @workgroup_size(SIZE)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // Your turn: 2 of 2.
}
