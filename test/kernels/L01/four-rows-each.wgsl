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
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

@compute @workgroup_size(4, 2, 8)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  // Every invocation strides over all that is left of the output.
  for (var z = gid.z; z < p.N * p.Co; z += groups.z * 8) {
    for (var r = gid.y; r < Ho; r += groups.y * 2) {
      for (var q = gid.x; q < Wo; q += groups.x * 4) {
        var parts = vec2f(bias[z % p.Co], 0);
        for (var c = 0u; c < p.Ci; c++) {
          for (var i = 0u; i < p.Kh; i++) {
            for (var j = 0u; j < p.Kw; j++) {
              let at = vec2i(vec2u(q * p.sw + j * p.dw, r * p.sh + i * p.dh)) - vec2i(vec2u(p.pw, p.ph));
              let inside = all(at >= vec2i(0)) && all(at < vec2i(vec2u(p.W, p.H)));
              let plane = z / p.Co * p.Ci + c;
              var value = 0.0;
              if (inside) { value = x[(plane * p.H + u32(at.y)) * p.W + u32(at.x)]; }
              parts[(i + j) % 2] += value * w[((z % p.Co * p.Ci + c) * p.Kh + i) * p.Kw + j];
            }
          }
        }
        y[(z * Ho + r) * Wo + q] = parts.x + parts.y;
      }
    }
  }
}
