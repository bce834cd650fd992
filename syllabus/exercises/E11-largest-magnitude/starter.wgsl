struct P {
  n: u32,       // how many numbers there are
  groups: u32,  // how many workgroups run partial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;  // one for each workgroup
@group(0) @binding(3) var<storage, read_write> m: array<f32>;     // one element
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

const SIZE = 256u;

// First pass, groups workgroups: each stores the largest magnitude of its share to part[wid.x].
@compute @workgroup_size(SIZE)
fn partial(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(global_invocation_id) gid: vec3u,
) {
  // Your turn: 1 of 3.
}

// Second pass, one workgroup: the largest of part goes to m[0].
@compute @workgroup_size(SIZE)
fn final_(@builtin(local_invocation_index) lid: u32) {
  // Your turn: 2 of 3.
}

// Third pass, any number of workgroups: y = x / m, and 0 where m is 0.
@compute @workgroup_size(SIZE)
fn scale(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Your turn: 3 of 3.
}
