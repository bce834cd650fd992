struct P {
  N: u32,   // images
  C: u32,   // channels
  HW: u32,  // pixels of a plane
  g: u32,   // groups; C is a multiple of g
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, HW]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [N, C, HW]

// As the paper tells it: [g, C/g] is read by columns. One row of invocations takes all pixels of a plane.
@compute @workgroup_size(16, 1, 4)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  if (wid.x > 0 || wid.y >= p.C || gid.z >= p.N) { return; }
  let rows = p.g;
  let columns = p.C / p.g;
  let transposed = vec2u(wid.y / rows, wid.y % rows);
  let channel = transposed.y * columns + transposed.x;
  for (var at = lid.x; at < p.HW; at += 16) {
    y[(gid.z * p.C + wid.y) * p.HW + at] = x[(gid.z * p.C + channel) * p.HW + at];
  }
}
