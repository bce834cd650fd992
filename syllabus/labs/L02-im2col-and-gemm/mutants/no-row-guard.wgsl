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
  g: u32,   // groups, always 1 here
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;          // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;          // [Co, Ci*Kh*Kw]
@group(0) @binding(3) var<storage, read_write> col: array<f32>;  // [N, Ci*Kh*Kw, Ho*Wo]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;    // [N, Co, Ho*Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// One element of the matrix: gid.x is the output pixel, gid.y the row of the matrix, gid.z the image.
@compute @workgroup_size(64, 1, 1)
fn im2col(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let depth = p.Ci * p.Kh * p.Kw;
  let s = gid.x;
  let k = gid.y;
  let n = gid.z;
  if (s >= Ho * Wo || n >= p.N) {
    return;
  }

  // Which tap row k is, and which output pixel column s is.
  let c = k / (p.Kh * p.Kw);
  let i = k / p.Kw % p.Kh;
  let j = k % p.Kw;
  let row = i32(s / Wo * p.sh + i * p.dh) - i32(p.ph);
  let col_in = i32(s % Wo * p.sw + j * p.dw) - i32(p.pw);

  // Zeros of the padding have to be written too: the buffer holds something else before.
  var value = 0.0;
  if (row >= 0 && row < i32(p.H) && col_in >= 0 && col_in < i32(p.W)) {
    value = x[((n * p.Ci + c) * p.H + u32(row)) * p.W + u32(col_in)];
  }
  col[(n * depth + k) * Ho * Wo + s] = value;
}

// One output: gid.x is the pixel, gid.y the channel, gid.z the image.
@compute @workgroup_size(16, 4, 1)
fn gemm(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let depth = p.Ci * p.Kh * p.Kw;
  let pixels = Ho * Wo;
  let s = gid.x;
  let o = gid.y;
  let n = gid.z;
  if (s >= pixels || o >= p.Co || n >= p.N) {
    return;
  }

  // A row of w times a column of the image's matrix. Neighbours in x share the weight and read side by side.
  var sum = 0.0;
  for (var k = 0u; k < depth; k++) {
    sum += w[o * depth + k] * col[(n * depth + k) * pixels + s];
  }
  y[(n * p.Co + o) * pixels + s] = sum;
}
