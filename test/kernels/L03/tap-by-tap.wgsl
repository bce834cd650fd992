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
@compute @workgroup_size(8, 8, 2)
fn lower(@builtin(global_invocation_id) gid: vec3u) {
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let width = p.Kw * p.Ci;
  let height = p.H + 2 * p.ph;
  if (gid.x >= width || gid.y >= height || gid.z >= p.N * Wo) {
    return;
  }
  let n = gid.z / Wo;
  let q = gid.z % Wo;
  let j = gid.x / p.Ci;
  let c = gid.x % p.Ci;

  // The strip goes through the padded picture from top to bottom, so rows and columns can lie outside.
  let row = i32(gid.y) - i32(p.ph);
  let column = i32(q * p.sw + j) - i32(p.pw);
  var value = 0.0;
  if (row >= 0 && row < i32(p.H) && column >= 0 && column < i32(p.W)) {
    value = x[((n * p.Ci + c) * p.H + u32(row)) * p.W + u32(column)];
  }
  L[(gid.z * height + gid.y) * width + gid.x] = value;
}

@compute @workgroup_size(8, 8, 1)
fn gemmRow(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (any(gid >= vec3u(p.Co, Wo, p.N * Ho))) { return; }
  let strip = gid.z / Ho * Wo + gid.y;
  var parts = vec2f();
  for (var c = 0u; c < p.Ci; c++) {
    for (var j = 0u; j < p.Kw; j++) {
      for (var i = 0u; i < p.Kh; i++) {
        let row = strip * (p.H + 2 * p.ph) + gid.z % Ho * p.sh + i;
        parts[c % 2] += L[(row * p.Kw + j) * p.Ci + c] * w[((i * p.Kw + j) * p.Ci + c) * p.Co + gid.x];
      }
    }
  }
  y[((gid.z / Ho * p.Co + gid.x) * Ho + gid.z % Ho) * Wo + gid.y] = parts.x + parts.y;
}
