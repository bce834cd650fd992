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
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Kh*Kw*Ci, Co]
@group(0) @binding(3) var<storage, read_write> L: array<f32>;  // [N, Wo, H + 2*ph, Kw, Ci]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// One number of a strip: gid.x is j*Ci + c, gid.y the row of the padded picture, gid.z is n*Wo + q.
@compute @workgroup_size(64, 1, 1)
fn lower(@builtin(global_invocation_id) gid: vec3u) {
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let width = p.Kw * p.Ci;
  let height = p.H + 2 * p.ph;
  if (gid.x >= width || gid.y >= height || gid.z >= p.N * Wo) {
    return;
  }
  let n = gid.z / Wo;
  let q = gid.z % Wo;
  let j = gid.x % p.Kw;
  let c = gid.x / p.Kw;

  // The strip goes through the padded picture from top to bottom, so rows and columns can lie outside.
  let row = i32(gid.y) - i32(p.ph);
  let column = i32(q * p.sw + j) - i32(p.pw);
  var value = 0.0;
  if (row >= 0 && row < i32(p.H) && column >= 0 && column < i32(p.W)) {
    value = x[((n * p.Ci + c) * p.H + u32(row)) * p.W + u32(column)];
  }
  L[(gid.z * height + gid.y) * width + gid.x] = value;
}

// One output: gid.x is the channel, gid.y the column, gid.z is n*Ho + r.
@compute @workgroup_size(16, 4, 1)
fn gemmRow(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let o = gid.x;
  let q = gid.y;
  if (o >= p.Co || q >= Wo || gid.z >= p.N * Ho) {
    return;
  }
  let n = gid.z / Ho;
  let r = gid.z % Ho;

  // The window is a stretch of its strip. It begins sh rows further down from one output row to the next: rows that two
  // windows share are read twice, and were written once.
  let width = p.Kw * p.Ci;
  let strip = (n * Wo + q) * (p.H + 2 * p.ph) * width;
  let window = strip + r * p.sh * width;

  var sum = 0.0;
  for (var k = 0u; k < p.Kh * width; k++) {
    sum += L[window + k] * w[k * p.Co + o];
  }
  y[((n * p.Co + o) * Ho + r) * Wo + q] = sum;
}
