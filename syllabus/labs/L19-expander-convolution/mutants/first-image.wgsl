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

@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;

  var sum = 0.0;
  for (var k = 0u; k < p.D; k++) {
    // The weights lie close together; the channels that they belong to are wherever the list says.
    let kernel = (o * p.D + k) * p.Kh;
    let plane = idx[o * p.D + k] * p.H;

    for (var i = 0u; i < p.Kh; i++) {
      // Signed, because padding lets the window begin above row 0.
      let row = i32(gid.y * p.sh + i * p.dh) - i32(p.ph);
      if (row < 0 || row >= i32(p.H)) { continue; }

      for (var j = 0u; j < p.Kw; j++) {
        let col = i32(gid.x * p.sw + j * p.dw) - i32(p.pw);
        if (col < 0 || col >= i32(p.W)) { continue; }
        sum += v[(kernel + i) * p.Kw + j] * x[(plane + u32(row)) * p.W + u32(col)];
      }
    }
  }
  y[(gid.z * Ho + gid.y) * Wo + gid.x] = sum;
}
