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
  g: u32,   // groups, here always Ci
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, 1, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// An invocation makes a strip of 4 columns by 4 rows of one plane.
const SIDE = 4u;

fn three_by_three() -> bool {
  return p.Kh == 3 && p.Kw == 3 && p.sh == 1 && p.sw == 1 && p.dh == 1 && p.dw == 1;
}

// The input with its padding: a place outside reads one inside, and counts as 0.
fn padded(plane: u32, row: i32, col: i32) -> f32 {
  let r = clamp(row, 0, i32(p.H) - 1);
  let c = clamp(col, 0, i32(p.W) - 1);
  return select(0.0, x[(plane * p.H + u32(r)) * p.W + u32(c)], r == row && c == col);
}

// A row of the input as the three taps see it, for four outputs side by side: 6 loads where 12 would be taken.
fn window(plane: u32, row: i32, col: i32) -> mat3x4f {
  let a = vec4f(padded(plane, row, col), padded(plane, row, col + 1), padded(plane, row, col + 2), padded(plane, row, col + 3));
  let b = vec2f(padded(plane, row, col + 4), padded(plane, row, col + 5));
  return mat3x4f(a, vec4f(a.yzw, b.x), vec4f(a.zw, b));
}

fn store(plane: u32, Ho: u32, Wo: u32, row: u32, q: u32, four: vec4f) {
  if (row >= Ho) {
    return;
  }
  for (var j = 0u; j < min(SIDE, Wo - q); j++) {
    y[(plane * Ho + row) * Wo + q + j] = four[j];
  }
}

@compute @workgroup_size(16, 2, 2)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let q = gid.x * SIDE;
  let r = gid.y * SIDE;
  if (q >= Wo || r >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let o = gid.z % p.Co;
  let plane = gid.z / p.Co * p.Ci + o / (p.Co / p.Ci);
  let start = vec4f(bias[o]);
  let k = o * p.Kh * p.Kw;

  if (three_by_three()) {
    // 3 x 3 with stride 1: the strip needs 6 rows, and each is used for up to three rows of output while it is in registers:
    // 36 loads of the input and 9 of the weights make 144 multiply-adds.
    let top = vec3f(w[k], w[k + 1], w[k + 2]);
    let middle = vec3f(w[k + 3], w[k + 4], w[k + 5]);
    let bottom = vec3f(w[k + 6], w[k + 7], w[k + 8]);
    let row = i32(r) - i32(p.ph);
    let col = i32(q) - i32(p.pw);
    let m0 = window(plane, row, col);
    let m1 = window(plane, row + 1, col);
    let m2 = window(plane, row + 2, col);
    let m3 = window(plane, row + 3, col);
    let m4 = window(plane, row + 4, col);
    let m5 = window(plane, row + 5, col);
    store(gid.z, Ho, Wo, r, q, start + m0 * top + m1 * middle + m2 * bottom);
    store(gid.z, Ho, Wo, r + 1, q, start + m1 * top + m2 * middle + m3 * bottom);
    store(gid.z, Ho, Wo, r + 2, q, start + m2 * top + m3 * middle + m4 * bottom);
    store(gid.z, Ho, Wo, r + 3, q, start + m3 * top + m4 * middle + m5 * bottom);
    return;
  }

  // Any other kernel: each weight is loaded once for four columns.
  for (var e = 0u; e < SIDE; e++) {
    var sum = start;
    for (var i = 0u; i < p.Kh; i++) {
      let row = i32((r + e) * p.sh + i * p.dh) - i32(p.ph);
      for (var j = 0u; j < p.Kw; j++) {
        let col = i32(q * p.sw + j * p.dw) - i32(p.pw);
        let s = i32(p.sw);
        let four = vec4f(
          padded(plane, row, col),
          padded(plane, row, col + s),
          padded(plane, row, col + 2 * s),
          padded(plane, row, col + 3 * s),
        );
        sum += w[k + i * p.Kw + j] * four;
      }
    }
    store(gid.z, Ho, Wo, r + e, q, sum);
  }
}
