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
  D: u32,   // input channels that an output sees
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> v: array<f32>;        // [Co, D, Kh, Kw]
@group(0) @binding(3) var<storage, read> idx: array<u32>;      // [Co, D], D different channels of x a row
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

@compute @workgroup_size(16, 2, 2)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (any(gid >= vec3u(Wo, Ho, p.N * p.Co))) { return; }
  let o = gid.z % p.Co;
  let taps = p.Kh * p.Kw;
  var parts = vec2f();
  for (var tap = 0u; tap < taps; tap++) {
    // In u32 what lies above or to the left is larger than any size.
    let row = gid.y * p.sh + tap / p.Kw * p.dh - p.ph;
    let col = gid.x * p.sw + tap % p.Kw * p.dw - p.pw;
    if (row >= p.H || col >= p.W) { continue; }
    for (var k = p.D; k > 0; k--) {
      let at = o * p.D + k - 1;
      parts[k & 1] = fma(x[((gid.z / p.Co * p.Ci + idx[at]) * p.H + row) * p.W + col], v[at * taps + tap], parts[k & 1]);
    }
  }
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = parts.x + parts.y;
}
