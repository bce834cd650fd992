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
  if (gid.x >= p.HW || gid.y >= p.C || gid.z >= p.N) {
    return;
  }
  // Your turn: which channel of x comes to channel gid.y of y? Then copy one number.

}
