struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // ceil(n / 1024): how many workgroups run local and add
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<u32>;  // one for each block of 1024

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const BLOCK = SIZE * EACH;

// local keeps only the sums; add scans each block itself, one invocation for all of it.
@compute @workgroup_size(256)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid > 0) { return; }
  var sum = 0u;
  for (var i = wid.x * 1024; i < min(p.n, wid.x * 1024 + 1024); i++) { sum += x[i]; }
  sums[wid.x] = sum;
}

@compute @workgroup_size(256)
fn block(@builtin(local_invocation_index) lid: u32) {
  if (lid > 0) { return; }
  for (var i = 1u; i < p.blocks; i++) { sums[i] += sums[i - 1]; }
}

@compute @workgroup_size(256)
fn add(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid > 0) { return; }
  var sum = 0u;
  if (wid.x > 0) { sum = sums[wid.x - 1]; }
  for (var i = wid.x * 1024; i < min(p.n, wid.x * 1024 + 1024); i++) {
    y[i] = sum;
    sum += x[i];
  }
}
