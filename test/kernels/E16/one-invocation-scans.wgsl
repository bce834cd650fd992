struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // ceil(n / 1024): how many workgroups run local and add
  t: f32,       // what is above it is kept
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> kept: array<f32>;   // only its first count[0] elements
@group(0) @binding(3) var<storage, read_write> count: array<u32>;  // one element
@group(0) @binding(4) var<storage, read_write> flags: array<u32>;
@group(0) @binding(5) var<storage, read_write> pos: array<u32>;
@group(0) @binding(6) var<storage, read_write> sums: array<u32>;   // one for each block of 1024

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const BLOCK = SIZE * EACH;

@compute @workgroup_size(256)
fn flag(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.n) { flags[gid.x] = u32(x[gid.x] > p.t); }
}

@compute @workgroup_size(256)
fn local(@builtin(local_invocation_index) lid: u32) { _ = lid; }

@compute @workgroup_size(256)
fn block(@builtin(local_invocation_index) lid: u32) {
  if (lid > 0) { return; }
  var sum = 0u;
  for (var i = 0u; i < p.n; i++) {
    pos[i] = sum;
    sum += flags[i];
  }
  count[0] = sum;
}

@compute @workgroup_size(256)
fn add(@builtin(local_invocation_index) lid: u32) { _ = lid; }

@compute @workgroup_size(256)
fn scatter(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.n && flags[gid.x] != 0) { kept[pos[gid.x]] = x[gid.x]; }
}
