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

fn norm(first: u32, c: u32, C: u32) -> vec2f {
  let slope = bn[first + c] * inverseSqrt(bn[first + c + 3 * C] + 1e-5);
  return vec2f(slope, fma(-bn[first + c + 2 * C], slope, bn[first + c + C]));
}

@compute @workgroup_size(8, 2, 4)
fn reduce(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * p.B))) { return; }
  let o = gid.z % p.B;
  let from_each = p.Ci / p.g;
  var sum = vec2f();
  for (var c = 0u; c < from_each; c++) {
    let channel = gid.z / p.B * p.Ci + o / (p.B / p.g) * from_each + c;
    sum[c & 1] += x[(channel * p.H + gid.y) * p.W + gid.x] * w1[o * from_each + c];
  }
  let f = norm(0, o, p.B);
  a[(gid.z * p.H + gid.y) * p.W + gid.x] = max(fma(sum.x + sum.y, f.x, f.y), 0.0);
}

@compute @workgroup_size(32, 1, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let size = vec2u(out_size(p.H), out_size(p.W));
  if (gid.x >= size.y) { return; }
  for (var z = gid.z; z < p.N * p.B; z += groups.z) {
    let k = z % p.B;
    let plane = z - k + k / p.g + k % p.g * (p.B / p.g);
    let f = norm(4 * p.B, k, p.B);
    for (var r = gid.y; r < size.x; r += groups.y) {
      var sum = 0.0;
      for (var tap = 0u; tap < 9; tap++) {
        // In u32 what lies above or to the left is larger than any size.
        let row = r * p.s + tap / 3 - 1;
        let col = gid.x * p.s + tap % 3 - 1;
        if (row < p.H && col < p.W) {
          sum = fma(wd[k * 9 + tap], a[(plane * p.H + row) * p.W + col], sum);
        }
      }
      b[(z * size.x + r) * size.y + gid.x] = fma(sum, f.x, f.y);
    }
  }
}

// The mean of what a 3x3 window sees of channel c: padding counts neither in the sum nor in the number.
fn average(n: u32, c: u32, r: u32, q: u32) -> f32 {
  var sum = 0.0;
  var seen = 0.0;
  for (var i = 0u; i < 3; i++) {
    let row = i32(r * p.s + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3; j++) {
      let col = i32(q * p.s + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      sum += x[((n * p.Ci + c) * p.H + u32(row)) * p.W + u32(col)];
      seen += 1.0;
    }
  }
  return sum / seen;
}

// Third pass, b to y: a grouped 1x1 up to Co channels and batch norm; x is added, or its average pool stands in front.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  let C = pooled() + p.Co;
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * C) {
    return;
  }
  let n = gid.z / C;
  let at = (gid.z * Ho + gid.y) * Wo + gid.x;
  if (gid.z % C < pooled()) {
    y[at] = max(average(n, gid.z % C, gid.y, gid.x), 0.0);
    return;
  }

  let o = gid.z % C - pooled();
  let channels = p.B / p.g;
  let first = o / (p.Co / p.g) * channels;
  var sum = 0.0;
  for (var c = 0u; c < channels; c++) {
    sum += w2[o * channels + c] * b[((n * p.B + first + c) * Ho + gid.y) * Wo + gid.x];
  }
  let f = norm(8 * p.B, o, p.Co);
  var v = fma(sum, f.x, f.y);
  if (p.s == 1) {
    v += x[at];  // y has the shape of x here
  }
  y[at] = max(v, 0.0);
}
