struct P {
  N: u32,   // images
  C: u32,   // input channels
  H: u32,   // height
  W: u32,   // width
  Co: u32,  // output channels
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, H, W]
@group(0) @binding(2) var<storage, read> d: array<i32>;        // dy of all channels | dx of all channels
@group(0) @binding(3) var<storage, read_write> s: array<f32>;  // [N, C, H, W], x shifted
@group(0) @binding(4) var<storage, read> w: array<f32>;        // [Co, C]
@group(0) @binding(5) var<storage, read_write> y: array<f32>;  // [N, Co, H, W]

// What channel c of image n has at pixel (r, q) after its shift: 0 where that comes from outside.
fn shifted(n: u32, c: u32, r: u32, q: u32) -> f32 {
  // Signed: row 0 with dy = -1 asks for row -1, which in u32 would be a huge number.
  let row = i32(r) + d[p.C + c];
  let col = i32(q) + d[c];
  if (row < 0 || row >= i32(p.H) || col < 0 || col >= i32(p.W)) {
    return 0.0;
  }
  return x[((n * p.C + c) * p.H + u32(row)) * p.W + u32(col)];
}

// The shift as a layer of its own: z is n*C + c.
@compute @workgroup_size(8, 8, 1)
fn shift(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.C) {
    return;
  }
  s[(gid.z * p.H + gid.y) * p.W + gid.x] = shifted(gid.z / p.C, gid.z % p.C, gid.y, gid.x);
}

// Fused: the 1x1 convolution takes the shifted numbers straight from x. z is n*Co + o.
@compute @workgroup_size(8, 8, 1)
fn shiftPw(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;
  var sum = 0.0;
  for (var c = 0u; c < p.C; c++) {
    sum += w[o * p.C + c] * shifted(n, c, gid.y, gid.x);
  }
  y[(gid.z * p.H + gid.y) * p.W + gid.x] = sum;
}
