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

// First pass, one workgroup for each block of 1024: y = the scan of the block alone,
// and sums[wid.x] = the sum of the whole block.
@compute @workgroup_size(SIZE)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // Your turn: 1 of 3.
}

// Second pass, one workgroup: scans sums in place.
@compute @workgroup_size(SIZE)
fn block(@builtin(local_invocation_index) lid: u32) {
  // Your turn: 2 of 3.
}

// Third pass, one workgroup for each block: adds what came before the block.
@compute @workgroup_size(SIZE)
fn add(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // Your turn: 3 of 3.
}
