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

const EACH = 7u;    // loads of an invocation, all on their way at once
const LANES = 32u;  // of a plane, side by side; two planes make a workgroup

// The first number of the plane that comes to channel `to` of an image.
fn source_plane(n: u32, to: u32) -> u32 {
  return (n * p.C + (to % p.g) * (p.C / p.g) + to / p.g) * p.HW;
}

// Seven loads of four numbers, 32 lanes apart, so that the lanes of each load lie side by side. 28 x 28 pixels are 196 such
// loads, 6 times 32 and a few: two planes of 32 lanes leave fewer of them idle than one of 64.
// The plan gives this pass no workgroup at all where planes are no multiple of four.
@compute @workgroup_size(LANES, 2, 1)
fn by_fours(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let plane = 2 * wid.y + lid.y;
  if (plane >= p.C || wid.z >= p.N || p.HW % 4 != 0) {
    return;
  }
  let source = source_plane(wid.z, plane) / 4;
  let target_plane = (wid.z * p.C + plane) * p.HW / 4;
  for (var k = 0u; k < EACH; k++) {
    let at = (wid.x * EACH + k) * LANES + lid.x;
    if (at < p.HW / 4) {
      y4[target_plane + at] = x4[source + at];
    }
  }
}

@compute @workgroup_size(LANES, 2, 1)
fn by_ones(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let plane = 2 * wid.y + lid.y;
  if (plane >= p.C || wid.z >= p.N || p.HW % 4 == 0) {
    return;
  }
  let source = source_plane(wid.z, plane);
  let target_plane = (wid.z * p.C + plane) * p.HW;
  for (var k = 0u; k < EACH; k++) {
    let at = (wid.x * EACH + k) * LANES + lid.x;
    if (at < p.HW) {
      y[target_plane + at] = x[source + at];
    }
  }
}
