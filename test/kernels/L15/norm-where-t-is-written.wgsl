struct P {
  N: u32,       // images
  H: u32,       // height
  W: u32,       // width
  C: u32,       // channels that the layer reads
  k: u32,       // channels that it adds
  Ctotal: u32,  // channels that feat has room for
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read_write> feat: array<f32>;  // [N, Ctotal, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;          // [4k, C, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;          // [k, 4k, 3, 3]
@group(0) @binding(4) var<storage, read> bn: array<f32>;          // of C, then of 4k channels: gamma | beta | mean | var
@group(0) @binding(5) var<storage, read_write> t: array<f32>;     // [N, 4k, H, W], between the passes

fn activated(v: f32, at: u32, channels: u32) -> f32 {
  return max(fma((v - bn[at + 2 * channels]) * bn[at], inverseSqrt(bn[at + 3 * channels] + 1e-5), bn[at + channels]), 0.0);
}

@compute @workgroup_size(4, 4, 4)
fn narrow(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * 4 * p.k))) { return; }
  let o = gid.z % (4 * p.k);
  let pixel = gid.y * p.W + gid.x;
  var parts = vec2f();
  for (var c = 0u; c < p.C; c++) {
    parts[c & 1] += w1[o * p.C + c] * activated(feat[(gid.z / (4 * p.k) * p.Ctotal + c) * p.H * p.W + pixel], c, p.C);
  }
  t[gid.z * p.H * p.W + pixel] = activated(parts.x + parts.y, 4 * p.C + o, 4 * p.k);
}

@compute @workgroup_size(16, 2, 2)
fn grow(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * p.k))) { return; }
  let terms = 36 * p.k;
  var sum = 0.0;
  for (var i = 0u; i < terms; i++) {
    // In u32 what lies above or to the left is larger than any size.
    let row = gid.y + i / 3 % 3 - 1;
    let col = gid.x + i % 3 - 1;
    if (row < p.H && col < p.W) {
      sum = fma(t[((gid.z / p.k * 4 * p.k + i / 9) * p.H + row) * p.W + col], w2[gid.z % p.k * terms + i], sum);
    }
  }
  feat[((gid.z / p.k * p.Ctotal + p.C + gid.z % p.k) * p.H + gid.y) * p.W + gid.x] = sum;
}
