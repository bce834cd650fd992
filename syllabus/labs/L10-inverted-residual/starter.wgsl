struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // channels of y
  t: u32,   // expansion: inside there are t * Ci channels
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;        // [t*Ci, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> wd: array<f32>;        // [t*Ci, 1, 3, 3]
@group(0) @binding(4) var<storage, read> w2: array<f32>;        // [Co, t*Ci, 1, 1]
@group(0) @binding(5) var<storage, read> bn: array<f32>;        // three layers, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]
@group(0) @binding(7) var<storage, read_write> a: array<f32>;   // [N, t*Ci, H, W], after the expansion
@group(0) @binding(8) var<storage, read_write> b: array<f32>;   // [N, t*Ci, Ho, Wo], after the depthwise convolution

const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

// First pass, x to a. gid.x is the column, gid.y the row, gid.z is n*t*Ci + e.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a weighted sum over the Ci channels of one pixel, then batch norm and ReLU6.

}

// Second pass, a to b. gid.x is the output column, gid.y the output row, gid.z is n*t*Ci + e.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: one 3x3 kernel on one plane, then batch norm and ReLU6.

}

// Third pass, b to y. gid.x is the output column, gid.y the output row, gid.z is n*Co + o.
@compute @workgroup_size(8, 8, 1)
fn project(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a weighted sum over the t*Ci channels of one pixel, batch norm, and the shortcut where there is one.

}
