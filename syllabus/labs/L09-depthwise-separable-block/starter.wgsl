struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // output channels
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> wd: array<f32>;        // [Ci, 1, 3, 3]
@group(0) @binding(3) var<storage, read> bn1: array<f32>;       // gamma | beta | mean | var, Ci each
@group(0) @binding(4) var<storage, read> wp: array<f32>;        // [Co, Ci, 1, 1]
@group(0) @binding(5) var<storage, read> bn2: array<f32>;       // gamma | beta | mean | var, Co each
@group(0) @binding(6) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]
@group(0) @binding(7) var<storage, read_write> t: array<f32>;   // [N, Ci, Ho, Wo], between the passes

const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

// First pass, x to t. gid.x is the output column, gid.y the output row, gid.z is n*Ci + c.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: one 3x3 kernel on one plane, then batch norm and ReLU.

}

// Second pass, t to y. gid.x is the output column, gid.y the output row, gid.z is n*Co + o.
@compute @workgroup_size(8, 8, 1)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a weighted sum over the channels of one pixel, then batch norm and ReLU.

}
