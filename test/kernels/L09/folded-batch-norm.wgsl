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

// Both normalisations as one factor and one term.
fn folded(gamma: f32, beta: f32, mean: f32, variance: f32) -> vec2f {
  let factor = gamma * inverseSqrt(variance + 1e-5);
  return vec2f(factor, beta - mean * factor);
}

fn size() -> vec2u {
  return (vec2u(p.W, p.H) + p.s - 1) / p.s;
}

@compute @workgroup_size(32, 2)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid.xy >= size()) || gid.z >= p.N * p.Ci) { return; }
  let c = gid.z % p.Ci;
  var sum = 0.0;
  for (var tap = 0u; tap < 9; tap++) {
    let at = vec2i(gid.xy * p.s + vec2u(tap % 3, tap / 3)) - 1;
    if (all(at >= vec2i()) && all(at < vec2i(vec2u(p.W, p.H)))) {
      sum += wd[9 * c + tap] * x[(gid.z * p.H + u32(at.y)) * p.W + u32(at.x)];
    }
  }
  let scale = folded(bn1[c], bn1[p.Ci + c], bn1[2 * p.Ci + c], bn1[3 * p.Ci + c]);
  t[(gid.z * size().y + gid.y) * size().x + gid.x] = max(scale.x * sum + scale.y, 0.0);
}

@compute @workgroup_size(4, 4, 8)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid.xy >= size()) || gid.z >= p.N * p.Co) { return; }
  let o = gid.z % p.Co;
  let plane = size().x * size().y;
  let pixel = gid.y * size().x + gid.x;
  var sum = 0.0;
  for (var c = p.Ci; c > 0; c--) {
    sum += t[(gid.z / p.Co * p.Ci + c - 1) * plane + pixel] * wp[o * p.Ci + c - 1];
  }
  let scale = folded(bn2[o], bn2[p.Co + o], bn2[2 * p.Co + o], bn2[3 * p.Co + o]);
  y[gid.z * plane + pixel] = max(fma(scale.x, sum, scale.y), 0.0);
}
