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
const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

fn batch_norm(v: f32, gamma: f32, beta: f32, mean: f32, variance: f32) -> f32 {
  return gamma * (v - mean) / sqrt(variance + EPS) + beta;
}

// One pass, as two 3x3 convolutions would be fused: with a ring of filtered pixels around those that are mixed. A 1x1 convolution
// looks at no neighbour, so the ring is filtered for nobody, and again by the workgroup whose pixels it is.
const TILE = 4u;            // rows and columns of y
const WIDE = TILE + 2u;     // and with the ring
const CHANNELS = 16u;       // of x, that are there at one time
const LANES = 4u;           // invocations for each pixel ...
const EACH = 8u;            // ... with so many outputs
const SIZE = TILE * TILE * LANES;

var<workgroup> t: array<array<f32, WIDE * WIDE>, CHANNELS>;

// One number of the tensor that nobody stores: channel c of image n at row r and column q.
fn filtered(n: u32, c: u32, r: u32, q: u32) -> f32 {
  let plane = n * p.Ci + c;
  var sum = 0.0;
  for (var i = 0u; i < 3u; i++) {
    let row = i32(r * p.s + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3u; j++) {
      let col = i32(q * p.s + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      sum += wd[c * 9u + i * 3u + j] * x[(plane * p.H + u32(row)) * p.W + u32(col)];
    }
  }
  return max(batch_norm(sum, bn1[c], bn1[p.Ci + c], bn1[2u * p.Ci + c], bn1[3u * p.Ci + c]), 0.0);
}

@compute @workgroup_size(SIZE)
fn fused(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  let blocks = (p.Co + LANES * EACH - 1u) / (LANES * EACH);
  let n = wid.z / blocks;
  let place = lid % (TILE * TILE);
  let r = wid.y * TILE + place / TILE;
  let q = wid.x * TILE + place % TILE;
  let first = (wid.z % blocks * LANES + lid / (TILE * TILE)) * EACH;
  let mine = r < Ho && q < Wo && n < p.N;

  var sum: array<f32, EACH>;
  for (var c0 = 0u; c0 < p.Ci; c0 += CHANNELS) {
    let there = min(CHANNELS, p.Ci - c0);
    for (var k = lid; k < there * WIDE * WIDE; k += SIZE) {
      let at = k % (WIDE * WIDE);
      let row = i32(wid.y * TILE + at / WIDE) - 1;
      let col = i32(wid.x * TILE + at % WIDE) - 1;
      if (n < p.N && row >= 0 && row < i32(Ho) && col >= 0 && col < i32(Wo)) {
        t[k / (WIDE * WIDE)][at] = filtered(n, c0 + k / (WIDE * WIDE), u32(row), u32(col));
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < there; k++) {
      let v = t[k][(place / TILE + 1u) * WIDE + place % TILE + 1u];
      for (var j = 0u; j < EACH; j++) {
        if (first + j < p.Co) {
          sum[j] += wp[(first + j) * p.Ci + c0 + k] * v;
        }
      }
    }
    workgroupBarrier();
  }

  if (!mine) {
    return;
  }
  for (var j = 0u; j < EACH; j++) {
    let o = first + j;
    if (o < p.Co) {
      let v = batch_norm(sum[j], bn2[o], bn2[p.Co + o], bn2[2u * p.Co + o], bn2[3u * p.Co + o]);
      y[((n * p.Co + o) * Ho + r) * Wo + q] = max(v, 0.0);
    }
  }
}
