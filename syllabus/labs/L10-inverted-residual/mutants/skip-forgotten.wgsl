// Mistake: x is never added.
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

// Batch norm of channel c in a layer of C channels, whose numbers begin at `first`.
fn batch_norm(v: f32, first: u32, c: u32, C: u32) -> f32 {
  let k = first + c;
  return bn[k] * (v - bn[k + 2u * C]) / sqrt(bn[k + 3u * C] + EPS) + bn[k + C];
}

fn relu6(v: f32) -> f32 {
  return clamp(v, 0.0, 6.0);
}

// First pass, x to a: every pixel gets t * Ci channels for its Ci.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  let E = p.t * p.Ci;
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * E) {
    return;
  }
  let n = gid.z / E;
  let e = gid.z % E;

  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += w1[e * p.Ci + c] * x[((n * p.Ci + c) * p.H + gid.y) * p.W + gid.x];
  }
  a[(gid.z * p.H + gid.y) * p.W + gid.x] = relu6(batch_norm(sum, 0u, e, E));
}

// Second pass, a to b: every plane is filtered by itself. The stride is here.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let E = p.t * p.Ci;
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * E) {
    return;
  }
  let e = gid.z % E;

  var sum = 0.0;
  for (var i = 0u; i < 3u; i++) {
    // Signed, because padding lets the window begin at row -1.
    let row = i32(gid.y * p.s + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3u; j++) {
      let col = i32(gid.x * p.s + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      sum += wd[e * 9u + i * 3u + j] * a[(gid.z * p.H + u32(row)) * p.W + u32(col)];
    }
  }
  b[(gid.z * Ho + gid.y) * Wo + gid.x] = relu6(batch_norm(sum, 4u * E, e, E));
}

// Third pass, b to y: back to few channels, without an activation, and the shortcut between the narrow ends.
@compute @workgroup_size(8, 8, 1)
fn project(@builtin(global_invocation_id) gid: vec3u) {
  let E = p.t * p.Ci;
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;

  var sum = 0.0;
  for (var e = 0u; e < E; e++) {
    sum += w2[o * E + e] * b[((n * E + e) * Ho + gid.y) * Wo + gid.x];
  }
  let v = batch_norm(sum, 8u * E, o, p.Co);
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = v;
}
