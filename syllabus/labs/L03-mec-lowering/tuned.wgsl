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

// Strips and weights twice: in fours where Kw*Ci and Co are multiples of four, one by one elsewhere.
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Kh*Kw*Ci, Co]
@group(0) @binding(3) var<storage, read_write> L: array<f32>;  // [N, Wo, H + 2*ph, Kw, Ci]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]
@group(0) @binding(2) var<storage, read> w4: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> L4: array<vec4<f32>>;

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

const COLS = 8u;  // columns of an invocation

fn in_fours() -> bool {
  return p.Kw * p.Ci % 4 == 0 && p.Co % 4 == 0;
}

// Where the windows of four columns begin in L. A column too many reads the last one again, and is not stored.
fn windows(n: u32, r: u32, q: u32, Wo: u32) -> vec4u {
  let width = p.Kw * p.Ci;
  let columns = min(vec4u(0, 1, 2, 3) + q, vec4u(Wo - 1));
  return ((n * Wo + columns) * (p.H + 2 * p.ph) + r * p.sh) * width;
}

// 8 columns by 8 channels in registers: for four numbers of the stretch 16 loads of four make 256 multiply-adds. The columns of m
// are the weights of four numbers, so m times four numbers of a window is what they add to four channels.
@compute @workgroup_size(8, 8, 1)
fn fours(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let o = gid.x * 2;
  let q = gid.y * COLS;
  let width = p.Co / 4;
  if (!in_fours() || o >= width || q >= Wo || gid.z >= p.N * Ho) {
    return;
  }
  let n = gid.z / Ho;
  let r = gid.z % Ho;
  let near = windows(n, r, q, Wo) / 4;
  let far = windows(n, r, q + 4, Wo) / 4;
  let o2 = min(o + 1, width - 1);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var k = 0u; k < p.Kh * p.Kw * p.Ci / 4; k++) {
    let row = 4 * k * width;
    let m = mat4x4f(w4[row + o], w4[row + width + o], w4[row + 2 * width + o], w4[row + 3 * width + o]);
    let m2 = mat4x4f(w4[row + o2], w4[row + width + o2], w4[row + 2 * width + o2], w4[row + 3 * width + o2]);
    let l0 = L4[near.x + k];
    let l1 = L4[near.y + k];
    let l2 = L4[near.z + k];
    let l3 = L4[near.w + k];
    let l4 = L4[far.x + k];
    let l5 = L4[far.y + k];
    let l6 = L4[far.z + k];
    let l7 = L4[far.w + k];
    a0 += m * l0; b0 += m2 * l0;
    a1 += m * l1; b1 += m2 * l1;
    a2 += m * l2; b2 += m2 * l2;
    a3 += m * l3; b3 += m2 * l3;
    a4 += m * l4; b4 += m2 * l4;
    a5 += m * l5; b5 += m2 * l5;
    a6 += m * l6; b6 += m2 * l6;
    a7 += m * l7; b7 += m2 * l7;
  }

  let first = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let second = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(COLS, Wo - q); i++) {
    for (var e = 0u; e < 4; e++) {
      let plane = (n * p.Co + 4 * o + e) * Ho + r;
      y[plane * Wo + q + i] = first[i][e];
      if (o + 1 < width) {
        y[(plane + 4 * Ho) * Wo + q + i] = second[i][e];
      }
    }
  }
}

// Any other size: 4 columns of one channel.
@compute @workgroup_size(16, 4, 1)
fn ragged(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let o = gid.x;
  let q = gid.y * 4;
  if (in_fours() || o >= p.Co || q >= Wo || gid.z >= p.N * Ho) {
    return;
  }
  let n = gid.z / Ho;
  let r = gid.z % Ho;
  let at = windows(n, r, q, Wo);
  var sums = vec4f();
  for (var k = 0u; k < p.Kh * p.Kw * p.Ci; k++) {
    sums += w[k * p.Co + o] * vec4f(L[at.x + k], L[at.y + k], L[at.z + k], L[at.w + k]);
  }
  for (var i = 0u; i < min(4, Wo - q); i++) {
    y[((n * p.Co + o) * Ho + r) * Wo + q + i] = sums[i];
  }
}
