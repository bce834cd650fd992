struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

const SIZE = 256u;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Your turn: count in workgroup memory first, then add what you have to h.

}
