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
  // Your turn: guard all three, then sum over the input channels of this one pixel.

}
