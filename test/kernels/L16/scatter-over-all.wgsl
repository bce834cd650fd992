struct P {
  N: u32,   // images
  C: u32,   // channels
  HW: u32,  // pixels of a plane
  g: u32,   // groups; C is a multiple of g
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, HW]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [N, C, HW]

// From the input's side: each number is sent to its place.
@compute @workgroup_size(8, 4, 2)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.HW, p.C, p.N))) { return; }
  let c = gid.y;
  let to = (c % (p.C / p.g)) * p.g + c / (p.C / p.g);
  y[(gid.z * p.C + to) * p.HW + gid.x] = x[(gid.z * p.C + c) * p.HW + gid.x];
}
