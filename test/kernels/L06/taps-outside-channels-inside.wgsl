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
  g: u32,   // groups
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci/g, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

fn padded(plane: u32, row: i32, col: i32) -> f32 {
  let inside = row >= 0 && row < i32(p.H) && col >= 0 && col < i32(p.W);
  if (!inside) { return 0.0; }
  return x[(plane * p.H + u32(row)) * p.W + u32(col)];
}

@compute @workgroup_size(16, 4, 2)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let size = vec3u(
    out_size(p.W, p.Kw, p.sw, p.pw, p.dw),
    out_size(p.H, p.Kh, p.sh, p.ph, p.dh),
    p.N * p.Co,
  );
  if (any(gid >= size)) { return; }
  let channels = p.Ci / p.g;
  let o = gid.z % p.Co;
  let first = (gid.z / p.Co) * p.Ci + o * p.g / p.Co * channels;
  var sum = 0.0;
  for (var tap = 0u; tap < p.Kh * p.Kw; tap++) {
    let row = i32(gid.y * p.sh + tap / p.Kw * p.dh) - i32(p.ph);
    let col = i32(gid.x * p.sw + tap % p.Kw * p.dw) - i32(p.pw);
    for (var c = 0u; c < channels; c++) {
      sum = fma(w[(o * channels + c) * p.Kh * p.Kw + tap], padded(first + c, row, col), sum);
    }
  }
  y[(gid.z * size.y + gid.y) * size.x + gid.x] = sum + bias[o];
}
