struct P {
  N: u32,   // images
  C: u32,   // channels
  HW: u32,  // pixels of a plane
  g: u32,   // groups; C is a multiple of g
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, HW]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [N, C, HW]

// x covers the pixels, y the channels, z the images.
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.HW || gid.y >= p.C) {
    return;
  }
  // Output channels go round the groups: 0 is the first of group 0, 1 the first of group 1, …
  let to = gid.y;
  let in_group = p.C / p.g;
  let group = to % p.g;
  let member = to / p.g;
  let channel = group * in_group + member;

  // Whole planes change places; a pixel stays where it is in its plane, so neighbours read neighbours.
  let image = gid.z * p.C;
  y[(image + to) * p.HW + gid.x] = x[(image + channel) * p.HW + gid.x];
}
