struct P {
  N: u32,   // images
  C: u32,   // channels
  HW: u32,  // pixels of a plane
  g: u32,   // groups; C is a multiple of g
}

// The same two buffers twice: by fours where every plane is a multiple of four, by ones where it is not.
@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x4: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y4: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const EACH = 4u;

// The first number of the plane that comes to channel `to` of an image.
fn source_plane(n: u32, to: u32) -> u32 {
  return (n * p.C + (to % p.g) * (p.C / p.g) + to / p.g) * p.HW;
}

// Four loads of four numbers, 64 lanes apart, so that the lanes of each load lie side by side.
// The plan gives this pass no workgroup at all where planes are no multiple of four.
@compute @workgroup_size(64, 1, 1)
fn by_fours(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  if (wid.y >= p.C || wid.z >= p.N || p.HW % 4 != 0) {
    return;
  }
  let source = source_plane(wid.z, wid.y) / 4;
  let target_plane = (wid.z * p.C + wid.y) * p.HW / 4;
  for (var k = 0u; k < EACH; k++) {
    let at = (wid.x * EACH + k) * 64 + lid.x;
    if (at < p.HW / 4) {
      y4[target_plane + at] = x4[source + at];
    }
  }
}

@compute @workgroup_size(64, 1, 1)
fn by_ones(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  if (wid.y >= p.C || wid.z >= p.N || p.HW % 4 == 0) {
    return;
  }
  let source = source_plane(wid.z, wid.y);
  let target_plane = (wid.z * p.C + wid.y) * p.HW;
  for (var k = 0u; k < EACH; k++) {
    let at = (wid.x * EACH + k) * 64 + lid.x;
    if (at < p.HW) {
      y[target_plane + at] = x[source + at];
    }
  }
}
