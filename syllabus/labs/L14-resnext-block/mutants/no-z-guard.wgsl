// Mistake: the last pass guards x and y but not z: one more workgroup in z writes planes that do not exist.
struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  B: u32,   // channels inside
  Co: u32,  // channels of y
  s: u32,   // stride of the 3x3 convolution, and of the projection
  g: u32,   // groups of the 3x3 convolution (cardinality)
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;        // [B, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;        // [B, B/g, 3, 3]
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

// Batch norm of channel c in a layer of C channels, whose numbers begin at `first`.
fn batch_norm(v: f32, first: u32, c: u32, C: u32) -> f32 {
  let k = first + c;
  return bn[k] * (v - bn[k + 2u * C]) / sqrt(bn[k + 3u * C] + EPS) + bn[k + C];
}

// First pass, x to a: from Ci channels down to B.
@compute @workgroup_size(8, 8, 1)
fn reduce(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.B) {
    return;
  }
  let n = gid.z / p.B;
  let o = gid.z % p.B;

  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += w1[o * p.Ci + c] * x[((n * p.Ci + c) * p.H + gid.y) * p.W + gid.x];
  }
  a[(gid.z * p.H + gid.y) * p.W + gid.x] = max(batch_norm(sum, 0u, o, p.B), 0.0);
}

// Second pass, a to b: the 3x3, among few channels of one group. The stride is here.
@compute @workgroup_size(8, 8, 1)
fn grouped(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.B) {
    return;
  }
  let n = gid.z / p.B;
  let o = gid.z % p.B;
  // Groups are blocks of neighbouring channels. Output channel o reads those of its own block.
  let each = p.B / p.g;
  let first = o / each * each;

  var sum = 0.0;
  for (var c = 0u; c < each; c++) {
    for (var i = 0u; i < 3u; i++) {
      // Signed, because padding lets the window begin at row -1.
      let row = i32(gid.y * p.s + i) - 1;
      if (row < 0 || row >= i32(p.H)) { continue; }
      for (var j = 0u; j < 3u; j++) {
        let col = i32(gid.x * p.s + j) - 1;
        if (col < 0 || col >= i32(p.W)) { continue; }
        let plane = n * p.B + first + c;
        sum += w2[((o * each + c) * 3u + i) * 3u + j] * a[(plane * p.H + u32(row)) * p.W + u32(col)];
      }
    }
  }
  b[(gid.z * Ho + gid.y) * Wo + gid.x] = max(batch_norm(sum, 4u * p.B, o, p.B), 0.0);
}

// What is added to the branch: x itself, or a 1x1 convolution of it with a batch norm where width or size changes.
fn shortcut(n: u32, o: u32, row: u32, col: u32) -> f32 {
  if (p.Ci == p.Co && p.s == 1u) {
    return x[((n * p.Ci + o) * p.H + row) * p.W + col];
  }
  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += wskip[o * p.Ci + c] * x[((n * p.Ci + c) * p.H + row * p.s) * p.W + col * p.s];
  }
  return batch_norm(sum, 8u * p.B + 4u * p.Co, o, p.Co);
}

// Third pass, b to y: from B channels up to Co, then the sum, and last the ReLU.
@compute @workgroup_size(8, 8, 1)
fn expand(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;

  var sum = 0.0;
  for (var c = 0u; c < p.B; c++) {
    sum += w3[o * p.B + c] * b[((n * p.B + c) * Ho + gid.y) * Wo + gid.x];
  }
  let branch = batch_norm(sum, 8u * p.B, o, p.Co);
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = max(branch + shortcut(n, o, gid.y, gid.x), 0.0);
}
