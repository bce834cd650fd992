struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // output channels
  Kh: u32,  // kernel height
  Kw: u32,  // kernel width
  sh: u32,  // stride, down and across
  sw: u32,
  ph: u32,  // padding
  pw: u32,
  dh: u32,  // dilation
  dw: u32,
  g: u32,   // groups, here always Ci
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, 1, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// The input with its padding: 0 outside.
fn padded(plane: u32, row: i32, col: i32) -> f32 {
  if (row < 0 || row >= i32(p.H) || col < 0 || col >= i32(p.W)) {
    return 0.0;
  }
  return x[(plane * p.H + u32(row)) * p.W + u32(col)];
}

// One output each. Nine neighbours read the same input, and nobody tells the others what he has read.
@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let o = gid.z % p.Co;
  let plane = gid.z / p.Co * p.Ci + o / (p.Co / p.Ci);
  var sum = bias[o];
  for (var i = 0u; i < p.Kh; i++) {
    for (var j = 0u; j < p.Kw; j++) {
      let row = i32(gid.y * p.sh + i * p.dh) - i32(p.ph);
      let col = i32(gid.x * p.sw + j * p.dw) - i32(p.pw);
      sum += w[(o * p.Kh + i) * p.Kw + j] * padded(plane, row, col);
    }
  }
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = sum;
}
