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

const EPS = 1e-5;

// With its numbers given, batch norm is a line, v * line.x + line.y: of channel c in a layer of C that begins at `first`.
fn line(first: u32, c: u32, C: u32) -> vec2f {
  let i = first + c;
  let slope = bn[i] / sqrt(bn[i + 3 * C] + EPS);
  return vec2f(slope, bn[i + C] - bn[i + 2 * C] * slope);
}

// First pass, feat to t: every pixel goes from C channels down to 4k.
@compute @workgroup_size(8, 8, 1)
fn narrow(@builtin(global_invocation_id) gid: vec3u) {
  let inner = 4 * p.k;
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * inner) {
    return;
  }
  let n = gid.z / inner;
  let o = gid.z % inner;

  var sum = 0.0;
  for (var c = 0u; c < p.C; c++) {
    // An image has Ctotal planes, of which this layer reads the first C. They stay as they are.
    let v = feat[((n * p.Ctotal + c) * p.H + gid.y) * p.W + gid.x];
    let norm = line(0, c, p.C);
    sum += w1[o * p.C + c] * max(v * norm.x + norm.y, 0.0);
  }
  t[(gid.z * p.H + gid.y) * p.W + gid.x] = sum;
}

// Second pass, t to feat: a 3x3 window in each of the 4k channels makes k new ones, behind the C that are there.
@compute @workgroup_size(8, 8, 1)
fn grow(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.k) {
    return;
  }
  let inner = 4 * p.k;
  let n = gid.z / p.k;
  let o = gid.z % p.k;

  var sum = 0.0;
  for (var c = 0u; c < inner; c++) {
    let norm = line(4 * p.C, c, inner);
    for (var i = 0u; i < 3; i++) {
      let row = i32(gid.y + i) - 1;
      // The padding is of what the convolution reads: outside is 0 behind the norm, and adds nothing.
      if (row < 0 || row >= i32(p.H)) { continue; }
      for (var j = 0u; j < 3; j++) {
        let col = i32(gid.x + j) - 1;
        if (col < 0 || col >= i32(p.W)) { continue; }
        let v = t[((n * inner + c) * p.H + u32(row)) * p.W + u32(col)];
        sum += w2[((o * inner + c) * 3 + i) * 3 + j] * max(v * norm.x + norm.y, 0.0);
      }
    }
  }
  feat[((n * p.Ctotal + o) * p.H + gid.y) * p.W + gid.x] = sum;
}
