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

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

fn batch_norm(v: f32, gamma: f32, beta: f32, mean: f32, variance: f32) -> f32 {
  return gamma * (v - mean) / sqrt(variance + EPS) + beta;
}

// First pass, x to t: every plane is filtered by itself.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Ci) {
    return;
  }
  // Plane n*Ci + c of x gives plane n*Ci + c of t: only the parameters need the channel alone.
  let plane = gid.z;
  let c = plane % p.Ci;

  var sum = 0.0;
  for (var i = 0u; i < 3u; i++) {
    // Signed, because padding lets the window begin at row -1.
    let row = i32(gid.y * p.s + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3u; j++) {
      let col = i32(gid.x * p.s + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      sum += wd[c * 9u + i * 3u + j] * x[(plane * p.H + u32(row)) * p.W + u32(col)];
    }
  }

  let v = batch_norm(sum, bn1[c], bn1[p.Ci + c], bn1[2u * p.Ci + c], bn1[3u * p.Ci + c]);
  t[(plane * Ho + gid.y) * Wo + gid.x] = max(v, 0.0);
}

// Second pass, t to y: every pixel mixes its channels.
@compute @workgroup_size(8, 8, 1)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;

  // One step in c is a whole plane of t; neighbours in gid.x read neighbouring numbers in each step.
  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += wp[o * p.Ci + c] * t[((n * p.Ci + c) * Ho + gid.y) * Wo + gid.x];
  }

  let v = batch_norm(sum, bn2[o], bn2[p.Co + o], bn2[2u * p.Co + o], bn2[3u * p.Co + o]);
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = max(v, 0.0);
}
