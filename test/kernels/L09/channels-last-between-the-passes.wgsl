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

fn out_size(size: u32) -> u32 {
  return (size - 1) / p.s + 1;
}

fn relu_of(v: f32, gamma: f32, beta: f32, mean: f32, variance: f32) -> f32 {
  return max(gamma * ((v - mean) / sqrt(variance + EPS)) + beta, 0.0);
}

fn padded(plane: u32, row: u32, col: u32) -> f32 {
  // Row and column are counted from the padding on.
  if (row < 1 || row > p.H || col < 1 || col > p.W) { return 0.0; }
  return x[(plane * p.H + row - 1) * p.W + col - 1];
}

// t is nobody's but ours: here the channels of a pixel lie side by side, [N, Ho, Wo, Ci].
@compute @workgroup_size(8, 4, 2)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Ci) { return; }
  let n = gid.z / p.Ci;
  let c = gid.z % p.Ci;
  var sum = 0.0;
  for (var j = 0u; j < 3; j++) {
    for (var i = 0u; i < 3; i++) {
      sum += wd[c * 9 + i * 3 + j] * padded(gid.z, gid.y * p.s + i, gid.x * p.s + j);
    }
  }
  let at = ((n * Ho + gid.y) * Wo + gid.x) * p.Ci + c;
  t[at] = relu_of(sum, bn1[c], bn1[p.Ci + c], bn1[2 * p.Ci + c], bn1[3 * p.Ci + c]);
}

@compute @workgroup_size(16, 1, 4)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) { return; }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;
  let pixel = ((n * Ho + gid.y) * Wo + gid.x) * p.Ci;
  var even = 0.0;
  var odd = 0.0;
  for (var c = 0u; c < p.Ci; c += 2) {
    even += wp[o * p.Ci + c] * t[pixel + c];
    if (c + 1 < p.Ci) { odd += wp[o * p.Ci + c + 1] * t[pixel + c + 1]; }
  }
  let sum = even + odd;
  y[(gid.z * Ho + gid.y) * Wo + gid.x] =
    relu_of(sum, bn2[o], bn2[p.Co + o], bn2[2 * p.Co + o], bn2[3 * p.Co + o]);
}
