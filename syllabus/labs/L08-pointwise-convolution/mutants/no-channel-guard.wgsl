// Mistake: y is not guarded: the channels past the last one write into the next image.
struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  HW: u32,  // pixels of an image, H * W
  Co: u32,  // output channels
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, HW]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [N, Co, HW]

// gid.x is the pixel, gid.y the output channel, gid.z the image.
@compute @workgroup_size(32, 4, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.HW || gid.z >= p.N) {
    return;
  }
  let s = gid.x;
  let o = gid.y;
  let n = gid.z;

  // One step in c is a whole plane of x, and one number of w. Neighbours in s read neighbouring numbers of x.
  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += w[o * p.Ci + c] * x[(n * p.Ci + c) * p.HW + s];
  }
  y[(n * p.Co + o) * p.HW + s] = sum;
}
