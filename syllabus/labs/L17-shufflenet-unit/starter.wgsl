struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  B: u32,   // channels inside
  Co: u32,  // channels that the branch makes
  g: u32,   // groups of both 1x1 convolutions
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;       // [B, Ci/g]
@group(0) @binding(3) var<storage, read> wd: array<f32>;       // [B, 3, 3]
@group(0) @binding(4) var<storage, read> w2: array<f32>;       // [Co, B/g]
@group(0) @binding(5) var<storage, read> bn: array<f32>;       // of B, B and Co channels, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo], or [N, Ci + Co, Ho, Wo] where s > 1
@group(0) @binding(7) var<storage, read_write> a: array<f32>;  // [N, B, H, W], after the first 1x1
@group(0) @binding(8) var<storage, read_write> b: array<f32>;  // [N, B, Ho, Wo], after the depthwise convolution

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1) / p.s + 1;
}

// Channels of y that the average pool fills: none where x is added.
fn pooled() -> u32 {
  return select(p.Ci, 0u, p.s == 1);
}

// Batch norm of channel c in a layer of C channels, whose numbers begin at first.
fn batch_norm(v: f32, first: u32, c: u32, C: u32) -> f32 {
  let k = first + c;
  return bn[k] * (v - bn[k + 2 * C]) / sqrt(bn[k + 3 * C] + 1e-5) + bn[k + C];
}

// First pass, x to a: a grouped 1x1 from Ci channels down to B, batch norm, ReLU. gid.z is n*B + o.
@compute @workgroup_size(8, 8, 1)
fn reduce(@builtin(global_invocation_id) gid: vec3u) {
  let channels = p.Ci / p.g;

  // Your turn.

}

// Second pass, a to b: depthwise 3x3 with the stride, batch norm, and no ReLU. gid.z is n*B + k.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let channels = p.B / p.g;

  // Your turn: which channel of a is the k-th after the shuffle?

}

// Third pass, b to y: a grouped 1x1 up to Co channels and batch norm; x is added, or its average pool stands in front.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  let C = pooled() + p.Co;

  // Your turn: gid.z is n*C + channel of y.

}
