struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  B: u32,   // channels inside
  Co: u32,  // channels of y
  s: u32,   // stride of the 3x3 convolution, and of the projection
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;        // [B, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;        // [B, B, 3, 3]
@group(0) @binding(4) var<storage, read> w3: array<f32>;        // [Co, B, 1, 1]
@group(0) @binding(5) var<storage, read> bn: array<f32>;        // three or four layers, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read> wskip: array<f32>;     // [Co, Ci, 1, 1]; empty where the shortcut is x itself
@group(0) @binding(7) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]
@group(0) @binding(8) var<storage, read_write> a: array<f32>;   // [N, B, H, W], after the first 1x1
@group(0) @binding(9) var<storage, read_write> b: array<f32>;   // [N, B, Ho, Wo], after the 3x3

const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

// First pass, x to a. gid.x is the column, gid.y the row, gid.z is n*B + o.
@compute @workgroup_size(8, 8, 1)
fn reduce(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a weighted sum over the Ci channels of one pixel, then batch norm and ReLU.

}

// Second pass, a to b. gid.x is the output column, gid.y the output row, gid.z is n*B + o.
@compute @workgroup_size(8, 8, 1)
fn conv3x3(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a 3x3 window in each of the B channels, then batch norm and ReLU.

}

// Third pass, b to y. gid.x is the output column, gid.y the output row, gid.z is n*Co + o.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: a weighted sum over the B channels of one pixel, batch norm, the shortcut, and the last ReLU.

}
