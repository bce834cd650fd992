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

// One invocation copies a whole window of one channel: a stretch of a column.
@compute @workgroup_size(8, 8, 1)
fn im2col(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let taps = p.Kh * p.Kw;
  if (gid.x >= Ho * Wo || gid.z >= p.N) { return; }
  for (var c = gid.y; c < p.Ci; c += groups.y * 8) {
    for (var t = 0u; t < taps; t++) {
      // In u32 what lies above or to the left is larger than any size.
      let at = vec2u(gid.x % Wo * p.sw + t % p.Kw * p.dw - p.pw, gid.x / Wo * p.sh + t / p.Kw * p.dh - p.ph);
      let inside = all(at < vec2u(p.W, p.H));
      let source = select(0, ((gid.z * p.Ci + c) * p.H + at.y) * p.W + at.x, inside);
      col[((gid.z * p.Ci + c) * taps + t) * Ho * Wo + gid.x] = select(0.0, x[source], inside);
    }
  }
}

@compute @workgroup_size(64)
fn gemm(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (gid.x >= Ho * Wo || gid.y >= p.Co || gid.z >= p.N) { return; }
  let depth = p.Ci * p.Kh * p.Kw;
  var parts = vec4f();
  for (var k = 0u; k < depth; k++) {
    parts[k % 4] = fma(w[gid.y * depth + k], col[(gid.z * depth + k) * Ho * Wo + gid.x], parts[k % 4]);
  }
  y[(gid.z * p.Co + gid.y) * Ho * Wo + gid.x] = (parts.x + parts.y) + (parts.z + parts.w);
}
