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

// First pass, x to a: a grouped 1x1 from Ci channels down to B, batch norm, ReLU.
@compute @workgroup_size(8, 8, 1)
fn reduce(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.B) {
    return;
  }
  let n = gid.z / p.B;
  let o = gid.z % p.B;
  let channels = p.Ci / p.g;
  let first = o / (p.B / p.g) * channels;

  var sum = 0.0;
  for (var c = 0u; c < channels; c++) {
    sum += w1[o * channels + c] * x[((n * p.Ci + first + c) * p.H + gid.y) * p.W + gid.x];
  }
  a[(gid.z * p.H + gid.y) * p.W + gid.x] = max(batch_norm(sum, 0, o, p.B), 0.0);
}

// Second pass, a to b: depthwise 3x3 with the stride, batch norm, and no ReLU. The shuffle is in where it reads.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.B) {
    return;
  }
  let n = gid.z / p.B;
  let k = gid.z % p.B;
  // Channel k after the shuffle is this one before it: the k/g-th channel of group k % g.
  let c = k % p.g * (p.B / p.g) + k / p.g;

  var sum = 0.0;
  for (var i = 0u; i < 3; i++) {
    let row = i32(gid.y * p.s + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3; j++) {
      let col = i32(gid.x * p.s + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      sum += wd[k * 9 + 3 * i + j] * a[((n * p.B + c) * p.H + u32(row)) * p.W + u32(col)];
    }
  }
  b[(gid.z * Ho + gid.y) * Wo + gid.x] = batch_norm(sum, 4 * p.B, k, p.B);
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
  if (gid.x >= Wo || gid.y >= Ho) {
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
  var v = batch_norm(sum, 8 * p.B, o, p.Co);
  if (p.s == 1) {
    v += x[at];  // y has the shape of x here
  }
  y[at] = max(v, 0.0);
}
