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
  if (s >= Ho * Wo || k >= depth || n >= p.N) {
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

const T = 8u;
var<workgroup> left: array<array<f32, T>, T>;
var<workgroup> right: array<array<f32, T>, T>;

@compute @workgroup_size(T, T)
fn gemm(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let depth = p.Ci * p.Kh * p.Kw;
  let pixels = Ho * Wo;
  var sum = 0.0;
  for (var k = 0u; k < depth; k += T) {
    left[lid.y][lid.x] = 0.0;
    right[lid.y][lid.x] = 0.0;
    if (gid.y < p.Co && k + lid.x < depth) { left[lid.y][lid.x] = w[gid.y * depth + k + lid.x]; }
    if (gid.z < p.N && gid.x < pixels && k + lid.y < depth) {
      right[lid.y][lid.x] = col[(gid.z * depth + k + lid.y) * pixels + gid.x];
    }
    workgroupBarrier();
    for (var e = 0u; e < T; e++) { sum += left[lid.y][e] * right[e][lid.x]; }
    workgroupBarrier();
  }
  if (gid.x < pixels && gid.y < p.Co && gid.z < p.N) { y[(gid.z * p.Co + gid.y) * pixels + gid.x] = sum; }
}
